// Why this file exists: a report or a form stands at the practice under its id. The same id with
// another patient would write over the record of the first one.
#pragma once

#include "gateway/outcome.h"

namespace foramen {

/// Whether the report or form of this event stands in another patient's record already.
Task<bool> is_of_another_patient(AdvanceParts const& parts, Case const& one);

} // namespace foramen
