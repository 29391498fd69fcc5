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
    std::string host;
    std::string port;
    std::string base_path; ///< "" or "/base"
};

struct FarLimits {
    std::chrono::milliseconds reply_timeout;
    std::size_t reply_bytes_max;
};

class FarLine {
public:
    virtual ~FarLine() = default;
    virtual Task<> connect(FarAddress const& address, std::chrono::milliseconds timeout) = 0;
    virtual Task<HttpReply> exchange(FarAddress const& address, HttpRequest const& request,
                                     FarLimits const& limits) = 0;
    /// Not a byte of the last reply came: the far side had closed the line.
    virtual bool saw_nothing() const = 0;
    virtual bool may_be_kept() const = 0;
    virtual std::chrono::steady_clock::time_point last_used() const = 0;
};

/// `tls` null: plain.
std::unique_ptr<FarLine> make_far_line(boost::asio::any_io_executor const& executor,
                                       std::shared_ptr<boost::asio::ssl::context> tls);

} // namespace foramen
