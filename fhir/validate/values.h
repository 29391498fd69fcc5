// Why this file exists: fixed[x] and pattern[x].
// https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.fixed_x_
#pragma once

#include "fhir/element.h"

namespace fhir::validate {

/// The same value: same children in the same order, same texts.
bool is_fixed_as(Element const& fixed, Element const& value);
/// All that the pattern has is in the value too; each item of a list of it in one of the value's.
bool has_pattern(Element const& pattern, Element const& value);

} // namespace fhir::validate
