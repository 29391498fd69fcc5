#include "gateway/intake/routes.h"

#include "gateway/intake/operation_outcome.h"
#include "gateway/net/problem.h"

#include <algorithm>

namespace foramen {

namespace {

/// A segment that cannot be read is empty and fits nothing.
std::string decoded(std::string_view segment)
{
    auto target = parse_target("/" + std::string{segment});
    return target.path.empty() ? "" : target.path.substr(1);
}

/// Of a path as it was sent: an id may hold a slash, written %2F, which ends no segment.
std::vector<std::string> split(std::string_view path)
{
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1); // the slash
        auto const end = std::min(path.find('/'), path.size());
        segments.push_back(decoded(path.substr(0, end)));
        path.remove_prefix(end);
    }
    return segments;
}

bool fits(std::vector<std::string> const& pattern, std::vector<std::string> const& path)
{
    return std::ranges::equal(pattern, path, [](auto const& wanted, auto const& given) {
        return wanted.starts_with('{') ? !given.empty() : wanted == given;
    });
}

/// Nothing that we answer may be cached, sniffed or framed, unless the handler says otherwise.
void harden(HttpReply& reply)
{
    auto const add = [&](char const* name, char const* value) {
        if (header(reply.headers, name).empty()) reply.headers.emplace_back(name, value);
    };
    add("Cache-Control", "no-store");
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "no-referrer");
}

} // namespace

HttpReply refusal(std::string_view path, unsigned status, std::string_view detail)
{
    return path.starts_with("/fhir/R4") ? operation_outcome(status, detail)
                                        : problem(status, detail);
}

Routes::Routes(std::vector<Route> table, Callers const& callers, SessionIdentity session,
               CallerLimitSettings limit, RouteObserver observer, LimitObserver limited)
    : callers_{callers}, session_{std::move(session)}, limit_{limit},
      observer_{std::move(observer)}, limited_{std::move(limited)}
{
    for (auto& route : table) {
        auto segments = split(route.pattern);
        entries_.push_back({std::move(route), std::move(segments)});
    }
}

Routes::Match Routes::match(std::string const& method, std::string const& path) const
{
    Match found;
    auto const segments = split(path);
    for (auto const& entry : entries_) {
        if (!fits(entry.segments, segments)) continue;
        if (entry.route.method != method) {
            found.allowed += (found.allowed.empty() ? "" : ", ") + entry.route.method;
            continue;
        }
        found.entry = &entry;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (entry.segments[i].starts_with('{')) found.captures.push_back(segments[i]);
        }
        return found;
    }
    return found;
}

std::optional<Identity> Routes::who(HttpRequest const& request) const
{
    auto const authorization = header(request.headers, "Authorization");
    if (!authorization.empty()) return callers_.identify(authorization);
    return session_ ? session_(request) : std::nullopt;
}

std::optional<HttpReply> Routes::turned_away(Entry const& entry, Visit const& visit) const
{
    auto const& roles = entry.route.roles;
    auto const& path = visit.target.path;
    if (roles.empty()) return {};
    if (!visit.identity) {
        auto reply = refusal(path, 401,
                             "a valid bearer token is needed: Authorization: "
                             "Bearer <token>");
        reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"foramen\"");
        return reply;
    }
    auto const may = std::ranges::find(roles, visit.identity->role) != roles.end();
    if (!may) return refusal(path, 403, "this token's role may not do this");
    return {};
}

HttpReply Routes::slow_down(Visit const& visit, CallerLimit::Wait wait) const
{
    if (limited_) limited_(visit.identity->name);
    auto const* const what = wait.reason == CallerLimit::Wait::Reason::rate
                                 ? "this token sends more requests a second than it may"
                                 : "too many requests of this token are not yet answered";
    auto const seconds = std::to_string(wait.least.count());
    auto reply = refusal(visit.target.path, 429,
                         std::string{what} + "; nothing was stored: wait " + seconds + " s");
    reply.headers.emplace_back("Retry-After", seconds);
    return reply;
}

boost::asio::awaitable<Answer> Routes::answer(Match& found, Visit visit) const
{
    auto const& path = visit.target.path;
    if (path.empty()) co_return problem(400, "the request target is malformed");
    if (found.entry == nullptr) {
        if (found.allowed.empty()) co_return refusal(path, 404, "there is nothing at this path");
        auto reply = refusal(path, 405, "this path takes " + found.allowed);
        reply.headers.emplace_back("Allow", found.allowed);
        co_return reply;
    }
    visit.identity = who(visit.request);
    if (auto refused = turned_away(*found.entry, visit)) co_return *std::move(refused);
    std::variant<std::monostate, CallerLimit::Place> place; // Held until the handler is done.
    if (!found.entry->route.roles.empty()) { // Probes and public pages do no work for a caller.
        auto entered = limit_.enter(visit.identity->name, std::chrono::steady_clock::now());
        if (auto const* wait = std::get_if<CallerLimit::Wait>(&entered)) {
            co_return slow_down(visit, *wait);
        }
        place.emplace<CallerLimit::Place>(std::get<CallerLimit::Place>(std::move(entered)));
    }
    visit.captures = std::move(found.captures);
    co_return co_await found.entry->route.handler(std::move(visit));
}

boost::asio::awaitable<Answer> Routes::handle(HttpRequest request, Caller caller) const
{
    auto const begun = std::chrono::steady_clock::now();
    auto const method = request.method;
    Visit visit;
    visit.target = parse_target(request.target);
    visit.request = std::move(request);
    visit.caller = std::move(caller);
    // A HEAD is a GET whose body the server leaves out (RFC 9110 9.3.2).
    auto const& target = visit.request.target;
    auto const path = target.substr(0, target.find('?'));
    auto found = match(method == "HEAD" ? "GET" : method, visit.target.path.empty() ? "" : path);
    static std::string const unknown{"unknown"};
    auto const& pattern = found.entry != nullptr ? found.entry->route.pattern : unknown;

    auto answered = co_await answer(found, std::move(visit));
    harden(answered.reply);
    if (observer_) {
        auto const took = std::chrono::steady_clock::now() - begun;
        observer_(pattern, method, answered.reply.status,
                  std::chrono::duration_cast<std::chrono::microseconds>(took));
    }
    co_return answered;
}

} // namespace foramen
