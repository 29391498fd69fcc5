// Why this file exists: what XML 1.0 allows as a character, a name and a reference.
// https://www.w3.org/TR/xml/#charsets, #NT-Name, #sec-references
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace fhir::xml {

/// Offset of the first byte that is not part of a character: malformed UTF-8 (RFC 3629), a
/// control character but tab and line ends, U+FFFE and U+FFFF; no value when all is well.
std::optional<std::size_t> first_invalid(std::string_view text);

bool is_space(char c);
/// Names are ASCII here: those of FHIR and XHTML are. A colon is allowed.
bool is_name_character(char c);
bool is_name_start(char c);
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
