// Why this file exists: plays a morning against a gateway and tells what became of it.
#pragma once

#include "tools/player/gateway_client.h"
#include "tools/player/morning.h"

#include <map>
#include <set>
#include <string>

namespace foramen {

struct PlayerPlan {
    std::vector<MorningEvent> events;
    unsigned pace = 20; ///< Events a second; 0: as fast as they are accepted.
};

/// What became of the bookings after the last delivery.
struct MorningSeen {
    std::size_t bookings = 0;
    std::size_t ready = 0;
    std::map<std::string, std::size_t> holds;   ///< by code
    std::map<std::string, std::size_t> reports; ///< by status
    std::size_t without_report = 0;             ///< A report was sent, and none is told.
    std::size_t waiting() const;
};

class Player {
public:
    Player(GatewayClient& gateway, PlayerPlan plan) : gateway_{gateway}, plan_{std::move(plan)} {}

    /// Posts all events; how many were not accepted.
    boost::asio::awaitable<std::size_t> play();
    /// Asks until no report waits any more or the time is over. Error: unavailable, incorrect.
    Task<MorningSeen> await_delivery(std::chrono::seconds time);

private:
    Task<> hand_over(MorningEvent const& event);
    Task<MorningSeen> look();

    GatewayClient& gateway_;
    PlayerPlan plan_;
};

std::string to_table(MorningSeen const& seen);

} // namespace foramen
