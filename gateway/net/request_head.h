// Why this file exists: what a careful server refuses in the head of a request, before any parser
// that is more forgiving sees it (standards/reliability-and-security.md A2; RFC 9112; ASVS 4.2.1).
#pragma once

#include <optional>
#include <string_view>

namespace foramen {

/// Why the head of a request is refused; the connection is closed after the answer.
struct HeadRefusal {
    unsigned status;
    std::string_view text; ///< Quotes nothing.
};

/// `head` ends with the empty line. Refused: line folding, bare CR or LF, control characters, no
/// or several Host in HTTP/1.1, repeated or malformed Content-Length, Content-Length beside
/// Transfer-Encoding, any transfer coding but "chunked", any in HTTP/1.0, other versions.
std::optional<HeadRefusal> refuse_head(std::string_view head);

} // namespace foramen
