// Why this file exists: the head of a reply as it goes onto the wire.
#pragma once

#include "gateway/net/http.h"

#include <boost/beast/http/verb.hpp>

#include <string>

namespace foramen {

enum class KeepAlive { yes, no };
enum class BodyFraming { length, chunked };

/// What the request was, as far as the reply's head depends on it.
struct ReplyContext {
    boost::beast::http::verb method;
    unsigned version; ///< 10 or 11
    KeepAlive keep;
};

/// Status line, Date, Connection, framing and the reply's own headers. A header that would break
/// the head (CR or LF in it) is left out.
std::string reply_head(HttpReply const& reply, ReplyContext context, BodyFraming framing);

} // namespace foramen
