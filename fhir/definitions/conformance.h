// Why this file exists: what the validator asks of profiles and terminology, so that it needs to
// know nothing of packages, files and snapshots. fhir/package implements it.
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"

#include <string_view>

namespace fhir {

/// Whether a code stands in a value set. `unknown`: it cannot be decided without content from
/// outside (SNOMED CT, a filter of a terminology server).
enum class Membership { member, not_member, unknown };

/// Types, and conformance resources by canonical URL ("url" or "url|version"). What it gives
/// lives as long as it. It may be asked from several threads.
class Conformance : public TypeSource {
public:
    /// A StructureDefinition with a snapshot (`snapshot.element`), bound to the R4 type; null when
    /// not known or when no snapshot could be made. In the snapshot: `path` never names a choice
    /// ("Observation.value[x]", not "Observation.valueQuantity"); `id` carries the slices
    /// ("Observation.value[x]:valueQuantity.code"); a slice stands after the element that it
    /// slices and after all that is below that element. What is sliced must hold for a slice too:
    /// a profile may narrow it after the slice was cut.
    virtual Element const* structure(std::string_view canonical) const = 0;
    /// Any conformance resource as it was published (ValueSet, CodeSystem, ConceptMap, …).
    virtual Element const* resource(std::string_view canonical) const = 0;
    /// Is the code in the value set? An empty `system` asks for the code in any system, as a
    /// `code` element does. `unknown` too when there is no such value set.
    virtual Membership member(std::string_view value_set, std::string_view system,
                              std::string_view code) const = 0;
};

} // namespace fhir
