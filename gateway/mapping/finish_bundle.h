// Why this file exists: a message may be sent twice, so every entry of a transaction is made safe
// to repeat here, once for all mappings (https://hl7.org/fhir/R4/http.html#cond-update).
#pragma once

#include "fhir/element.h"
#include "gateway/mapping/mapper.h"

#include <string_view>

namespace foramen {

/// Completes what a map left open, in place:
/// - the id of each resource becomes the UUIDv5 of its own identifier, so that the same booking is
///   the same resource for ever; all "urn:uuid:…" follow;
/// - `fullUrl`;
/// - `request`: PUT becomes "Type?identifier=system|value", POST gets that as `ifNoneExist`. The
///   first identifier is asked for. Without one: "PUT Type/id" with an id that comes from
///   `event_key` and the place among its kind.
/// Error: incorrect, where an entry cannot be made safe to repeat.
Outcome make_repeatable(fhir::Tree& bundle, std::string_view event_key);

/// The JSON of a finished Bundle and of its resources for the store, where references between them
/// are "Type/id"; a document inside stays whole. Takes the tree apart.
Mapped write_mapped(fhir::Tree& bundle);

} // namespace foramen
