#include "gateway/matching/name_likeness.h"

#include "gateway/matching/nickname.h"

#include <algorithm>
#include <array>

namespace foramen::matching {

namespace {

/// A shorter part of a double name proves nothing.
constexpr std::size_t part_letters_min = 3;
/// Words that many surnames have in common.
constexpr std::array<std::u32string_view, 12> particles{
    U"VAN", U"VON", U"DER", U"DEN",  U"DELLA", U"DOS",
    U"DAS", U"DEL", U"BIN", U"BINT", U"ABU",   U"SAN",
};

bool is_telling(std::u32string const& word)
{
    return word.size() >= part_letters_min && std::ranges::find(particles, word) == particles.end();
}

/// One side is a single word that stands in the other's double name.
bool is_part_of(FoldedName const& one, FoldedName const& whole)
{
    if (one.words.size() != 1 || whole.words.size() < 2 || !is_telling(one.joined)) return false;
    return std::ranges::find(whole.words, one.joined) != whole.words.end();
}

NameLikeness by_spelling(FoldedName const& one, FoldedName const& other)
{
    switch (compare_spelling(one, other)) {
    case Spelling::equal: return NameLikeness::equal;
    case Spelling::letters_lost: return NameLikeness::letters_lost;
    case Spelling::other: break;
    }
    return NameLikeness::different;
}

/// Of two lists of given names the shorter one begins the longer: middle names are often left out.
bool begins(std::vector<std::u32string> const& one, std::vector<std::u32string> const& other)
{
    auto const common = static_cast<std::ptrdiff_t>(std::min(one.size(), other.size()));
    return std::equal(one.begin(), one.begin() + common, other.begin());
}

} // namespace

FoldedPerson fold(PersonName const& name)
{
    return {fold(name.family.reveal(Purpose::policy)), fold(name.given.reveal(Purpose::policy))};
}

NameLikeness compare_family(FoldedName const& one, FoldedName const& other)
{
    if (one.empty() || other.empty()) return NameLikeness::missing;
    auto const spelling = by_spelling(one, other);
    if (spelling != NameLikeness::different) return spelling;
    if (is_part_of(one, other) || is_part_of(other, one)) return NameLikeness::part;
    auto const similar = jaro_winkler(one.joined, other.joined) >= family_similarity_min ||
                         jaro_winkler(one.expanded, other.expanded) >= family_similarity_min;
    return similar ? NameLikeness::similar : NameLikeness::different;
}

NameLikeness compare_given(FoldedName const& one, FoldedName const& other)
{
    if (one.empty() || other.empty()) return NameLikeness::missing;
    auto const& first = one.words.front();
    auto const& second = other.words.front();
    if (first.size() == 1 || second.size() == 1) {
        if (first == second && one.joined == other.joined) return NameLikeness::equal;
        return first[0] == second[0] ? NameLikeness::initial : NameLikeness::different;
    }
    auto const spelling = by_spelling(one, other);
    if (spelling != NameLikeness::different) return spelling;
    if (begins(one.words, other.words)) return NameLikeness::equal;
    if (first != second && are_nicknames(first, second)) return NameLikeness::nickname;
    // The same first and another middle name is less than equal.
    auto const similar =
        first[0] == second[0] && jaro_winkler(first, second) >= given_similarity_min;
    return similar ? NameLikeness::similar : NameLikeness::different;
}

bool are_swapped(FoldedPerson const& one, FoldedPerson const& other)
{
    auto const crossed = [](FoldedPerson const& a, FoldedPerson const& b) {
        auto const given = compare_given(a.family, b.given);
        return given == NameLikeness::equal || given == NameLikeness::letters_lost;
    };
    auto const as_they_are = by_spelling(one.family, other.family);
    return as_they_are == NameLikeness::different && crossed(one, other) && crossed(other, one);
}

} // namespace foramen::matching
