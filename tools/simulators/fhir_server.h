// Why this file exists: practices and imaging providers are FHIR servers of the same kind: one
// record, read, searched and written as R4 http.html says.
#pragma once

#include "tools/simulators/far_system.h"
#include "tools/simulators/record.h"

#include <string>

namespace foramen {

struct WriteContext {
    Record& record;
    Bodies bodies;
    Journal const& journal;
    std::string now; ///< RFC 3339
};

/// "transaction", "create", "update", "search", "read", "metadata"; empty: it does not do that.
std::string fhir_interaction(std::string_view method, std::string_view path);

/// By request.path: "Task/1".
HttpReply fhir_read(Record& record, FarRequest const& request);
/// `base` is the path of the server: "/fhir/R4".
HttpReply fhir_search(Record const& record, FarRequest const& request, std::string_view base);
HttpReply fhir_write(WriteContext const& context, FarRequest request);

} // namespace foramen
