// Why this file exists: a practice with a FHIR server gets each message as one transaction
// (https://hl7.org/fhir/R4/http.html#transaction): all of it or nothing.
#pragma once

#include "gateway/base/result.h"
#include "gateway/channels/conversation.h"

#include <memory>

namespace foramen {

Result<> check_fhir_rest(Partner const& partner);
std::unique_ptr<Conversation> begin_fhir_rest(Partner const& partner, Parcel parcel, TimePoint now);

} // namespace foramen
