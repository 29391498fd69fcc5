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
    GatewayClient(boost::asio::io_context& context, std::string url, std::string token);

    /// Done when it was accepted (202). Waits and tries again when the gateway is busy or not
    /// there yet. Error: incorrect (refused), busy or unavailable (still, after many tries).
    Task<> post(std::string path, std::string body);
    Task<BookingSeen> booking(std::string id);

private:
    HttpClient http_;
    Endpoint endpoint_;
    std::string authorization_;
};

} // namespace foramen
