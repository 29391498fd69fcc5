// Why this file exists: the snapshot of a StructureDefinition, made from its differential and the
// snapshot of its base. https://hl7.org/fhir/R4/profiling.html#snapshot
#pragma once

#include "fhir/element.h"
#include "fhir/issue.h"

#include <functional>
#include <string_view>

namespace fhir::package {

/// Where a snapshot is made from. All that these give must outlive the snapshot, which shares it.
struct StructureSource {
    /// A StructureDefinition with a snapshot, bound; null when not known.
    std::function<Element const*(std::string_view canonical)> with_snapshot;
    /// The same as it was published, perhaps without a snapshot.
    std::function<Element const*(std::string_view canonical)> published;
};

struct Snapshot {
    Tree tree;     ///< The StructureDefinition with `snapshot`.
    Issues issues; ///< What in the differential did not fit, with its element's id.
};

/// `structure` must be bound, and outlive the snapshot.
Parsed<Snapshot> make_snapshot(Element const& structure, StructureSource const& source);

} // namespace fhir::package
