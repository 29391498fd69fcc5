// Why this file exists: the head of a reply as it goes onto the wire.
#pragma once

#include "gateway/net/http.h"
#include "gateway/net/request_head.h"

#include <string>

namespace foramen {

/// What the request was, as far as the reply's head depends on it.
struct ReplyContext {
    enum class Body { yes, no } body = Body::yes; ///< no: HEAD
    HttpVersion version = HttpVersion::http_1_1;
    KeepAlive keep = KeepAlive::yes;
};

/// Appends status line, Date, Connection, framing and the reply's own headers. A header that would
/// break the head (CR or LF in it) is left out. BodyFraming::none: the body ends with the line.
void append_reply_head(std::string& wire, HttpReply const& reply, ReplyContext context,
                       BodyFraming framing);

} // namespace foramen
