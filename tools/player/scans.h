// Why this file exists: what the imaging provider of the invented morning sends: HL7 v2 messages as
// Northbank's are (config/senders/northbank.json).
#pragma once

#include "tools/player/morning.h"

namespace foramen {

/// MorningEvent::path of what goes over MLLP.
inline constexpr std::string_view over_mllp = "mllp";

/// A report for most patients of the morning: some are preliminary, for some none has come.
std::vector<MorningEvent> make_scans(MorningPlan const& plan);

} // namespace foramen
