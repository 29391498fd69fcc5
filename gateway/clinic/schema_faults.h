// Why this file exists: the slow path of schema checking, taken only by what was refused
// already: walks schema and document together and says all that is wrong, in sentences.
#pragma once

#include "gateway/clinic/json_tree.h"

namespace foramen {

/// `schema` was checked by Schema::compile. No sentence quotes a value of the document.
void find_schema_faults(Json const& schema, Place const& place, FaultList& faults);

} // namespace foramen
