#include "gateway/matching/compare.h"

#include <algorithm>

namespace foramen::matching {

namespace {

/// Digits that differ; two neighbours that changed places count as one. Stops counting at two.
std::size_t typing_errors(std::string_view one, std::string_view other)
{
    if (one.size() != other.size()) return std::max(one.size(), other.size());
    std::size_t errors = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        if (one[i] == other[i]) continue;
        if (++errors > 1) break;
        auto const swapped = i + 1 < one.size() && one[i] == other[i + 1] && one[i + 1] == other[i];
        if (swapped) ++i;
    }
    return errors;
}

std::string without_spaces(std::string_view text)
{
    std::string letters;
    for (char const letter : text) {
        if (letter == ' ') continue;
        letters += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return letters;
}

Agreement compare_sex(Sex one, Sex other)
{
    auto const says = [](Sex sex) { return sex == Sex::female || sex == Sex::male; };
    if (!says(one) || !says(other)) return Agreement::unknown;
    return one == other ? Agreement::equal : Agreement::differs;
}

template <class One, class Other> bool have_common(One const& one, Other const& other)
{
    return std::ranges::any_of(
        one, [&](auto const& item) { return std::ranges::find(other, item) != other.end(); });
}

bool is_first_of_january(Date date)
{
    return date.month() == std::chrono::January && date.day() == std::chrono::day{1};
}

} // namespace

Agreement compare_postcodes(Sensitive<std::string> const& one, Sensitive<std::string> const& other)
{
    auto const here = without_spaces(one.reveal(Purpose::policy));
    auto const there = without_spaces(other.reveal(Purpose::policy));
    if (here.empty() || there.empty()) return Agreement::unknown;
    return here == there ? Agreement::equal : Agreement::differs;
}

Sex sex_of(std::string_view text)
{
    auto const word = without_spaces(text);
    if (word == "F" || word == "FEMALE") return Sex::female;
    if (word == "M" || word == "MALE") return Sex::male;
    return word == "O" || word == "OTHER" ? Sex::other : Sex::unknown;
}

ReportNumber read_number(Evidence const& evidence, TestNumbers test_numbers)
{
    constexpr std::string_view test_range = "999";
    ReportNumber read;
    std::string first;
    bool has_sound = false;
    auto const brake = [&](Reason reason) {
        if (std::ranges::find(read.brakes, reason) == read.brakes.end()) {
            read.brakes.push_back(reason);
        }
    };
    for (auto const& sent : evidence.nhs_numbers) {
        auto const digits = without_spaces(sent.reveal(Purpose::policy));
        if (digits.empty()) continue;
        if (first.empty()) first = read.digits = digits;
        else if (digits != first) brake(Reason::numbers_differ_in_report);
        auto const number = NhsNumber::parse(digits);
        if (!number) brake(Reason::number_invalid);
        else if (test_numbers == TestNumbers::refused && digits.starts_with(test_range)) {
            brake(Reason::number_of_test_range);
        }
        if (number && !has_sound) read.digits = digits;
        has_sound = has_sound || number;
    }
    return read;
}

DateLikeness compare_dates(std::optional<Date> const& one, std::optional<Date> const& other)
{
    if (!one || !other) return DateLikeness::missing;
    if (*one == *other) return DateLikeness::equal;
    auto const swapped = one->year() == other->year() &&
                         unsigned{one->month()} == unsigned{other->day()} &&
                         unsigned{one->day()} == unsigned{other->month()};
    if (swapped) return DateLikeness::day_and_month_swapped;
    // One slip changes the year, the month or the day. (Most pairs differ in more: no text is
    // made.)
    auto const parts = (one->year() != other->year()) + (one->month() != other->month()) +
                       (one->day() != other->day());
    if (parts > 1) return DateLikeness::different;
    auto const errors = typing_errors(foramen::to_string(*one), foramen::to_string(*other));
    return errors == 1 ? DateLikeness::one_digit : DateLikeness::different;
}

bool Comparison::family_agrees() const { return family >= NameLikeness::similar; }
bool Comparison::given_agrees() const { return given > NameLikeness::initial; }

bool Comparison::names_are_equal() const
{
    return family >= NameLikeness::letters_lost && given >= NameLikeness::letters_lost;
}

/// The weights are a judgement; they only order what a person looks at.
double Comparison::score() const
{
    double score = 0;
    if (number == NumberLikeness::equal) score += 0.4;
    if (number == NumberLikeness::near) score += 0.2;
    if (number == NumberLikeness::different) score -= 0.2;
    if (request == Agreement::equal) score += 0.3;
    if (local_id == Agreement::equal) score += 0.1;
    if (birth_date == DateLikeness::equal) score += birth_date_is_weak ? 0.15 : 0.25;
    else if (birth_date >= DateLikeness::one_digit) score += 0.1;
    if (family >= NameLikeness::letters_lost) score += 0.2;
    else if (family_agrees()) score += 0.15;
    if (given >= NameLikeness::letters_lost) score += 0.15;
    else if (given_agrees()) score += 0.1;
    if (names_are_swapped) score += 0.3;
    if (postcode == Agreement::equal) score += 0.05;
    if (sex == Agreement::differs) score -= 0.1;
    return std::clamp(score, 0.0, 1.0);
}

namespace {

Reason reason_of(NumberLikeness likeness)
{
    switch (likeness) {
    case NumberLikeness::missing: return Reason::nhs_number_missing;
    case NumberLikeness::unknown_here: return Reason::nhs_number_unknown_here;
    case NumberLikeness::different: return Reason::nhs_number_differs;
    case NumberLikeness::near: return Reason::nhs_number_nearly_equal;
    case NumberLikeness::equal: break;
    }
    return Reason::nhs_number_equal;
}

Reason reason_of(DateLikeness likeness)
{
    switch (likeness) {
    case DateLikeness::missing: return Reason::birth_date_missing;
    case DateLikeness::different: return Reason::birth_date_differs;
    case DateLikeness::one_digit: return Reason::birth_date_one_digit;
    case DateLikeness::day_and_month_swapped: return Reason::birth_date_day_and_month_swapped;
    case DateLikeness::equal: break;
    }
    return Reason::birth_date_equal;
}

Reason family_reason(NameLikeness likeness)
{
    switch (likeness) {
    case NameLikeness::missing: return Reason::family_missing;
    case NameLikeness::similar: return Reason::family_similar;
    case NameLikeness::part: return Reason::family_part;
    case NameLikeness::former: return Reason::family_former;
    case NameLikeness::letters_lost: return Reason::family_letters_lost;
    case NameLikeness::equal: return Reason::family_equal;
    case NameLikeness::different:
    case NameLikeness::initial:
    case NameLikeness::nickname: break;
    }
    return Reason::family_differs;
}

Reason given_reason(NameLikeness likeness)
{
    switch (likeness) {
    case NameLikeness::missing: return Reason::given_missing;
    case NameLikeness::initial: return Reason::given_initial;
    case NameLikeness::similar: return Reason::given_similar;
    case NameLikeness::nickname: return Reason::given_nickname;
    case NameLikeness::letters_lost: return Reason::given_letters_lost;
    case NameLikeness::equal: return Reason::given_equal;
    case NameLikeness::different:
    case NameLikeness::part:
    case NameLikeness::former: break;
    }
    return Reason::given_differs;
}

} // namespace

std::vector<Reason> Comparison::reasons() const
{
    std::vector<Reason> reasons{reason_of(number)};
    if (request == Agreement::equal) reasons.push_back(Reason::request_number_equal);
    if (local_id == Agreement::equal) reasons.push_back(Reason::local_id_equal);
    reasons.push_back(reason_of(birth_date));
    if (birth_date_is_weak) reasons.push_back(Reason::birth_date_weak);
    if (names_are_swapped) {
        reasons.push_back(Reason::names_swapped);
    } else {
        reasons.push_back(family_reason(family));
        reasons.push_back(given_reason(given));
    }
    if (sex == Agreement::differs) reasons.push_back(Reason::sex_contradicts);
    if (postcode == Agreement::equal) reasons.push_back(Reason::postcode_equal);
    if (postcode == Agreement::differs) reasons.push_back(Reason::postcode_differs);
    return reasons;
}

Comparer::Comparer(Evidence const& evidence, ReportNumber const& number)
    : evidence_{evidence}, number_{number}, name_{fold(evidence.name)}
{
    for (auto const& name : evidence.other_names) {
        if (other_names_.size() == other_names_max) break;
        other_names_.push_back(fold(name));
    }
}

NumberLikeness Comparer::compare_number(Candidate const& candidate) const
{
    if (number_.digits.empty()) return NumberLikeness::missing;
    if (!candidate.nhs_number) return NumberLikeness::unknown_here;
    auto const errors = typing_errors(number_.digits, candidate.nhs_number->digits());
    if (errors == 0) return NumberLikeness::equal;
    return errors == 1 ? NumberLikeness::near : NumberLikeness::different;
}

bool Comparer::is_worth_a_look(Candidate const& candidate) const
{
    auto const number = compare_number(candidate);
    if (number == NumberLikeness::equal || number == NumberLikeness::near) return true;
    auto const& requests = candidate.request_numbers;
    if (!evidence_.request_number.empty() &&
        std::ranges::find(requests, evidence_.request_number) != requests.end()) {
        return true;
    }
    if (have_common(evidence_.local_ids, candidate.local_ids)) return true;
    return compare_dates(evidence_.birth_date.reveal(Purpose::policy),
                         candidate.birth_date.reveal(Purpose::policy)) != DateLikeness::different;
}

NameLikeness Comparer::compare_families(Candidate const& candidate,
                                        FoldedPerson const& person) const
{
    auto const likeness = compare_family(name_.family, person.family);
    if (likeness >= NameLikeness::letters_lost) return likeness;
    auto const is_equal = [](FoldedName const& one, FoldedName const& other) {
        return compare_spelling(one, other) != Spelling::other;
    };
    for (auto const& former : candidate.former_names) {
        if (is_equal(fold(former).family, name_.family)) return NameLikeness::former;
    }
    for (auto const& alias : other_names_) {
        if (is_equal(alias.family, person.family)) return NameLikeness::former;
    }
    return likeness;
}

Comparison Comparer::with(Candidate const& candidate) const
{
    auto const person = fold(candidate.name);
    auto const& birth_date = evidence_.birth_date.reveal(Purpose::policy);
    auto const& requests = candidate.request_numbers;
    Comparison comparison;
    comparison.number = compare_number(candidate);
    if (!evidence_.request_number.empty() &&
        std::ranges::find(requests, evidence_.request_number) != requests.end()) {
        comparison.request = Agreement::equal;
    }
    if (have_common(evidence_.local_ids, candidate.local_ids)) {
        comparison.local_id = Agreement::equal;
    }
    comparison.birth_date = compare_dates(birth_date, candidate.birth_date.reveal(Purpose::policy));
    comparison.birth_date_is_weak =
        comparison.birth_date == DateLikeness::equal && is_first_of_january(*birth_date);
    comparison.family = compare_families(candidate, person);
    comparison.given = compare_given(name_.given, person.given);
    comparison.names_are_swapped = are_swapped(name_, person);
    comparison.sex = compare_sex(evidence_.sex, candidate.sex);
    comparison.postcode = compare_postcodes(evidence_.postcode, candidate.postcode);
    return comparison;
}

} // namespace foramen::matching
