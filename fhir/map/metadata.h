// Why this file exists: newer maps say their url, name and more in lines "/// url = '…'" above all
// else; to the lexer these are comments.
// https://build.fhir.org/mapping-language.html#metadata
#pragma once

#include "fhir/issue.h"
#include "fhir/map/syntax.h"

#include <optional>

namespace fhir::map {

/// Fills `map.metadata`, url and name. Blanks out a text in """ """, which is no comment.
std::optional<Issue> read_metadata(MapSyntax& map);

} // namespace fhir::map
