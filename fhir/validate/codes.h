// Why this file exists: bindings held against the terminology of packages, where the compiled
// tables do not know all codes. https://hl7.org/fhir/R4/terminologies.html#strength
#pragma once

#include "fhir/definitions/conformance.h"
#include "fhir/validate/walk.h"

#include <optional>
#include <string_view>

namespace fhir::validate {

/// Of a code, Coding, Quantity or CodeableConcept (one of its codings will do); none when it
/// says no code.
std::optional<Membership> membership(Element const& coded, std::string_view value_set,
                                     Conformance const& conformance);

/// Says that it cannot be told whether this is a code of the set, and why.
void undecided(std::string_view value_set, Conformance const& conformance, Place const& place,
               Findings& findings);

/// Issues by the strength; what cannot be decided is information that says so.
void check_codes(Element const& coded, std::string_view value_set, BindingStrength strength,
                 Conformance const& conformance, Place const& place, Findings& findings);

} // namespace fhir::validate
