// Why this file exists: how like two names are, in the words of the matching policy.
#pragma once

#include "gateway/matching/evidence.h"
#include "gateway/matching/folding.h"

#include <vector>

namespace foramen::matching {

/// "surname similar (≥0.85 Jaro-Winkler after folding …)": standards/imaging.md section 3, row 1.
constexpr double family_similarity_min = 0.85;
/// A first name that is only similar must be a slip of the finger and no other name: Joanne and
/// Jane have 0.90, Maria and Marie 0.92 (measured: tests/gateway/matching/generated_pairs.h).
constexpr double given_similarity_min = 0.93;

enum class NameLikeness {
    missing, ///< On one side.
    different,
    initial, ///< Given names: one side is a single letter that begins the other.
    similar,
    part,     ///< Family names: one of the two words of a double name.
    former,   ///< Family names: equal to a name the person had.
    nickname, ///< Given names.
    letters_lost,
    equal,
};

struct FoldedPerson {
    FoldedName family;
    FoldedName given;
};
FoldedPerson fold(PersonName const& name);

NameLikeness compare_family(FoldedName const& one, FoldedName const& other);
/// First names decide; what follows them must not contradict.
NameLikeness compare_given(FoldedName const& one, FoldedName const& other);
/// Each side's first name is the other's surname.
bool are_swapped(FoldedPerson const& one, FoldedPerson const& other);

} // namespace foramen::matching
