// Why this file exists: maps read an HL7 v2 message as they read any source: a tree with types.
// HL7 v2 has a structure for each kind of message; senders keep to few of them. So the model knows
// positions only, and the one nesting that every report has: orders and their observations.
//
//   message.PID.f5.c1       PID-5.1, of each repetition of the field
//   message.PID.f3.c4s2     PID-3.4.2; its first subcomponent is c4
//   message.order.OBR.f4    of each order; message.order.observation.OBX, .NTE below it
//   message.segment         what has no name here (Z…), with its `name`
#pragma once

#include "fhir/definitions/type_builder.h"
#include "fhir/element.h"
#include "fhir/issue.h"

#include <string_view>

namespace foramen {

/// What a map writes behind `uses`; with "#/order", "#/observation", "#/segment", "#/field" for
/// the parts.
inline constexpr std::string_view hl7_model_url = "urn:foramen:model:hl7v2";

void add_hl7_types(fhir::LayeredTypes& types);

/// Whether the text begins as an HL7 v2 message does.
bool looks_like_hl7(std::string_view text);

/// The message as a tree of the model above; texts are unescaped UTF-8, what is empty or deleted
/// is left out. Issues: no message, more than one patient in it, a position that the model does
/// not have. They name segment and field and quote nothing.
fhir::Parsed<fhir::Tree> read_hl7(std::string_view text, fhir::TypeSource const& types);

} // namespace foramen
