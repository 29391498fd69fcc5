// Why this file exists: a StructureMap in JSON, of R4 or R5, becomes what a .map file becomes.
#pragma once

#include "fhir/issue.h"
#include "fhir/map/code_table.h"
#include "fhir/map/map.h"
#include "fhir/map/syntax.h"

#include <vector>

namespace fhir::map {

struct StructureMapParts {
    MapSyntax map;
    std::vector<CodeTable> tables; ///< Contained ConceptMaps.
};

/// Whether a file is JSON and not a .map.
bool is_json(SourceFile const& file);
Parsed<StructureMapParts> read_structure_map(SourceFile const& file);

} // namespace fhir::map
