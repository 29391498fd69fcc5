// Why this file exists: a report or a form stands at the practice under its id. The same id with
// another patient would write over the record of the first one.
#pragma once

#include "gateway/outcome.h"

namespace foramen {

/// Notes what stands under the id of this event's report or form, and whether that is in another
/// patient's record.
Task<> look_whose(AdvanceParts const& parts, Case& one);

/// Two patients' events of one such id at the same moment must not miss each other: the store
/// refuses the slower one, which looks again.
void expect_unchanged(Case const& one, Batch& batch);

} // namespace foramen
