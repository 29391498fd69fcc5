// Why this file exists: one DiagnosticReport or ImagingStudy, with what it refers to, as a report.
#pragma once

#include "gateway/fhirimaging/fhir_answer.h"

namespace foramen::fhirimaging {

struct ReadReport {
    hl7v2::ImagingReport report;
    std::vector<fhir::Element const*> parts;   ///< All that told something of it, itself first.
    std::vector<fhir::Element const*> studies; ///< That a DiagnosticReport names.
};

/// `resource` stands in `answer`.
ReadReport read_report(FhirAnswer const& answer, fhir::Element const& resource,
                       Provider const& provider);

} // namespace foramen::fhirimaging
