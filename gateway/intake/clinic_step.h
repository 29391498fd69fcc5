// Why this file exists: what the clinic does about its request for an approval, from JSON:
// {"action": "reply", "text": "…", "name": "Dr A. Person"}, see openapi.json.
#pragma once

#include "gateway/clinic/event.h"
#include "gateway/journey/approval_request.h"

#include <string_view>
#include <variant>
#include <vector>

namespace foramen {

/// All faults at once, by JSON Pointer; a body that is no JSON object is one at "".
std::variant<ApprovalStep, std::vector<Fault>> read_clinic_step(std::string_view body);

} // namespace foramen
