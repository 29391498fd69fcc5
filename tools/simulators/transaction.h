// Why this file exists: what a FHIR server does with a transaction (R4 http.html#transaction):
// conditions first, then references, then all of it or nothing.
#pragma once

#include "gateway/net/http.h"
#include "tools/simulators/journal.h"
#include "tools/simulators/record.h"

#include <string>

namespace foramen {

/// What the transaction is applied with.
struct TransactionContext {
    Record& record;
    Bodies bodies;
    bool key_was_stored; ///< The same key had been stored before.
    std::string now;     ///< RFC 3339
};

/// Takes a transaction Bundle, or one resource that `wrap_resource` made one of. The reply is a
/// transaction-response, or an OperationOutcome and nothing is changed.
HttpReply apply_transaction(TransactionContext const& context, std::string bundle);

/// POST or PUT of a single resource.
struct SingleWrite {
    std::string_view method;
    std::string_view url;
    std::string_view if_none_exist;
    std::string_view if_match;
};
/// A Bundle of that one entry.
std::string wrap_resource(SingleWrite const& write, std::string_view resource);

/// Bundle.identifier.value; empty when there is none or the body is no Bundle.
std::string bundle_key(std::string_view body);

HttpReply simulated_fhir_reply(unsigned status, std::string body);
HttpReply outcome(unsigned status, std::string_view code, std::string_view diagnostics);

/// Deeper than any resource, and not so deep that a parser runs out of stack.
bool is_too_deep(std::string_view json);

} // namespace foramen
