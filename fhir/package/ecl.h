// Why this file exists: value sets of SNOMED CT are written in ECL. Without SNOMED CT only the
// concepts that an expression names one by one can be told; that is many of UK Core's.
// https://hl7.org/fhir/R4/snomedct.html#implicit, https://confluence.ihtsdotools.org/display/DOCECL
#pragma once

#include <string_view>
#include <vector>

namespace fhir::package {

struct EclCodes {
    std::vector<std::string_view> codes; ///< In it for certain.
    bool complete = false;               ///< There are no others.
};

/// "(371825009 |On oxygen| OR << 722742002)": both codes, and there are others. What excludes or
/// refines (MINUS, AND, ":") tells nothing.
EclCodes codes_of_ecl(std::string_view expression);

} // namespace fhir::package
