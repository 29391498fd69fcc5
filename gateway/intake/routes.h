// Why this file exists: one table of all URLs, and the one place that checks who may call them.
#pragma once

#include "gateway/security/callers.h"
#include "gateway/security/visit.h"

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace foramen {

/// One URL. `{name}` stands for one path segment and becomes a capture.
struct Route {
    std::string method;
    std::string pattern;
    std::vector<Role> roles; ///< Who may call it; empty = anybody.
    VisitHandler handler;
};

/// Told about every answer: the pattern (never the path), method, status and time taken.
using RouteObserver = std::function<void(std::string const& pattern, std::string const& method,
                                         unsigned status, std::chrono::microseconds took)>;
/// Who a browser session belongs to; no value without a valid session.
using SessionIdentity = std::function<std::optional<Identity>(HttpRequest const&)>;

class Routes {
public:
    Routes(std::vector<Route> table, Callers const& callers, SessionIdentity session,
           RouteObserver observer);

    boost::asio::awaitable<Answer> handle(HttpRequest request, Caller caller) const;

private:
    struct Entry {
        Route route;
        std::vector<std::string> segments;
    };
    struct Match {
        Entry const* entry = nullptr;
        std::vector<std::string> captures;
        std::string allowed; ///< Methods of the path, when the method is another one.
    };
    Match match(std::string const& method, std::string const& path) const;
    std::optional<Identity> who(HttpRequest const& request) const;
    boost::asio::awaitable<Answer> answer(Match& found, Visit visit) const;

    std::vector<Entry> entries_;
    Callers const& callers_;
    SessionIdentity session_;
    RouteObserver observer_;
};

/// A refusal in the words of the door: OperationOutcome below /fhir/R4, else a problem.
HttpReply refusal(std::string_view path, unsigned status, std::string_view detail);

} // namespace foramen
