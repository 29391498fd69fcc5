// Why this file exists: a link in an answer says where the next page is; one that leads elsewhere
// would take our credentials, and the question about patients, there.
// Source: https://hl7.org/fhir/R4/http.html#paging
#pragma once

#include "fhir/element.h"
#include "gateway/base/result.h"

#include <string>
#include <string_view>

namespace foramen::fhirimaging {

/// The link "next" of a Bundle as a target below `base_url`: "/DiagnosticReport?…", or "?…" of the
/// base itself. Empty: there is none. Error: incorrect, when it leads anywhere else.
Result<std::string> next_target(fhir::Element const& bundle, std::string_view base_url);

} // namespace foramen::fhirimaging
