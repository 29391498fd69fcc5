// Why this file exists: XML demands the order of the definitions; trees come in any.
// https://hl7.org/fhir/R4/xml.html ("elements must always appear in the order documented")
#pragma once

#include "fhir/element.h"

#include <vector>

namespace fhir::xml {

/// Whether the children of `parent` stand as its type has them.
bool is_in_order(Element const& parent);

/// The children as its type has them. One that the type does not know stays behind the one that
/// it stood behind.
std::vector<Element const*> in_order(Element const& parent);

} // namespace fhir::xml
