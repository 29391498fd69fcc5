// Why this file exists: one caller's line: read a request, let the handler answer, write, again.
#pragma once

#include "gateway/net/server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <memory>

namespace foramen {

/// What a listener knows of its lines, and they of it.
struct LineCounts {
    std::atomic<bool> stopping = false;
    std::atomic<std::size_t> open = 0;
};

/// What a server's connections share.
struct ServerShared : LineCounts {
    ServerSettings settings;
    HttpHandler handler;
};

/// A connection as its server sees it; every call is safe from any thread.
class Connection {
public:
    virtual ~Connection() = default;
    virtual void start() = 0;
    /// A request that comes too slowly is answered 408; another late line is closed.
    virtual void close_if_late(std::chrono::steady_clock::time_point now) = 0;
    /// Between two requests nothing is lost by closing.
    virtual void close_if_idle() = 0;
    virtual void close() = 0;
};

std::shared_ptr<Connection> make_connection(boost::asio::ip::tcp::socket socket,
                                            boost::asio::ssl::context* tls,
                                            std::shared_ptr<ServerShared> shared);

} // namespace foramen
