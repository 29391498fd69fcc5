// Why this file exists: the grammar of the mapping language: the header of R4 and the "///" lines
// of later versions, rules with all their parts, names as they come.
// https://hl7.org/fhir/R4/mapping-language.html
#pragma once

#include "fhir/issue.h"
#include "fhir/map/map.h"
#include "fhir/map/syntax.h"

namespace fhir::map {

/// The first fault ends it; issues name file, line and column.
Parsed<MapSyntax> parse_map(SourceFile const& file);

} // namespace fhir::map
