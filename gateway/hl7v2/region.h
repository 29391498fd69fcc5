// Why this file exists: the region of a scan decides whether it may be used for a procedure, so
// words are only believed where they cannot mean anything else.
// Source: standards/imaging.md section 4 (region table).
#pragma once

#include "gateway/hl7v2/report.h"
#include "gateway/hl7v2/sender.h"

#include <string_view>

namespace foramen::hl7v2 {

/// The sender's exam map first; words of the examination's name only where it has no entry.
std::vector<RegionCandidate> regions_of(Exam const& exam, Sender const& sender);

/// "MR" for MR, NMR and MRI, …; the exam map first, then OBR-24, then the examination's name.
std::string modality_of(Exam const& exam, std::string_view section, Sender const& sender);

} // namespace foramen::hl7v2
