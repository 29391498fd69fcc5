// Why this file exists: one name is written in many ways by systems that know fewer letters than
// its bearer. Two spellings of a name fold to the same letters.
// Source: standards/imaging.md sections 1.6 (9) and 3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace foramen::matching {

/// One letter after folding, and what a poorer character set may have made of it.
struct Letter {
    char32_t letter;
    enum class Survival {
        safe,     ///< ASCII: nothing happens to it.
        doubtful, ///< Latin-1: may stand as a question mark.
        fragile,  ///< Beyond Latin-1: may stand as a question mark, or be gone.
    } survival;
    bool operator==(Letter const&) const = default;
};

/// "O'Brien-Núñez" → OBRIEN NUNEZ: upper case, no accents, apostrophes and full stops gone, hyphens
/// are spaces, æ is AE, ß is SS. Letters outside Latin stay as they are. A question mark or
/// U+FFFD inside a word stays as '?': a letter that was lost on the way.
struct FoldedName {
    std::vector<std::u32string> words;
    std::u32string joined;       ///< All words without spaces: "de la Cruz" is "Delacruz".
    std::u32string expanded;     ///< The same with ä as AE, ö and ø as OE, ü as UE, å as AA.
    std::vector<Letter> letters; ///< Of `joined`.

    bool empty() const { return joined.empty(); }
};
/// What is longer is no name, and would cost time beside every patient: it folds to nothing.
constexpr std::size_t name_bytes_max = 512;

/// Takes any bytes; what is no UTF-8 counts as lost letters.
FoldedName fold(std::string_view name);

/// Equal, or equal but for letters that one side's character set does not have: UKASIEWICZ and
/// ?UKASIEWICZ are ŁUKASIEWICZ. Symmetric; empty names are equal to nothing.
enum class Spelling { equal, letters_lost, other };
Spelling compare_spelling(FoldedName const& one, FoldedName const& other);

/// M. A. Jaro 1989, W. E. Winkler 1990: 0 to 1; symmetric. The bonus of a common beginning (4
/// letters, 0.1 each) counts from 0.7 on.
double jaro_winkler(std::u32string_view one, std::u32string_view other);

} // namespace foramen::matching
