// Why this file exists: what XML 1.0 allows as a character, a name and a reference.
// https://www.w3.org/TR/xml/#charsets, #NT-Name, #sec-references
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fhir::xml {

/// Offset of the first byte that is not part of a character: malformed UTF-8 (RFC 3629), a
/// control character but tab and line ends, U+FFFE and U+FFFF; no value when all is well.
std::optional<std::size_t> first_invalid(std::string_view text);

/// What a byte may be; one look each, for these are asked of every byte.
enum Role : std::uint8_t {
    in_name = 1,
    starts_name = 2,
    space = 4,
    ends_value = 8,
    ends_text = 16
};

/// Names are ASCII here: those of FHIR and XHTML are. A colon is allowed.
inline constexpr std::array<std::uint8_t, 256> roles = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = in_name | starts_name;
    for (unsigned c = '0'; c <= '9'; ++c) table[c] = in_name;
    table['_'] = table[':'] = in_name | starts_name;
    table['-'] = table['.'] = in_name;
    table[' '] = space;
    table['\n'] = table['\t'] = table['\r'] = space | ends_value;
    table['"'] = table['\''] = ends_value;
    table['<'] = table['&'] = ends_value | ends_text;
    table[']'] = ends_text;
    return table;
}();

constexpr bool is(char c, Role role) { return (roles[static_cast<unsigned char>(c)] & role) != 0; }
constexpr bool is_space(char c) { return is(c, Role::space); }
/// A name without a colon.
bool is_plain_name(std::string_view text);

struct Reference {
    char32_t character = 0;
    std::size_t length = 0; ///< From & to ; and 0 when it is none that we take.
};

/// `from` begins with &. Only the five entities of XML and references to characters are taken.
Reference read_reference(std::string_view from);

/// The value of an attribute whose references are well-formed, as XML normalises it: references
/// become characters, line ends and tabs become blanks. `to` holds as much as `raw`; gives its end.
char* normalise(std::string_view raw, char* to);

} // namespace fhir::xml
