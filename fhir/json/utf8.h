// Why this file exists: text that is no UTF-8 is refused before anything is built from it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace fhir::json {

/// Offset of the first byte that does not belong to a well-formed sequence (RFC 3629: no
/// overlong forms, no surrogates, nothing above U+10FFFF); no value when all is well.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

} // namespace fhir::json
