// Why this file exists: one table of all URLs, and the one place that checks who may call them.
#pragma once

#include "gateway/security/caller_limit.h"
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
/// Told the name of a credential that was answered 429.
using LimitObserver = std::function<void(std::string const& caller)>;

class Routes {
public:
    Routes(std::vector<Route> table, Callers const& callers, SessionIdentity session,
           CallerLimitSettings limit, RouteObserver observer, LimitObserver limited);

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
    /// 401 or 403; nothing when the visitor may come in.
    std::optional<HttpReply> turned_away(Entry const& entry, Visit const& visit) const;
    HttpReply slow_down(Visit const& visit, CallerLimit::Wait wait) const;

    std::vector<Entry> entries_;
    Callers const& callers_;
    SessionIdentity session_;
    mutable CallerLimit limit_;
    RouteObserver observer_;
    LimitObserver limited_;
};

/// A refusal in the words of the door: OperationOutcome below /fhir/R4, else a problem.
HttpReply refusal(std::string_view path, unsigned status, std::string_view detail);

} // namespace foramen
