// Why this file exists: the one HTTP server of the house; doors give it a handler.
#pragma once

#include "gateway/base/task.h"
#include "gateway/net/http.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace foramen {

struct ServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;                    ///< 0 = any free port.
    std::size_t body_bytes_max = 8 * 1024 * 1024; ///< 413 above it, before the body is read.
    std::size_t header_bytes_max = 16 * 1024;     ///< 431 above it.
    std::size_t connections_max = 4'096;          ///< 503 above it.
    std::chrono::seconds header_timeout{10};      ///< Slow heads are cut off.
    std::chrono::seconds body_timeout{30};
    std::chrono::seconds idle_timeout{75};
    std::string certificate_file; ///< PEM; empty = plain HTTP (loopback only).
    std::string key_file;
    std::string client_ca_file; ///< Set: callers must show a certificate of this authority.
};

/// Sends server-sent events. write() fails with `unavailable` when the caller has gone.
class EventStream {
public:
    virtual ~EventStream() = default;
    virtual Task<> write(std::string text) = 0;
};

/// What a handler answers: a reply, or a reply whose head is sent and whose body is a stream.
struct Answer {
    HttpReply reply;
    std::function<boost::asio::awaitable<void>(EventStream&)> stream; ///< Empty = plain reply.
    /// Only so many bytes of the reply are sent, then the line is cut. For simulators.
    std::optional<std::size_t> cut_after;

    Answer() = default;
    Answer(HttpReply plain) : reply{std::move(plain)} {}
};

struct Caller {
    std::string address; ///< For the log and for limits.
};

using HttpHandler = std::function<boost::asio::awaitable<Answer>(HttpRequest, Caller)>;

/// HTTP/1.1 with keep-alive. Refuses what Beast lets pass (standards/reliability-and-security.md
/// A2): obs-fold, no or several Host, repeated Content-Length, any transfer coding but chunked.
class HttpServer {
public:
    HttpServer(boost::asio::io_context& context, ServerSettings settings, HttpHandler handler);
    ~HttpServer();

    /// Error: unavailable (the port is taken), incorrect (certificate or key).
    Result<> listen();
    std::uint16_t port() const;
    std::size_t connections() const;
    /// Stops accepting, ends streams, lets running requests finish for `grace`, then closes.
    void stop(std::chrono::milliseconds grace);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace foramen
