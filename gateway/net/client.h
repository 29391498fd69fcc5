// Why this file exists: the one HTTP client of the house: pooled connections, TLS, time limits.
#pragma once

#include "gateway/base/error_class.h"
#include "gateway/base/task.h"
#include "gateway/net/http.h"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace foramen {

/// One far side. The base URL comes from configuration only, never from a reply.
struct Endpoint {
    std::string url;              ///< "https://host:port/base"
    std::string ca_file;          ///< Empty = the system's authorities.
    std::string certificate_file; ///< For mutual TLS.
    std::string key_file;
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds reply_timeout{30'000};
    std::size_t reply_bytes_max = 4 * 1024 * 1024;
    unsigned idle_connections_max = 16;
};

/// What was in the way of an exchange that failed: network, timeout, answer or setup.
ErrorClass class_of_exchange(Error const& error);

class HttpClient {
public:
    explicit HttpClient(boost::asio::io_context& context);
    ~HttpClient();

    /// One exchange. Redirects are not followed. A kept connection that the far side closed
    /// before any byte of the reply is tried once more on a new one. Errors: unavailable
    /// (refused, reset, time-out, TLS), incorrect (reply malformed or too long).
    Task<HttpReply> exchange(Endpoint const& endpoint, HttpRequest request);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace foramen
