// Why this file exists: from a message to the reports in it. Nothing that a message lacks is a
// reason to refuse it: a report without a patient or a status goes to a person, with its flaws.
// Source: standards/imaging.md 1.1 to 1.3.
#pragma once

#include "gateway/hl7v2/header.h"
#include "gateway/hl7v2/report.h"
#include "gateway/hl7v2/sender.h"

#include <variant>
#include <vector>

namespace foramen::hl7v2 {

inline constexpr std::size_t reports_max = 500;
inline constexpr std::size_t attachment_bytes_max = 10 * 1024 * 1024;
inline constexpr std::size_t study_uid_bytes_max = 64; ///< DICOM PS3.5, 9.1

/// ORU^R01: one a group of OBR; those with the same report id become one. Fault: no OBR.
std::variant<std::vector<ImagingReport>, Fault>
observation_reports(Message const& message, Header const& header, Sender const& sender);

/// MDM^T02, T04, T06, T08, T10, T11: one. Fault: no TXA.
std::variant<std::vector<ImagingReport>, Fault>
document_reports(Message const& message, Header const& header, Sender const& sender);

} // namespace foramen::hl7v2
