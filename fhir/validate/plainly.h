// Why this file exists: rules of R4 that FHIRPath would answer by looking at each entry for each
// entry, or that are asked of nearly everything, answered in one look.
#pragma once

#include "fhir/element.h"

#include <optional>
#include <string_view>

namespace fhir::validate {

/// Whether the rule of R4 with this key holds, as its FHIRPath says; none where only the FHIRPath
/// can tell. tests/fhir/validate/plainly_test.cpp holds both against each other.
std::optional<bool> holds_plainly(std::string_view key, Element const& element);

} // namespace fhir::validate
