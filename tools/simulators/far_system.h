// Why this file exists: what makes one simulator another than the next; all else they share.
#pragma once

#include "gateway/net/http.h"
#include "tools/simulators/journal.h"

#include <memory>
#include <optional>
#include <string>

namespace foramen {

/// A request to the far system that is played.
struct FarRequest {
    std::string practice;    ///< ODS code, or the name of a webhook; "" when there is none.
    std::string interaction; ///< "transaction", "create", "update", "webhook", "read", "search", …
    std::string method;
    std::string path; ///< Below the practice: "", "Patient/1"
    std::string query;
    std::string key;
    std::string if_none_exist;
    std::string body;
    HttpHeaders headers;

    /// Only what wants to write is kept in the journal.
    bool writes() const { return method != "GET" && method != "HEAD"; }
};

class FarSystem {
public:
    virtual ~FarSystem() = default;
    /// No value: nothing lives at that path. The body is not looked at yet.
    virtual std::optional<FarRequest> recognise(HttpRequest const& request,
                                                Target const& target) const = 0;
    virtual HttpReply answer(FarRequest request, Journal const& journal) = 0;
    /// Members of GET /sim/summary, each followed by a comma, or nothing.
    virtual std::string summary(std::string_view detail) const = 0;
    virtual void reset() = 0;
};

} // namespace foramen
