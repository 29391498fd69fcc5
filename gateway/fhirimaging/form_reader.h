// Why this file exists: what a report says stands in its conclusion, in forms, or only behind
// links.
#pragma once

#include "fhir/element.h"
#include "gateway/hl7v2/report.h"

namespace foramen::fhirimaging {

/// conclusion, conclusionCode and presentedForm of a DiagnosticReport.
void read_text(fhir::Element const& resource, hl7v2::ImagingReport& report);

} // namespace foramen::fhirimaging
