// Why this file exists: where one text stands in another, in time that grows with the sum of
// their lengths: std::string_view::find() takes their product where somebody wants it to.
#pragma once

#include <string_view>

namespace fhir::path {

/// From `begin` on; npos when it is not there.
std::size_t find_first(std::string_view text, std::string_view part, std::size_t begin = 0);
std::size_t find_last(std::string_view text, std::string_view part);

} // namespace fhir::path
