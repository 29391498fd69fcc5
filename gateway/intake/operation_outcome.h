// Why this file exists: what the FHIR door says when it says no.
// https://hl7.org/fhir/R4/operationoutcome.html
#pragma once

#include "fhir/issue.h"
#include "gateway/base/error.h"
#include "gateway/net/http.h"

#include <string_view>

namespace foramen {

/// One issue with the issue-type that fits the status.
HttpReply operation_outcome(unsigned status, std::string_view diagnostics);
HttpReply operation_outcome(Error const& error);
HttpReply operation_outcome(unsigned status, fhir::Issues const& issues);

HttpReply fhir_reply(unsigned status, std::string body);

} // namespace foramen
