// Why this file exists: writes the merged outline as the flat list of a snapshot.
#pragma once

#include "fhir/package/outline.h"

namespace fhir::package {

/// Appends all elements to `snapshot`. What is unchanged is shared with where it came from.
void emit(Node const& root, Tree& tree, Element& snapshot);

} // namespace fhir::package
