// Why this file exists: GP messaging (ITK3, GP Connect) still speaks STU3.
#pragma once

#include "fhir/definitions/definitions.h"

namespace fhir {

/// The types of FHIR STU3 3.0.1: names, order, cardinality, types, targets and required codes,
/// without invariants. Compiled from stu3.txt; laid out at the first call.
TypeSource const& stu3();

} // namespace fhir
