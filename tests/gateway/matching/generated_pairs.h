// Why this file exists: thousands of reports whose true patient is known, with the mistakes that
// real registrations make, show what a matching policy is worth.
#pragma once

#include "gateway/matching/match.h"
#include "gateway/matching/nickname.h"

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace foramen::matching {

enum class Mistake {
    none,
    family_typed,
    given_typed,
    names_swapped,
    letters_lost,
    former_name,
    part_of_name,
    short_given,
    birth_date_swapped,
    birth_date_digit,
    number_missing,
    number_typed,
    number_of_twin,    ///< Registered under the brother's or sister's number.
    number_of_another, ///< Registered under anybody's number.
};
constexpr std::array<char const*, 14> mistake_names{
    "none",        "surname typed", "first name typed", "names swapped",   "letters lost",
    "former name", "part of name",  "short first name", "day and month",   "birth date digit",
    "no number",   "number typed",  "twin's number",    "another's number"};

struct Pair {
    Evidence evidence;
    std::optional<std::size_t> truth; ///< Among the candidates; none: a stranger.
    std::vector<Mistake> mistakes;
};

/// Everything that is known of an invented person.
struct Person {
    std::string given;
    std::string family;
    std::string former_family;
    Date birth_date;
    Sex sex;
    std::string postcode;
    std::string number;
    std::string request;
    std::optional<std::size_t> twin; ///< Among all people.
    bool is_patient = false;
    std::size_t place = 0; ///< Among the candidates.
};

/// Nobody calls their twins John and Jack.
inline bool are_forms_of_one(std::string const& one, std::string const& other)
{
    auto const first = fold(one).words.front();
    auto const second = fold(other).words.front();
    return first == second || are_nicknames(first, second);
}

class Population {
public:
    Population(std::uint64_t seed, std::size_t patient_count) : random_{seed}
    {
        while (candidates_.size() < patient_count) add_household();
    }

    std::vector<Candidate> const& candidates() const { return candidates_; }
    Pair make_pair();

private:
    std::size_t up_to(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
    bool chance(unsigned percent) { return up_to(100) < percent; }
    template <std::size_t size> std::string one_of(std::array<char const*, size> const& list)
    {
        return list[up_to(size)];
    }

    std::string number();
    std::string postcode();
    Date birth_date();
    std::string given_name(Sex sex);
    std::string family_name();
    Person person();
    void add_household();
    void admit(Person& person);

    void spoil(Pair& pair, Mistake mistake, Person const& person);
    void spoil_number(Pair& pair, Mistake mistake, Person const& person);
    std::string typed(std::string text, char first);
    std::string stripped(std::string const& text);

    std::mt19937_64 random_;
    std::vector<Person> people_;
    std::vector<Candidate> candidates_;
};

inline std::string Population::number()
{
    while (true) {
        std::string digits;
        for (int i = 0; i < 10; ++i) digits += static_cast<char>('0' + up_to(10));
        if (!digits.starts_with("999") && NhsNumber::parse(digits)) return digits;
    }
}

inline std::string Population::postcode()
{
    constexpr std::array areas{"NW", "SE", "M", "LS", "B", "CF"};
    auto const letter = [&] { return static_cast<char>('A' + up_to(26)); };
    return one_of(areas) + std::to_string(1 + up_to(19)) + " " + std::to_string(up_to(10)) +
           letter() + letter();
}

inline Date Population::birth_date()
{
    using namespace std::chrono;
    auto const in_year = year{static_cast<int>(1935 + up_to(70))};
    if (chance(4)) return in_year / January / 1;
    return in_year / month{static_cast<unsigned>(1 + up_to(12))} /
           day{static_cast<unsigned>(1 + up_to(28))};
}

inline std::string Population::given_name(Sex sex)
{
    constexpr std::array women{"Anna",      "Amelia", "Alexandra", "Catherine",  "Charlotte",
                               "Elizabeth", "Emma",   "Zoë",       "Małgorzata", "Jane",
                               "Joanne",    "Julie",  "Margaret",  "Mary Ann",   "Maria",
                               "Siân",      "Susan",  "Sarah",     "Şebnem",     "Yvonne"};
    constexpr std::array men{"Alan",   "Andrew",   "Charles", "Christopher", "Daniel",
                             "David",  "James",    "Jack",    "John",        "Jonathan",
                             "Łukasz", "Mohammed", "Michael", "Mark",        "Peter",
                             "Paul",   "Robert",   "Ryan",    "Seán",        "William"};
    auto name = sex == Sex::female ? one_of(women) : one_of(men);
    if (chance(30)) name += " " + (sex == Sex::female ? one_of(women) : one_of(men));
    return name;
}

inline std::string Population::family_name()
{
    constexpr std::array names{"Smith",     "Jones",        "Taylor",     "Brown",     "Williams",
                               "Wilson",    "Johnson",      "Davies",     "Patel",     "Robinson",
                               "Wright",    "Thompson",     "Evans",      "Walker",    "White",
                               "Roberts",   "Green",        "Hall",       "Wood",      "Jackson",
                               "Clarke",    "Khan",         "O'Brien",    "O’Connor",  "Núñez",
                               "Müller",    "Łukasiewicz",  "Dvořák",     "Şahin",     "Çelik",
                               "Nguyễn",    "van der Berg", "de la Cruz", "Ng",        "Li",
                               "MacDonald", "McDonald",     "Ferguson",   "Fergusson", "Harris",
                               "Harrison",  "Okafor",       "Adeyemi",    "Kowalczyk", "Wójcik",
                               "Hussain",   "Ahmed",        "Begum",      "Singh",     "Kaur"};
    auto name = one_of(names);
    if (chance(6)) name += "-" + one_of(names);
    return name;
}

inline Person Population::person()
{
    Person made;
    made.sex = chance(50) ? Sex::female : Sex::male;
    made.given = given_name(made.sex);
    made.family = family_name();
    if (made.sex == Sex::female && chance(40)) made.former_family = family_name();
    made.birth_date = birth_date();
    made.postcode = postcode();
    made.number = number();
    return made;
}

inline void Population::admit(Person& person)
{
    Candidate candidate;
    candidate.patient_id = "P-" + std::to_string(candidates_.size());
    if (!chance(5)) candidate.nhs_number = *NhsNumber::parse(person.number);
    candidate.name = {Sensitive<std::string>{person.family}, Sensitive<std::string>{person.given}};
    if (!person.former_family.empty() && chance(50)) {
        candidate.former_names.push_back(
            {Sensitive<std::string>{person.former_family}, candidate.name.given});
    }
    candidate.birth_date = Sensitive<std::optional<Date>>{person.birth_date};
    candidate.sex = person.sex;
    if (!chance(10)) candidate.postcode = Sensitive<std::string>{person.postcode};
    if (chance(20)) {
        person.request = "RQ-" + std::to_string(candidates_.size());
        candidate.request_numbers = {person.request};
    }
    person.is_patient = true;
    person.place = candidates_.size();
    candidates_.push_back(std::move(candidate));
}

/// One person, or twins of whom one or both are patients, or a stranger.
inline void Population::add_household()
{
    auto first = person();
    auto const place = people_.size();
    if (chance(85)) admit(first);
    if (chance(1)) {
        // A namesake: another person with the same name and date of birth.
        auto namesake = first;
        namesake.number = number();
        namesake.postcode = postcode();
        namesake.is_patient = false;
        namesake.request.clear();
        if (chance(50)) admit(namesake);
        people_.push_back(first);
        people_.push_back(namesake);
        return;
    }
    if (chance(88)) return people_.push_back(first);
    auto second = first;
    if (chance(50)) second.sex = second.sex == Sex::female ? Sex::male : Sex::female;
    do second.given = given_name(second.sex);
    while (are_forms_of_one(first.given, second.given));
    second.number = number();
    second.request.clear();
    second.is_patient = false;
    if (chance(30)) second.postcode = postcode();
    if (chance(50)) admit(second);
    first.twin = place + 1;
    second.twin = place;
    people_.push_back(first);
    people_.push_back(second);
}

/// One slip of the finger: a letter or digit replaced, left out, doubled or swapped.
inline std::string Population::typed(std::string text, char first)
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((text[i] >= 'A' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9')) {
            places.push_back(i);
        }
    }
    if (places.size() < 2) return text;
    auto const at = places[up_to(places.size())];
    auto const range = first == '0' ? 10u : 26u;
    switch (up_to(4)) {
    case 0: text[at] = static_cast<char>(first + static_cast<char>(up_to(range))); break;
    case 1: text.erase(at, 1); break;
    case 2: text.insert(at, 1, text[at]); break;
    default:
        if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0x80) {
            std::swap(text[at], text[at + 1]);
        }
    }
    return text;
}

