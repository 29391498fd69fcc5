// Why this file exists: who sits before the monitor: signing in and out, and the proof that a
// call comes from our own page.
#include "gateway/base/json_text.h"
#include "gateway/base/log.h"
#include "gateway/monitor/fields.h"
#include "gateway/monitor/monitor.h"
#include "gateway/net/problem.h"

#include <array>

namespace foramen {

namespace {

constexpr std::string_view cookie_name = "foramen_session";
constexpr std::array session_fields{std::string_view{"token"}};

std::string_view session_id(HttpRequest const& request)
{
    return cookie(header(request.headers, "Cookie"), cookie_name);
}

bool changes_nothing(HttpRequest const& request)
{
    return request.method == "GET" || request.method == "HEAD";
}

/// What the page asks by itself must not keep a person signed in who went home.
Sessions::Look look_of(HttpRequest const& request)
{
    std::string_view const target{request.target};
    bool const by_itself =
        target.starts_with("/ops/api/v1/feed") || target.starts_with("/ops/api/v1/snapshot");
    return by_itself ? Sessions::Look::peek : Sessions::Look::use;
}

/// Browsers say where a request comes from; other programs say nothing.
bool from_elsewhere(HttpRequest const& request)
{
    auto const site = header(request.headers, "Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") return true;
    auto const origin = header(request.headers, "Origin");
    if (origin.empty()) return false;
    auto const host = header(request.headers, "Host");
    auto const scheme = origin.find("://");
    return scheme == std::string_view::npos || origin.substr(scheme + 3) != host;
}

std::string session_json(std::optional<Identity> const& identity, std::string_view csrf)
{
    JsonText json;
    json.object().key("signedIn").flag(identity.has_value());
    if (identity) json.member("name", identity->name).member("csrf", csrf);
    json.end_object();
    return json.take();
}

} // namespace

std::string Monitor::cookie_header(std::string_view id, std::chrono::seconds age) const
{
    std::string text{cookie_name};
    text.append("=").append(id).append("; Path=/ops; HttpOnly; SameSite=Strict");
    if (settings_.line == MonitorSettings::Line::tls) text += "; Secure";
    if (age.count() == 0) text += "; Max-Age=0";
    return text;
}

std::optional<Identity> Monitor::identity_of(HttpRequest const& request)
{
    // A token that is wrong stays wrong: never fall back from it to the cookie.
    if (!header(request.headers, "Authorization").empty()) return {};
    auto session = sessions_.find(session_id(request), look_of(request));
    if (!session) return {};
    if (changes_nothing(request)) return std::move(session->identity);
    Secret const wanted{session->csrf};
    bool const proved = wanted.equals(header(request.headers, "X-Foramen-CSRF"));
    if (!proved || from_elsewhere(request)) return {};
    return std::move(session->identity);
}

Task<> Monitor::audited(AuditEntry entry)
{
    Batch batch;
    batch.audit.push_back(std::move(entry));
    co_return co_await store_.commit(std::move(batch));
}

boost::asio::awaitable<Answer> Monitor::session(Visit visit)
{
    auto const found = sessions_.find(session_id(visit.request), Sessions::Look::use);
    if (!found) co_return json_reply(200, session_json(visit.identity, ""));
    co_return json_reply(200, session_json(found->identity, found->csrf));
}

boost::asio::awaitable<Answer> Monitor::sign_in(Visit visit)
{
    auto const& request = visit.request;
    if (from_elsewhere(request)) co_return problem(403, "sign in on the monitor's own page");
    if (!header(request.headers, "Content-Type").starts_with("application/json")) {
        co_return problem(415, "send application/json");
    }
    if (!sign_in_limit_.admits(visit.caller.address)) {
        auto reply = problem(429, "too many failed attempts; wait a minute");
        reply.headers.emplace_back("Retry-After", "60");
        co_return reply;
    }
    auto const fields = read_fields(request.body, session_fields);
    if (!fields) co_return problem(400, fields.error().text());
    auto const token = fields->find("token");
    if (token == fields->end()) co_return problem(422, "the member /token is missing");
    auto const identity = callers_.identify("Bearer " + token->second);
    if (!identity || identity->role != Role::operations) {
        sign_in_limit_.failed(visit.caller.address);
        log(Level::warning, "sign-in-refused", {{Field::route, "/ops/api/v1/session"}});
        co_return problem(401, "this is not an operator's token");
    }
    auto const id = sessions_.open(*identity);
    AuditEntry entry{identity->name, "session.open", "monitor", ""};
    // Looking must be possible when the disk is full: that is when it is needed most.
    if (auto const stored = co_await audited(std::move(entry)); !stored) {
        log(Level::error, "sign-in-not-audited",
            {{Field::error, stored.error().text()}, {Field::actor, identity->name}});
    }
    auto const opened = sessions_.find(id, Sessions::Look::use);
    auto reply = json_reply(200, session_json(identity, opened ? opened->csrf : ""));
    reply.headers.emplace_back("Set-Cookie", cookie_header(id, Sessions::idle_max));
    co_return reply;
}

boost::asio::awaitable<Answer> Monitor::sign_out(Visit visit)
{
    auto const closed = sessions_.close(session_id(visit.request));
    if (closed) {
        AuditEntry entry{closed->identity.name, "session.close", "monitor", ""};
        if (auto const stored = co_await audited(std::move(entry)); !stored) {
            log(Level::error, "sign-out-not-audited", {{Field::error, stored.error().text()}});
        }
    }
    HttpReply reply{204, {}, {}};
    reply.headers.emplace_back("Set-Cookie", cookie_header("", std::chrono::seconds{0}));
    co_return reply;
}

} // namespace foramen
