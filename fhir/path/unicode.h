// Why this file exists: positions and lengths of strings count characters, not bytes, and letters
// have two cases outside ASCII too.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fhir::path {

/// One byte a character: most texts, and the quick way through them.
bool is_ascii(std::string_view text);
std::u32string decode(std::string_view utf8);
std::string encode(std::u32string_view text);
std::size_t length(std::string_view utf8);

/// Latin, Greek and Cyrillic letters; others stay.
std::string upper(std::string_view text);
std::string lower(std::string_view text);
/// Lower case, all white space one blank: what ~ compares.
std::string equivalence_form(std::string_view text);

} // namespace fhir::path
