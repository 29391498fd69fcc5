#include "gateway/matching/match.h"

#include <algorithm>

namespace foramen::matching {

namespace {

/// A candidate that was worth a look.
struct Seen {
    std::size_t place;
    Candidate const* candidate;
    Comparison comparison;
};

/// Row 1 and 2: the NHS number, the date of birth, and names that agree. A number that the sender
/// did not trace, or a date of birth that is often an estimate, needs equal names.
bool number_decides(Comparison const& comparison, Tracing tracing)
{
    if (comparison.number != NumberLikeness::equal) return false;
    if (comparison.birth_date != DateLikeness::equal) return false;
    if (comparison.sex == Agreement::differs) return false;
    auto const is_strict = tracing != Tracing::verified || comparison.birth_date_is_weak;
    if (is_strict) return comparison.names_are_equal();
    return comparison.family_agrees() && comparison.given_agrees();
}

/// Row 3: we ordered it. The NHS number must be equal or absent in the report. A first name may be
/// missing, but not be another one: a sister's scan under her brother's request.
bool request_decides(Comparison const& comparison)
{
    auto const number_fits =
        comparison.number == NumberLikeness::equal || comparison.number == NumberLikeness::missing;
    auto const family_fits = comparison.birth_date_is_weak
                                 ? comparison.family >= NameLikeness::letters_lost
                                 : comparison.family_agrees();
    return comparison.request == Agreement::equal && number_fits &&
           comparison.birth_date == DateLikeness::equal && family_fits &&
           comparison.given != NameLikeness::different && comparison.sex != Agreement::differs;
}

/// Like enough that a person should see it.
bool is_listed(Comparison const& comparison)
{
    auto const names = comparison.family_agrees() || comparison.names_are_swapped;
    auto const given = comparison.given_agrees() || comparison.names_are_swapped;
    if (comparison.number == NumberLikeness::equal) return true;
    if (comparison.request == Agreement::equal) return true;
    switch (comparison.birth_date) {
    case DateLikeness::equal:
        return names || given || comparison.local_id == Agreement::equal ||
               comparison.number == NumberLikeness::near;
    case DateLikeness::one_digit:
    case DateLikeness::day_and_month_swapped:
        return names || comparison.number == NumberLikeness::near;
    case DateLikeness::missing: return names && given;
    case DateLikeness::different: break;
    }
    return names && (given || comparison.local_id == Agreement::equal);
}

bool are_two_patients(Candidate const& one, Candidate const& other)
{
    return one.patient_id != other.patient_id;
}

/// Same date of birth and surname, and not known to live elsewhere.
bool may_be_twins(Candidate const& one, Candidate const& other)
{
    auto const& birth_date = one.birth_date.reveal(Purpose::policy);
    if (!are_two_patients(one, other) || !birth_date) return false;
    if (birth_date != other.birth_date.reveal(Purpose::policy)) return false;
    auto const likeness = compare_family(fold(one.name).family, fold(other.name).family);
    if (likeness < NameLikeness::similar) return false;
    return compare_postcodes(one.postcode, other.postcode) != Agreement::differs;
}

class Matching {
public:
    Matching(Evidence const& evidence, std::span<Candidate const> candidates, Policy const& policy)
        : evidence_{evidence}, number_{read_number(evidence, policy.test_numbers)}
    {
        Comparer const comparer{evidence, number_};
        for (std::size_t place = 0; place < candidates.size(); ++place) {
            auto const& candidate = candidates[place];
            if (!comparer.is_worth_a_look(candidate)) continue;
            seen_.push_back({place, &candidate, comparer.with(candidate)});
        }
    }

    Decision decide() const
    {
        Decision decision;
        decision.reasons = number_.brakes;
        Seen const* certain = nullptr;
        bool are_several = false;
        for (auto const& one : seen_) {
            if (basis_of(one) == Basis::nothing) continue;
            if (certain == nullptr) certain = &one;
            else if (are_two_patients(*certain->candidate, *one.candidate)) are_several = true;
        }
        if (are_several) decision.reasons.push_back(Reason::several_certain);
        if (certain != nullptr && decision.reasons.empty() && brakes_of(*certain).empty()) {
            decision.verdict = Verdict::certain;
            decision.basis = basis_of(*certain);
            decision.ranked.push_back(ranked(*certain));
            return decision;
        }
        decision.ranked = work_list();
        if (!decision.ranked.empty()) decision.verdict = Verdict::work_list;
        return decision;
    }

private:
    Basis basis_of(Seen const& one) const
    {
        if (number_decides(one.comparison, evidence_.tracing)) return Basis::nhs_number;
        return request_decides(one.comparison) ? Basis::request_number : Basis::nothing;
    }

    std::vector<Reason> brakes_of(Seen const& one) const
    {
        std::vector<Reason> brakes;
        auto const& mine = *one.candidate;
        auto const others = [&](auto const& holds) {
            return std::ranges::any_of(seen_, [&](Seen const& other) {
                return are_two_patients(mine, *other.candidate) && holds(other);
            });
        };
        auto const has_same_number = [&](Seen const& other) {
            return mine.nhs_number && other.candidate->nhs_number == mine.nhs_number;
        };
        auto const has_request = [](Seen const& other) {
            return other.comparison.request == Agreement::equal;
        };
        auto const is_twin = [&](Seen const& other) {
            return may_be_twins(mine, *other.candidate);
        };
        if (others(has_same_number)) brakes.push_back(Reason::number_of_two_patients);
        if (mine.number_standing == NumberStanding::superseded) {
            brakes.push_back(Reason::number_superseded);
        }
        if (others(has_request)) brakes.push_back(Reason::request_of_another_patient);
        if (others(is_twin)) brakes.push_back(Reason::twin);
        if (mine.life == Life::deceased) brakes.push_back(Reason::deceased);
        return brakes;
    }

    Ranked ranked(Seen const& one) const
    {
        auto const& comparison = one.comparison;
        Ranked ranked{one.place, comparison.score(), comparison.reasons()};
        auto const is_strict =
            evidence_.tracing != Tracing::verified || comparison.birth_date_is_weak;
        auto const wants_equal_names = comparison.number == NumberLikeness::equal &&
                                       comparison.birth_date == DateLikeness::equal && is_strict &&
                                       !comparison.names_are_equal();
        if (wants_equal_names) ranked.reasons.push_back(Reason::names_must_be_equal);
        for (auto const brake : brakes_of(one)) ranked.reasons.push_back(brake);
        return ranked;
    }

    std::vector<Ranked> work_list() const
    {
        std::vector<Seen const*> listed;
        for (auto const& one : seen_) {
            if (is_listed(one.comparison)) listed.push_back(&one);
        }
        std::ranges::stable_sort(listed, [](auto const* a, auto const* b) {
            return a->comparison.score() > b->comparison.score();
        });
        listed.resize(std::min(listed.size(), ranked_max));
        std::vector<Ranked> list;
        for (auto const* one : listed) list.push_back(ranked(*one));
        return list;
    }

    Evidence const& evidence_;
    ReportNumber number_;
    std::vector<Seen> seen_;
};

} // namespace

std::string_view to_string(Verdict verdict)
{
    switch (verdict) {
    case Verdict::certain: return "certain";
    case Verdict::work_list: return "work-list";
    case Verdict::none: break;
    }
    return "none";
}

Decision match(Evidence const& evidence, std::span<Candidate const> candidates,
               Policy const& policy)
{
    return Matching{evidence, candidates, policy}.decide();
}

} // namespace foramen::matching