/// What a sender with Latin-1 makes of a name: other letters are gone or question marks.
inline std::string Population::stripped(std::string const& text)
{
    std::string poor;
    auto const with_mark = chance(50);
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80 || lead == 0xC2 || lead == 0xC3) poor += text[i];
        else if (lead >= 0xC4 && with_mark) poor += '?';
        else if (lead >= 0x80 && lead < 0xC0 && i > 0 &&
                 (static_cast<unsigned char>(text[i - 1]) & 0xFE) == 0xC2) {
            poor += text[i];
        }
    }
    return poor;
}

inline void Population::spoil_number(Pair& pair, Mistake mistake, Person const& person)
{
    auto& numbers = pair.evidence.nhs_numbers;
    if (mistake == Mistake::number_missing) numbers.clear();
    if (mistake == Mistake::number_typed) {
        numbers = {Sensitive<std::string>{typed(person.number, '0')}};
    }
    if (mistake == Mistake::number_of_twin && person.twin) {
        numbers = {Sensitive<std::string>{people_[*person.twin].number}};
    }
    if (mistake == Mistake::number_of_another) {
        numbers = {Sensitive<std::string>{people_[up_to(people_.size())].number}};
    }
}

inline void Population::spoil(Pair& pair, Mistake mistake, Person const& person)
{
    auto& name = pair.evidence.name;
    auto const family = name.family.reveal(Purpose::policy);
    auto const given = name.given.reveal(Purpose::policy);
    auto const set = [](Sensitive<std::string>& field, std::string text) {
        field = Sensitive<std::string>{std::move(text)};
    };
    using std::chrono::day;
    using std::chrono::month;
    auto date = *pair.evidence.birth_date.reveal(Purpose::policy);
    switch (mistake) {
    case Mistake::family_typed: return set(name.family, typed(family, 'a'));
    case Mistake::given_typed: return set(name.given, typed(given, 'a'));
    case Mistake::names_swapped: return std::swap(name.family, name.given);
    case Mistake::letters_lost:
        set(name.family, stripped(family));
        return set(name.given, stripped(given));
    case Mistake::former_name:
        if (!person.former_family.empty()) set(name.family, person.former_family);
        return;
    case Mistake::part_of_name: return set(name.family, family.substr(0, family.find('-')));
    case Mistake::short_given:
        return set(name.given,
                   static_cast<unsigned char>(given[0]) < 0x80 ? given.substr(0, 1) : given);
    case Mistake::birth_date_swapped:
        if (unsigned{date.day()} <= 12) {
            date = date.year() / month{unsigned{date.day()}} / day{unsigned{date.month()}};
        }
        break;
    case Mistake::birth_date_digit:
        date = chance(50) ? date.year() / date.month() / day{unsigned{date.day()} % 28 + 1}
                          : (date.year() + std::chrono::years{10}) / date.month() / date.day();
        break;
    default: return spoil_number(pair, mistake, person);
    }
    pair.evidence.birth_date = Sensitive<std::optional<Date>>{date};
}

/// A report of anybody, with none, one or two mistakes.
inline Pair Population::make_pair()
{
    auto const& person = people_[up_to(people_.size())];
    Pair pair;
    if (person.is_patient) pair.truth = person.place;
    auto& evidence = pair.evidence;
    evidence.name = {Sensitive<std::string>{person.family}, Sensitive<std::string>{person.given}};
    evidence.birth_date = Sensitive<std::optional<Date>>{person.birth_date};
    evidence.sex = person.sex;
    evidence.postcode = Sensitive<std::string>{chance(80) ? person.postcode : postcode()};
    evidence.nhs_numbers = {Sensitive<std::string>{person.number}};
    evidence.tracing = chance(50) ? Tracing::verified : Tracing::not_stated;
    evidence.request_number = person.request;
    auto const count = std::array{0, 0, 1, 1, 1, 2}[up_to(6)];
    for (int i = 0; i < count; ++i) {
        pair.mistakes.push_back(static_cast<Mistake>(1 + up_to(mistake_names.size() - 1)));
        spoil(pair, pair.mistakes.back(), person);
    }
    if (pair.mistakes.empty()) pair.mistakes.push_back(Mistake::none);
    return pair;
}

} // namespace foramen::matching
