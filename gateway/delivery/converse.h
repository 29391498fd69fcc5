// Why this file exists: the shell round a conversation. The channel says what, this does it.
#pragma once

#include "gateway/channels/conversation.h"
#include "gateway/delivery/file_writer.h"
#include "gateway/delivery/verdict.h"
#include "gateway/net/client.h"

#include <boost/asio/awaitable.hpp>

namespace foramen {

/// Carries out what a conversation asks for until it ends, at most steps_max times.
boost::asio::awaitable<Ending> converse(Conversation& conversation, Endpoint const& endpoint,
                                        HttpClient& http, FileWriter& files);

Endpoint endpoint_of(Partner const& partner);

} // namespace foramen
