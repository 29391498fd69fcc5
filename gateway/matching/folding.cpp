#include "gateway/matching/folding.h"

#include <algorithm>
#include <array>

namespace foramen::matching {

namespace {

constexpr char32_t lost = U'?';
constexpr char32_t replacement = 0xFFFD;
constexpr char32_t latin1_last = 0xFF;
constexpr char32_t ascii_last = 0x7F;

/// First letter of the canonical decomposition, upper case; a full stop where there is none.
/// Source: Unicode Character Database, UnicodeData.txt field 5.
constexpr std::string_view base_c0 =
    "AAAAAA.CEEEEIIII.NOOOOO..UUUUY..AAAAAA.CEEEEIIII.NOOOOO..UUUUY.YAAAAAACCCCCCCCDD..EEEEEE"
    "EEEEGGGGGGGGHH..IIIIIIIIII..JJKK.LLLLLL....NNNNNN...OOOOOO..RRRRRRSSSSSSSSTTTT..UUUUUUUU"
    "UUUUWWYYYZZZZZZS................................OO.............UU......................."
    ".....AAIIOOUUUUUUUUUU.AAAA....GGKKOOOO..J...GG..NNAA....AAAAEEEEIIIIOOOORRRRUUUUSSTT..HH"
    "......AAEEOOOOOOOOYY";
constexpr std::string_view base_1e00 =
    "AABBBBBBCCDDDDDDDDDDEEEEEEEEEEFFGGHHHHHHHHHHIIIIKKKKKKLLLLLLLLMMMMMMNNNNNNNNOOOOOOOOPPPP"
    "RRRRRRRRSSSSSSSSSSTTTTTTTTUUUUUUUUUUVVVVWWWWWWWWWWXXXXYYZZZZZZHTWY.S....AAAAAAAAAAAAAAAA"
    "AAAAAAAAEEEEEEEEEEEEEEEEIIIIOOOOOOOOOOOOOOOOOOOOOOOOUUUUUUUUUUUUUUYYYYYYYY";

struct Special {
    char32_t letter;
    std::u32string_view folded;
};
/// Letters that do not come apart into a base letter and an accent. By their number.
constexpr std::array specials{
    Special{0xC6, U"AE"},  Special{0xD0, U"D"},   Special{0xD8, U"O"},   Special{0xDE, U"TH"},
    Special{0xDF, U"SS"},  Special{0xE6, U"AE"},  Special{0xF0, U"D"},   Special{0xF8, U"O"},
    Special{0xFE, U"TH"},  Special{0x110, U"D"},  Special{0x111, U"D"},  Special{0x126, U"H"},
    Special{0x127, U"H"},  Special{0x131, U"I"},  Special{0x132, U"IJ"}, Special{0x133, U"IJ"},
    Special{0x138, U"K"},  Special{0x13F, U"L"},  Special{0x140, U"L"},  Special{0x141, U"L"},
    Special{0x142, U"L"},  Special{0x149, U"N"},  Special{0x14A, U"NG"}, Special{0x14B, U"NG"},
    Special{0x152, U"OE"}, Special{0x153, U"OE"}, Special{0x166, U"T"},  Special{0x167, U"T"},
    Special{0x17F, U"S"},  Special{0x18F, U"A"},  Special{0x259, U"A"},  Special{0x1FC, U"AE"},
    Special{0x1FD, U"AE"}, Special{0x1FE, U"O"},  Special{0x1FF, U"O"},  Special{0x1E9E, U"SS"},
};
/// How German and Scandinavian systems without umlauts write them.
constexpr std::array expansions{
    Special{0xC4, U"AE"}, Special{0xC5, U"AA"}, Special{0xD6, U"OE"}, Special{0xD8, U"OE"},
    Special{0xDC, U"UE"}, Special{0xE4, U"AE"}, Special{0xE5, U"AA"}, Special{0xF6, U"OE"},
    Special{0xF8, U"OE"}, Special{0xFC, U"UE"},
};

template <std::size_t size>
std::u32string_view found_in(std::array<Special, size> const& table, char32_t letter)
{
    auto const same = [letter](Special const& one) { return one.letter == letter; };
    auto const found = std::ranges::find_if(table, same);
    return found == table.end() ? std::u32string_view{} : found->folded;
}

std::size_t length_of(unsigned char lead)
{
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/// Takes one code point off the front; a byte that begins none is a lost letter.
char32_t take_letter(std::string_view& text)
{
    auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    auto const length = length_of(byte(0));
    char32_t letter = length <= 1 ? byte(0) : byte(0) & (0x7Fu >> length);
    bool is_whole = length > 0 && length <= text.size();
    for (std::size_t at = 1; is_whole && at < length; ++at) {
        is_whole = (byte(at) & 0xC0) == 0x80;
        letter = (letter << 6) | (byte(at) & 0x3F);
    }
    text.remove_prefix(is_whole ? length : 1);
    return is_whole ? letter : replacement;
}

bool is_combining(char32_t letter) { return letter >= 0x300 && letter <= 0x36F; }

bool is_apostrophe(char32_t letter)
{
    constexpr std::u32string_view apostrophes = U"'`.\u00B4\u2018\u2019\u201B\u02BC\u02B9\u2032";
    return apostrophes.find(letter) != std::u32string_view::npos;
}

/// Hyphens, dashes, spaces and whatever else in ASCII is no letter.
bool is_gap(char32_t letter)
{
    if (letter <= ascii_last) {
        return !(letter >= U'A' && letter <= U'Z') && !(letter >= U'a' && letter <= U'z');
    }
    return letter == 0xA0 || letter == 0xAD || (letter >= 0x2000 && letter <= 0x2015) ||
           letter == 0x202F || letter == 0x3000;
}

std::u32string folded_letter(char32_t letter)
{
    if (letter >= U'a' && letter <= U'z') return {letter - U'a' + U'A'};
    if (letter <= ascii_last) return {letter};
    if (auto const special = found_in(specials, letter); !special.empty()) {
        return std::u32string{special};
    }
    auto const in = [letter](std::string_view table, char32_t first) {
        auto const known = letter >= first && letter - first < table.size();
        return known ? static_cast<char32_t>(table[letter - first]) : U'.';
    };
    auto base = in(base_c0, 0xC0);
    if (base == U'.') base = in(base_1e00, 0x1E00);
    return {base == U'.' ? letter : base};
}

Letter::Survival survival_of(char32_t letter)
{
    if (letter <= ascii_last) return Letter::Survival::safe;
    return letter <= latin1_last ? Letter::Survival::doubtful : Letter::Survival::fragile;
}

/// Matches `whole` against what came through a poorer character set.
class LossyMatch {
public:
    LossyMatch(std::vector<Letter> const& whole, std::u32string const& poor)
        : whole_{whole}, poor_{poor}
    {}

    bool fits()
    {
        reached_.assign(poor_.size() + 1, 0);
        reached_[0] = 1;
        for (auto const& letter : whole_) step(letter);
        return reached_.back() != 0;
    }

private:
    void step(Letter const& letter)
    {
        // Two question marks: one for each byte of a letter in UTF-8.
        std::vector<char> next(reached_.size(), 0);
        auto const is_safe = letter.survival == Letter::Survival::safe;
        for (std::size_t at = 0; at < reached_.size(); ++at) {
            if (reached_[at] == 0) continue;
            if (at < poor_.size() && poor_[at] == letter.letter) next[at + 1] = 1;
            if (is_safe) continue;
            if (at < poor_.size() && poor_[at] == lost) next[at + 1] = 1;
            if (at + 1 < poor_.size() && poor_[at] == lost && poor_[at + 1] == lost) {
                next[at + 2] = 1;
            }
            if (letter.survival == Letter::Survival::fragile) next[at] = 1;
        }
        reached_ = std::move(next);
    }

    std::vector<Letter> const& whole_;
    std::u32string const& poor_;
    std::vector<char> reached_; // Places of `poor_` that the letters so far may end at.
};

std::size_t surviving(std::u32string const& poor)
{
    return poor.size() - static_cast<std::size_t>(std::ranges::count(poor, lost));
}

/// So few letters prove nothing.
constexpr std::size_t surviving_letters_min = 2;

bool may_be(FoldedName const& whole, FoldedName const& poor)
{
    auto const letters = surviving(poor.joined);
    if (letters < surviving_letters_min || letters * 2 < whole.joined.size()) return false;
    return LossyMatch{whole.letters, poor.joined}.fits();
}

} // namespace

FoldedName fold(std::string_view name)
{
    FoldedName folded;
    if (name.size() > name_bytes_max) return folded;
    bool in_word = false;
    while (!name.empty()) {
        auto const letter = take_letter(name);
        if (is_combining(letter) || is_apostrophe(letter)) continue;
        auto const is_lost = letter == replacement || letter == lost;
        if (!is_lost && is_gap(letter)) {
            in_word = false;
            continue;
        }
        if (!in_word) folded.words.emplace_back();
        in_word = true;
        auto const letters = is_lost ? std::u32string{lost} : folded_letter(letter);
        folded.words.back() += letters;
        folded.joined += letters;
        auto const expansion = found_in(expansions, letter);
        folded.expanded += expansion.empty() ? std::u32string_view{letters} : expansion;
        for (auto const one : letters) folded.letters.push_back({one, survival_of(letter)});
    }
    return folded;
}

Spelling compare_spelling(FoldedName const& one, FoldedName const& other)
{
    if (one.empty() || other.empty()) return Spelling::other;
    auto const has_lost = [](FoldedName const& name) {
        return name.joined.find(lost) != std::u32string::npos;
    };
    if (!has_lost(one) && !has_lost(other)) {
        if (one.joined == other.joined || one.expanded == other.expanded ||
            one.joined == other.expanded || one.expanded == other.joined) {
            return Spelling::equal;
        }
    }
    auto const is_poorer = may_be(one, other) || may_be(other, one);
    return is_poorer ? Spelling::letters_lost : Spelling::other;
}

namespace {

/// Which letters of one have a partner in the other, and how many.
struct Partners {
    std::vector<char> in_one;
    std::vector<char> in_other;
    std::size_t count = 0;
};

Partners partners_of(std::u32string_view one, std::u32string_view other)
{
    auto const longest = std::max(one.size(), other.size());
    auto const reach = longest / 2 > 0 ? longest / 2 - 1 : 0;
    Partners partners{std::vector<char>(one.size(), 0), std::vector<char>(other.size(), 0), 0};
    for (std::size_t i = 0; i < one.size(); ++i) {
        auto const end = std::min(i + reach + 1, other.size());
        for (auto j = i > reach ? i - reach : 0; j < end; ++j) {
            if (partners.in_other[j] != 0 || one[i] != other[j]) continue;
            partners.in_one[i] = partners.in_other[j] = 1;
            ++partners.count;
            break;
        }
    }
    return partners;
}

double jaro(std::u32string_view one, std::u32string_view other)
{
    auto const partners = partners_of(one, other);
    if (partners.count == 0) return 0;
    std::size_t swapped = 0;
    for (std::size_t i = 0, j = 0; i < one.size(); ++i) {
        if (partners.in_one[i] == 0) continue;
        while (partners.in_other[j] == 0) ++j;
        swapped += one[i] != other[j] ? 1 : 0;
        ++j;
    }
    auto const matched = static_cast<double>(partners.count);
    auto const transposed = static_cast<double>(swapped) / 2;
    return (matched / static_cast<double>(one.size()) +
            matched / static_cast<double>(other.size()) + (matched - transposed) / matched) /
           3;
}

} // namespace

double jaro_winkler(std::u32string_view one, std::u32string_view other)
{
    constexpr std::size_t beginning_max = 4;
    constexpr double beginning_weight = 0.1;
    constexpr double boost_from = 0.7;
    if (one.empty() || other.empty()) return 0;
    // Which letters find a partner depends on who chooses first: always the same one.
    if (one.size() > other.size() || (one.size() == other.size() && one > other)) {
        std::swap(one, other);
    }
    auto const likeness = jaro(one, other);
    if (likeness < boost_from) return likeness;
    auto const [end, ignored] = std::mismatch(
        one.begin(), one.begin() + static_cast<std::ptrdiff_t>(std::min(beginning_max, one.size())),
        other.begin());
    auto const common = static_cast<double>(end - one.begin());
    return likeness + common * beginning_weight * (1 - likeness);
}

} // namespace foramen::matching
