// Why this file exists: a practice may answer in its own system. Its copy of each open Task is
// looked at from time to time, and what it says there is an answer like any other.
#pragma once

#include "gateway/base/secret.h"
#include "gateway/intake/approval_desk.h"
#include "gateway/net/client.h"

#include <map>

namespace foramen {

/// A practice whose FHIR server is asked.
struct PolledPractice {
    Endpoint endpoint;
    Secret token; ///< Bearer token; may be empty.
};

class ApprovalPoller {
public:
    /// By ODS code.
    using Practices = std::map<std::string, PolledPractice>;
    ApprovalPoller(ApprovalDesk& desk, Store& store, HttpClient& http, Practices practices)
        : desk_{desk}, store_{store}, http_{http}, practices_{std::move(practices)}
    {}

    /// Looks once at every open Task. What cannot be reached is asked again the next time; an
    /// answer that cannot be understood is logged, and its request stays open.
    Task<> poll();

private:
    Task<> look(ResourceRecord ours);
    Task<std::string> ask(PolledPractice const& practice, std::string identifier);

    ApprovalDesk& desk_;
    Store& store_;
    HttpClient& http_;
    Practices practices_;
};

} // namespace foramen
