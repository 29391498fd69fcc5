// Why this file exists: the monitor with a store, a courier's lines and a routes table round it,
// for its tests and for monitor_preview, without the whole house.
#pragma once

#include "gateway/monitor/monitor.h"
#include "gateway/net/problem.h"
#include "gateway/store/memory/memory_store.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace foramen {

/// What every body of the synthetic messages holds; nothing of it may ever be shown.
inline constexpr std::string_view marker_family = "Markerson";
inline constexpr std::string_view marker_nhs_number = "9434765919";

/// A transaction Bundle about the marker patient.
inline std::string marker_bundle()
{
    return R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1",)"
           R"("resource":{"resourceType":"Patient","identifier":[{"value":"9434765919"}],)"
           R"("name":[{"family":"Markerson","given":["Zebedee"]}],"birthDate":"1961-02-03"},)"
           R"("request":{"method":"PUT","url":"Patient?identifier=9434765919"}},)"
           R"({"resource":{"resourceType":"Appointment","status":"booked",)"
           R"("description":"Markerson's left knee"},"request":{"method":"PUT","url":"x"}}]})";
}

class MonitorHouse {
public:
    MonitorHouse(boost::asio::io_context& context, Clock const& clock, Random& random,
                 std::string const& operator_token, MonitorSettings settings);

    /// As the routes table of the gateway does it: match, identify, allow, answer.
    boost::asio::awaitable<Answer> handle(HttpRequest request, Caller caller);

    /// Stores an event and its message to `partner`, made so long ago; the id of the message.
    Task<std::string> accept(std::string partner, std::string kind, std::string booking_id,
                             std::chrono::minutes age = {});
    /// One attempt at the partner's next message: `verdict` says how it ended. not_found when
    /// nothing is due.
    Task<> attempt(std::string partner, std::variant<Finish, Postpone, Hold> verdict);

    Store& store() { return *store_; }
    Monitor& monitor() { return monitor_; }
    Metrics& metrics() { return metrics_; }
    std::vector<LineState> lines;

private:
    Clock const& clock_;
    Random& random_;
    std::unique_ptr<Store> store_;
    Callers callers_;
    Metrics metrics_;
    Monitor monitor_;
};

namespace house_routes {

inline constexpr std::string_view messages_path = "/ops/api/v1/messages/";
inline constexpr std::string_view partners_path = "/ops/api/v1/partners/";

struct Place {
    std::string_view method;
    std::string_view path;
    bool operators_only;
    boost::asio::awaitable<Answer> (Monitor::*handler)(Visit);
};

inline constexpr std::array places{
    Place{"GET", "/ops", false, &Monitor::page},
    Place{"GET", "/ops/", false, &Monitor::page},
    Place{"GET", "/ops/api/v1/session", false, &Monitor::session},
    Place{"POST", "/ops/api/v1/session", false, &Monitor::sign_in},
    Place{"DELETE", "/ops/api/v1/session", true, &Monitor::sign_out},
    Place{"GET", "/ops/api/v1/snapshot", true, &Monitor::snapshot},
    Place{"GET", "/ops/api/v1/feed", true, &Monitor::feed},
    Place{"GET", "/ops/api/v1/messages", true, &Monitor::messages},
    Place{"GET", "/ops/api/v1/approvals", true, &Monitor::approvals},
    Place{"GET", "/ops/api/v1/audit", true, &Monitor::audit},
    Place{"GET", "/metrics", false, &Monitor::metrics},
    Place{"GET", "/livez", false, &Monitor::livez},
    Place{"GET", "/readyz", false, &Monitor::readyz},
};

/// The place of a request, and what stands in the {places} of its path.
inline Place const* find_place(Visit& visit)
{
    static constexpr Place assets{"GET", "", false, &Monitor::page};
    static constexpr Place message{"GET", "", true, &Monitor::message};
    static constexpr Place action{"POST", "", true, &Monitor::act};
    std::string_view const path{visit.target.path};
    auto const& method = visit.request.method;
    if (path.starts_with("/ops/assets/")) return &assets;
    if (path.starts_with(messages_path)) {
        auto const rest = path.substr(messages_path.size());
        auto const slash = rest.find('/');
        visit.captures.emplace_back(rest.substr(0, slash));
        if (slash == std::string_view::npos) return method == "GET" ? &message : nullptr;
        visit.captures.emplace_back(rest.substr(slash + 1));
        return method == "POST" ? &action : nullptr;
    }
    if (path.starts_with(partners_path)) {
        static constexpr Place pause{"POST", "", true, &Monitor::act_on_partner};
        auto const rest = path.substr(partners_path.size());
        auto const slash = rest.find('/');
        visit.captures = {std::string{rest.substr(0, slash)}, std::string{rest.substr(slash + 1)}};
        return method == "POST" && slash != std::string_view::npos ? &pause : nullptr;
    }
    for (auto const& place : places) {
        if (place.method == method && place.path == path) return &place;
    }
    return nullptr;
}

} // namespace house_routes

