// Why this file exists: the head of a request is read by a strict hand, since a forgiving parser
// and a proxy in front of it may see two different requests (standards/reliability-and-security.md
// A2: what Beast lets pass; RFC 9112; ASVS 4.2.1). No socket here.
#pragma once

#include "gateway/net/http.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace foramen {

/// Why a request is refused; the connection is closed after the answer.
struct HeadRefusal {
    unsigned status;
    std::string_view text; ///< Quotes nothing.
};

enum class HttpVersion { http_1_0, http_1_1 };
enum class KeepAlive { yes, no };
enum class BodyFraming { none, length, chunked };

/// A head that kept all the rules.
struct RequestHead {
    HttpRequest request; ///< The target is a path, or "*" of OPTIONS; no body yet.
    HttpVersion version = HttpVersion::http_1_1;
    KeepAlive keep = KeepAlive::yes;
    BodyFraming framing = BodyFraming::none;
    std::uint64_t length = 0;      ///< BodyFraming::length
    bool expects_continue = false; ///< The body comes after our "100 Continue".
};

inline constexpr std::size_t head_fields_max = 100;

/// `head` ends with the empty line. Refused: line folding, bare CR or LF, control characters, no
/// or several Host in HTTP/1.1, repeated or malformed Content-Length, Content-Length beside
/// Transfer-Encoding, any transfer coding but exactly "chunked", any in HTTP/1.0, a target for
/// another host, other versions, other expectations than 100-continue.
std::variant<RequestHead, HeadRefusal> parse_request_head(std::string_view head);

/// Whether no request can begin so; tells a TLS greeting on a plain port at once.
bool is_no_request(char first);

} // namespace foramen
