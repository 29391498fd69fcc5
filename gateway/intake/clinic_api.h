// Why this file exists: the clinic's door. mission/interface.md "Clinic API" is its contract.
#pragma once

#include "gateway/advance.h"
#include "gateway/clinic/parse.h"
#include "gateway/intake/bell.h"
#include "gateway/security/visit.h"

namespace foramen {

class ClinicApi {
public:
    /// How an event ended, for metrics: "accepted", "repeated", "refused", "failed".
    using Observer = std::function<void(EventKind, std::string_view)>;

    /// `ahead_max`: what is dated further ahead of `clock` is refused; 0: nothing is.
    ClinicApi(Advance& advance, EventParser const& parser, Store& store, RiskTable const& rules,
              Clock const& clock, Bell& bell, std::chrono::hours ahead_max, Observer observer);

    /// POST of one event. 202 only after it is on disk.
    boost::asio::awaitable<Answer> post(EventKind kind, Visit visit);
    /// GET /api/v1/bookings/{id}
    boost::asio::awaitable<Answer> booking(Visit visit);
    /// GET /api/v1/messages/{id}
    boost::asio::awaitable<Answer> message(Visit visit);
    /// GET /api/v1/changes: server-sent events, from Last-Event-ID on.
    boost::asio::awaitable<Answer> changes(Visit visit);

private:
    Task<std::string> booking_json(std::string id);
    Task<std::string> message_json(std::string id);
    Task<std::uint64_t> newest_change();
    Task<std::uint64_t> begin_after(std::optional<std::uint64_t> seen);
    boost::asio::awaitable<void> tell(EventStream& stream, std::uint64_t after);

    Advance& advance_;
    EventParser const& parser_;
    Store& store_;
    RiskTable const& rules_;
    Clock const& clock_;
    Bell& bell_;
    std::chrono::hours ahead_max_;
    Observer observer_;
};

/// The contract as OpenAPI 3.1; see openapi.json beside this file.
std::string_view openapi();

} // namespace foramen
