// Why this file exists: HTTP and MLLP accept callers, watch their deadlines and stop with grace in
// the same way; only what is said on a line differs.
#pragma once

#include "gateway/net/connection.h"
#include "gateway/net/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

namespace foramen {

/// Where and how many: of ServerSettings only address, port, connections_max and the TLS files.
struct ListenerPlan {
    ServerSettings settings;
    std::shared_ptr<LineCounts> counts;
    /// A line for a caller that was let in; `tls` null: plain.
    std::function<std::shared_ptr<Connection>(boost::asio::ip::tcp::socket,
                                              boost::asio::ssl::context* tls)>
        make_line;
    std::string_view full; ///< Said to a plain caller when there are too many; may be empty.
};

class Listener {
public:
    Listener(boost::asio::io_context& context, ListenerPlan plan);
    ~Listener();

    /// Error: unavailable (the port is taken), incorrect (address, certificate or key).
    Result<> listen();
    std::uint16_t port() const;
    /// Stops accepting, closes idle lines, lets the others finish for `grace`, then closes.
    void stop(std::chrono::milliseconds grace);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace foramen
