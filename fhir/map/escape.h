// Why this file exists: escape() changes how a text hides its special signs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fhir::map {

/// "text" (or "string"), "xml", "html", "json".
bool is_escape_format(std::string_view format);
/// Nullopt when `text` is not of the format `from`.
std::optional<std::string> escaped(std::string_view text, std::string_view from,
                                   std::string_view to);

} // namespace fhir::map
