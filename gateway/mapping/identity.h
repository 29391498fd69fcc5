// Why this file exists: by what a resource is known: to us (its id) and to the far side (a query).
#pragma once

#include "fhir/element.h"

#include <string>
#include <string_view>
#include <vector>

namespace foramen {

struct ResourceIdentifier {
    std::string_view system;
    std::string_view value;
};

/// All identifiers with system and value, in the order of the resource; `masterIdentifier` last.
std::vector<ResourceIdentifier> identities(fhir::Element const& resource);

/// The id of a resource. The clinic's own identifier decides where there is one, so that an id,
/// which stands in URLs, is never made of an NHS number.
std::string identity_uuid(std::string_view type, std::vector<ResourceIdentifier> const& known);

/// The id of the Task of a booking's approval request `number` (from 1), whose identifier is
/// urn:foramen:approval-request|BOOKING/NUMBER.
std::string approval_task_id(std::string_view booking_id, unsigned number);

/// "identifier=system|value", fit for a URL: https://hl7.org/fhir/R4/search.html#escaping.
std::string identity_query(ResourceIdentifier const& identity);

} // namespace foramen
