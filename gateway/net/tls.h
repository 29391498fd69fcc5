// Why this file exists: TLS is set up in one place, with no weaker choice to be had.
#pragma once

#include "gateway/base/result.h"
#include "gateway/net/client.h"
#include "gateway/net/server.h"

#include <boost/asio/ssl/context.hpp>

namespace foramen {

/// TLS 1.2 or later; with client_ca_file callers must show a certificate of that authority.
/// Error: incorrect, naming the file.
Result<boost::asio::ssl::context> server_tls(ServerSettings const& settings);

/// Whether the files can be used at all; said where they are named, before anybody connects.
/// Error: incorrect, naming the file.
Result<> check_key_pair(std::string const& certificate, std::string const& key);
Result<> check_authority(std::string const& file);

/// Verifies the far side against ca_file or the system's authorities. Error: incorrect.
Result<boost::asio::ssl::context> client_tls(Endpoint const& endpoint);

} // namespace foramen
