// Why this file exists: one report beside one patient: each part of the evidence compared, before
// anything is decided.
#pragma once

#include "gateway/matching/evidence.h"
#include "gateway/matching/name_likeness.h"
#include "gateway/matching/reason.h"

#include <vector>

namespace foramen::matching {

/// The NHS numbers of a report, read.
struct ReportNumber {
    std::string
        digits; ///< The first with a right check digit, else the first, to see typing errors.
    std::vector<Reason> brakes;
};
enum class TestNumbers { refused, accepted }; ///< 999 …: only installations for tests accept them.
ReportNumber read_number(Evidence const& evidence, TestNumbers test_numbers);

enum class NumberLikeness { missing, unknown_here, different, near, equal };
enum class DateLikeness { missing, different, one_digit, day_and_month_swapped, equal };
enum class Agreement { unknown, differs, equal };

/// Without regard to spaces and case.
Agreement compare_postcodes(Sensitive<std::string> const& one, Sensitive<std::string> const& other);
DateLikeness compare_dates(std::optional<Date> const& one, std::optional<Date> const& other);

struct Comparison {
    NumberLikeness number = NumberLikeness::missing;
    Agreement request = Agreement::unknown; ///< Only `equal` or `unknown`.
    Agreement local_id = Agreement::unknown;
    DateLikeness birth_date = DateLikeness::missing;
    bool birth_date_is_weak = false;
    NameLikeness family = NameLikeness::missing;
    NameLikeness given = NameLikeness::missing;
    bool names_are_swapped = false;
    Agreement sex = Agreement::unknown;
    Agreement postcode = Agreement::unknown;

    bool family_agrees() const;
    /// An initial alone is not enough: a twin's may be the same.
    bool given_agrees() const;
    /// Both letter for letter, letters lost on the way apart.
    bool names_are_equal() const;
    double score() const; ///< 0 to 1; orders a work list and decides nothing.
    std::vector<Reason> reasons() const;
};

/// Of the other names of a report so many are looked at.
constexpr std::size_t other_names_max = 20;

/// The report's side, folded once.
class Comparer {
public:
    Comparer(Evidence const& evidence, ReportNumber const& number);
    /// What costs little: whether the candidate is worth a look at all.
    bool is_worth_a_look(Candidate const& candidate) const;
    Comparison with(Candidate const& candidate) const;

private:
    NumberLikeness compare_number(Candidate const& candidate) const;
    NameLikeness compare_families(Candidate const& candidate, FoldedPerson const& person) const;

    Evidence const& evidence_;
    ReportNumber const& number_;
    FoldedPerson name_;
    std::vector<FoldedPerson> other_names_;
};

} // namespace foramen::matching
