// Why this file exists: one connection of ours to a far side, plain or TLS, with time limits.
#pragma once

#include "gateway/base/task.h"
#include "gateway/net/http.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace foramen {

struct FarAddress {
    enum class Tls { no, yes } tls = Tls::no;
    std::string host; ///< Without the brackets of an IPv6 address.
    std::string port;
    std::string host_header;
    std::string base_path; ///< "" or "/base"
};

struct FarLimits {
    std::chrono::milliseconds reply_timeout;
    std::size_t reply_bytes_max;
};

/// Its calls run on its executor, a strand of its own: the timer of a time limit must not meet
/// the end of an operation on another thread.
class FarLine {
public:
    virtual ~FarLine() = default;
    virtual boost::asio::any_io_executor executor() = 0;
    virtual Task<> connect(FarAddress const& address, std::chrono::milliseconds timeout) = 0;
    virtual Task<HttpReply> exchange(FarAddress const& address, HttpRequest const& request,
                                     FarLimits const& limits) = 0;
    /// The last exchange failed because the far side had closed the line before a byte of the
    /// reply came; a time-out is something else.
    virtual bool was_stale() const = 0;
    virtual bool may_be_kept() const = 0;
    virtual std::chrono::steady_clock::time_point last_used() const = 0;
};

/// `tls` null: plain. `strand` is for this line alone.
std::unique_ptr<FarLine> make_far_line(boost::asio::any_io_executor const& strand,
                                       std::shared_ptr<boost::asio::ssl::context> tls);

} // namespace foramen
