// Why this file exists: one sender's line: a frame in, an acknowledgement out, again.
#pragma once

#include "gateway/net/connection.h"
#include "gateway/net/mllp_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <memory>

namespace foramen {

/// What the lines of one server share.
struct MllpShared : LineCounts {
    MllpSettings settings;
    MllpAdmission admission;
    MllpHandler handler;
};

std::shared_ptr<Connection> make_mllp_line(boost::asio::ip::tcp::socket socket,
                                           boost::asio::ssl::context* tls,
                                           std::shared_ptr<MllpShared> shared);

/// The names in the verified certificate of the far side; none without one.
std::vector<std::string> certificate_names(SSL* tls);

} // namespace foramen
