// Why this file exists: how the clinic's software speaks to the gateway: it posts, waits when it is
// asked to, and asks what became of a booking.
#pragma once

#include "gateway/net/client.h"

#include <chrono>
#include <string>
#include <vector>

namespace foramen {

/// What the gateway tells about a booking, as far as the player prints it.
struct BookingSeen {
    bool ready = false;
    std::vector<std::string> holds;
    std::vector<std::string> reports; ///< Their statuses.
};

class GatewayClient {
public:
    /// `mllp_port`: on loopback, where reports of imaging providers go.
    GatewayClient(boost::asio::io_context& context, std::string url, std::string token,
                  std::uint16_t mllp_port);

    /// Done when it was accepted (202). Waits and tries again when the gateway is busy or not
    /// there yet. Error: incorrect (refused), busy or unavailable (still, after many tries).
    Task<> post(std::string path, std::string body);
    /// Sends one HL7 v2 message over MLLP. Done when it was acknowledged (AA). Error: incorrect (it
    /// was not), unavailable.
    Task<> report(std::string message);
    Task<BookingSeen> booking(std::string id);

private:
    HttpClient http_;
    Endpoint endpoint_;
    std::string authorization_;
    std::uint16_t mllp_port_;
};

} // namespace foramen
