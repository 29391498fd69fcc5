// Why this file exists: maps travel between systems as StructureMap resources.
// https://hl7.org/fhir/R4/structuremap.html
//
// The way back needs no door of its own: Library::load() takes a StructureMap in JSON wherever it
// takes a .map file.
#pragma once

#include "fhir/element.h"
#include "fhir/issue.h"
#include "fhir/map/map.h"

namespace fhir::map {

/// A .map file as an R4 StructureMap, bound to its type. What R4 has no element for stands in
/// extensions (constants, `single`, defaults that are expressions); see README.md.
Parsed<Tree> to_structure_map(SourceFile const& map);

} // namespace fhir::map
