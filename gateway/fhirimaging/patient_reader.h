// Why this file exists: whose a report is, as FHIR says it; nothing here is believed yet.
#pragma once

#include "fhir/element.h"
#include "gateway/hl7v2/report.h"

#include <vector>

namespace foramen::fhirimaging {

/// From `subject` of a report (null: none) and the Patient that it refers to (null: not known).
hl7v2::PatientEvidence read_patient(fhir::Element const* subject, fhir::Element const* patient,
                                    std::vector<hl7v2::Flaw>& flaws);

} // namespace foramen::fhirimaging