inline MonitorHouse::MonitorHouse(boost::asio::io_context& context, Clock const& clock,
                                  Random& random, std::string const& operator_token,
                                  MonitorSettings settings)
    : clock_{clock}, random_{random}, store_{std::make_unique<MemoryStore>(clock)}, metrics_{clock},
      monitor_{context,  *store_,  [this] { return lines; }, clock, random,
               metrics_, callers_, std::move(settings)}
{
    callers_.add({"operator:alice", Role::operations, ""}, Secret{operator_token});
    callers_.add({"clinic", Role::clinic, ""}, Secret{"c" + operator_token});
}

inline boost::asio::awaitable<Answer> MonitorHouse::handle(HttpRequest request, Caller caller)
{
    Visit visit;
    visit.target = parse_target(request.target);
    visit.request = std::move(request);
    visit.caller = std::move(caller);
    auto const* const place = house_routes::find_place(visit);
    if (place == nullptr) co_return problem(404, "there is nothing at this path");
    auto const authorization = header(visit.request.headers, "Authorization");
    visit.identity = authorization.empty() ? monitor_.identity_of(visit.request)
                                           : callers_.identify(authorization);
    if (place->operators_only) {
        if (!visit.identity) co_return problem(401, "sign in first");
        if (visit.identity->role != Role::operations) co_return problem(403, "not your role");
    }
    co_return co_await (monitor_.*place->handler)(std::move(visit));
}

inline Task<std::string> MonitorHouse::accept(std::string partner, std::string kind,
                                              std::string booking_id, std::chrono::minutes age)
{
    StoredEvent event;
    event.message_id = new_uuid(clock_, random_);
    event.kind = kind;
    event.event_id = event.message_id;
    event.booking_id = booking_id;
    event.body = R"({"patient":{"family":"Markerson"}})";
    event.received = clock_.now();
    Message message;
    message.id = new_uuid(clock_, random_);
    message.event_message_id = event.message_id;
    message.partner = std::move(partner);
    message.kind = std::move(kind);
    message.lane = booking_id;
    message.booking_id = std::move(booking_id);
    message.mapping_version = "booking/1";
    message.body = marker_bundle();
    message.created = message.not_before = clock_.now() - age;
    auto id = message.id;
    metrics_.accepted(message.kind);
    Batch batch;
    batch.audit.push_back({"clinic", "event.accepted", event.message_id, ""});
    batch.events.push_back(std::move(event));
    batch.messages.push_back(std::move(message));
    CO_CHECK(co_await store_->commit(std::move(batch)));
    co_return id;
}

inline Task<> MonitorHouse::attempt(std::string partner,
                                    std::variant<Finish, Postpone, Hold> verdict)
{
    CO_TRY(leased, co_await store_->lease(partner, 1));
    if (leased.empty()) co_return not_found("nothing is due");
    auto const& message = leased[0];
    Settlement settlement;
    settlement.message_id = message.id;
    settlement.attempt = message.attempts;
    auto& record = settlement.record;
    record = {message.id, message.attempts, clock_.now(), std::chrono::milliseconds{31}, "", ""};
    if (std::holds_alternative<Finish>(verdict)) {
        record.outcome = "delivered";
        record.detail = "200 OK";
    } else if (auto const* later = std::get_if<Postpone>(&verdict)) {
        record.outcome = "unavailable";
        record.detail = later->error;
    } else {
        record.outcome = "incorrect";
        record.detail = std::get<Hold>(verdict).error;
    }
    metrics_.delivery({partner, message.kind, record.outcome, clock_.now() - message.created});
    settlement.verdict = std::move(verdict);
    co_return co_await store_->settle(std::move(settlement));
}

} // namespace foramen
