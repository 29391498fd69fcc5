// Why this file exists: the formats of primitive types, checked by hand-written readers since
// regular expressions cost a hundred times more. https://hl7.org/fhir/R4/datatypes.html#primitive
#pragma once

#include "fhir/element.h"

#include <string_view>

namespace fhir::validate {

/// What is wrong with a value of this primitive type, as a sentence that says what to write; or
/// empty. The JSON kind is held against the type too (a number is no string).
std::string_view wrong_format(std::string_view type_name, Element const& value);

} // namespace fhir::validate
