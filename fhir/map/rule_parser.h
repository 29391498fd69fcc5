// Why this file exists: the grammar of a rule, the larger part of the language.
#pragma once

#include "fhir/map/reader.h"

namespace fhir::map {

/// One rule with its semicolon. `depth` counts rules in rules.
RuleSyntax parse_rule(Reader& reader, unsigned depth);
/// { rules }
std::vector<RuleSyntax> parse_rules(Reader& reader, unsigned depth);

} // namespace fhir::map
