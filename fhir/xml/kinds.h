// Why this file exists: XML writes every primitive alike; the tree has the kinds that JSON gives
// them. https://hl7.org/fhir/R4/json.html#primitive
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"

#include <string_view>

namespace fhir::xml {

/// Kind of a type's values; complex for what is no primitive.
Kind kind_of(Type const& type);

/// What keeps `text` from being a value of that kind, or null. A leading + of an integer must be
/// gone: FHIR allows it in XML, JSON does not.
char const* misfit(Kind kind, std::string_view text);

} // namespace fhir::xml
