// Why this file exists: in JSON a primitive's id and extensions stand apart, under "_name".
// https://hl7.org/fhir/R4/json.html#primitive
#pragma once

#include "fhir/element.h"

namespace fhir::json {

/// Moves the children of each "_name" of `object` to the primitives called "name", and makes
/// primitives without a value where there are none. Gives what is wrong, or null.
char const* join_primitive_parts(Element& object);

} // namespace fhir::json
