#include "fhir/xml/characters.h"

#include "fhir/text.h"

#include <cstdint>
#include <cstring>

namespace fhir::xml {

namespace {

constexpr char32_t last_character = 0x10FFFF;

/// Length of the character that begins at `at`, 0 when there is none.
std::size_t character_length(unsigned char const* at, std::size_t left)
{
    auto const first = at[0];
    if (first < 0x20) return first == '\n' || first == '\t' || first == '\r';
    auto const length = utf8_length(at, left);
    auto const is_none = length == 3 && first == 0xEF && at[1] == 0xBF && at[2] >= 0xBE;
    return is_none ? 0 : length; // U+FFFE, U+FFFF
}

bool is_character(char32_t c)
{
    if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
    if (c >= 0xD800 && c <= 0xDFFF) return false;
    return c <= last_character && c != 0xFFFE && c != 0xFFFF;
}

/// The value of a digit, 16 when it is none.
unsigned digit(char c)
{
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return 16;
}

Reference numeric(std::string_view from)
{
    unsigned const radix = from.size() > 2 && from[2] == 'x' ? 16 : 10;
    std::size_t const first = radix == 16 ? 3 : 2;
    char32_t value = 0;
    for (auto at = first; at < from.size(); ++at) {
        if (from[at] == ';') {
            return at > first && is_character(value) ? Reference{value, at + 1} : Reference{};
        }
        auto const next = digit(from[at]);
        if (next >= radix) return {};
        value = value * radix + next;
        if (value > last_character) return {};
    }
    return {};
}

} // namespace

std::optional<std::size_t> first_invalid(std::string_view text)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    constexpr std::uint64_t blanks = 0x2020202020202020;
    auto const* const bytes = reinterpret_cast<unsigned char const*>(text.data());
    for (std::size_t i = 0; i < text.size();) {
        std::uint64_t eight = 0;
        if (i + sizeof eight <= text.size()) {
            std::memcpy(&eight, bytes + i, sizeof eight);
            // A byte below a blank borrows its high bit (and may borrow from the next: no harm).
            if (((eight | (eight - blanks)) & high_bits) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        auto const length = character_length(bytes + i, text.size() - i);
        if (length == 0) return i;
        i += length;
    }
    return {};
}

bool is_plain_name(std::string_view text)
{
    if (text.empty() || !is(text.front(), starts_name)) return false;
    for (auto const c : text) {
        if (c == ':' || !is(c, in_name)) return false;
    }
    return true;
}

Reference read_reference(std::string_view from)
{
    if (from.size() > 1 && from[1] == '#') return numeric(from);
    if (from.starts_with("&lt;")) return {'<', 4};
    if (from.starts_with("&gt;")) return {'>', 4};
    if (from.starts_with("&amp;")) return {'&', 5};
    if (from.starts_with("&quot;")) return {'"', 6};
    if (from.starts_with("&apos;")) return {'\'', 6};
    return {};
}

char* normalise(std::string_view raw, char* to)
{
    for (std::size_t i = 0; i < raw.size();) {
        auto const c = raw[i];
        if (c == '&') {
            auto const reference = read_reference(raw.substr(i));
            to = write_utf8(reference.character, to);
            i += reference.length;
            continue;
        }
        if (c == '\r' && i + 1 < raw.size() && raw[i + 1] == '\n') ++i; // One line end.
        *to++ = is_space(c) ? ' ' : c;
        ++i;
    }
    return to;
}

} // namespace fhir::xml
