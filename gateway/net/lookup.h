// Why this file exists: a name is looked up in limited time; the system's own look-up has no limit
// that we could set.
#pragma once

#include "gateway/net/far_line.h"

#include <boost/asio/ip/tcp.hpp>

namespace foramen {

/// Addresses are taken as they are. Error: unavailable.
Task<boost::asio::ip::tcp::resolver::results_type> look_up(FarAddress const& address,
                                                           std::chrono::milliseconds timeout);

} // namespace foramen
