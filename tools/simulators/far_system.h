// Why this file exists: what makes one simulator another than the next; all else they share.
#pragma once

#include "gateway/net/http.h"
#include "tools/simulators/journal.h"

#include <memory>
#include <optional>
#include <string>

namespace foramen {

/// What the far system itself is told to do wrong; other faults need no help from it.
enum class Trick {
    nothing,
    foreign_rows, ///< A search answers what was not asked for, too.
    foreign_next, ///< The next page is said to be at another server.
};

/// A request to the far system that is played.
struct FarRequest {
    std::string practice;    ///< ODS code, or the name of a webhook; "" when there is none.
    std::string interaction; ///< "transaction", "update", "webhook", "contact", "read", "search", …
    std::string method;
    std::string path; ///< Below the practice: "", "Patient/1"
    std::string query;
    std::string key;
    std::string if_none_exist;
    std::string body;
    HttpHeaders headers;
    Trick trick = Trick::nothing;
    bool was_kept = false; ///< Played again from the kept file: it was proven when it came.

    /// Only what wants to write is kept in the journal.
    bool writes() const { return method != "GET" && method != "HEAD"; }
    /// Proven by its signature, not by a token.
    bool is_signed() const { return interaction == "webhook" || interaction == "contact"; }
    /// Read by a person, whom no token and no fault shall stop.
    bool is_page() const { return interaction == "page"; }
    /// Whose faults apply: a practice's contact fails without its server, and the other way round.
    std::string far_side() const
    {
        return interaction == "contact" ? "contact:" + practice : practice;
    }
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
