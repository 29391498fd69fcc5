// Why this file exists: what a map takes is what its first group declares: an event of the clinic
// (a model of mappings/models), an HL7 v2 message, or a resource of FHIR in JSON or XML.
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"
#include "gateway/mapping/schema_model.h"

#include <string>
#include <string_view>

namespace foramen {

/// Reads `text` as that type. Issues: it is something else, or damaged.
fhir::Parsed<fhir::Tree> read_source(std::string_view text, fhir::Type const& type,
                                     Models const& models);

/// What stays the same when the source is sent again: of an event its id, of a message who sent it
/// and its control id, of a resource its type and id.
std::string source_key(fhir::Element const& source);

} // namespace foramen
