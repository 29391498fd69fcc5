// Why this file exists: every refusal reads the same (RFC 9457), from one place.
#pragma once

#include "gateway/base/error.h"
#include "gateway/net/http.h"

#include <string>
#include <string_view>
#include <vector>

namespace foramen {

/// One fault of a body, named by JSON Pointer (RFC 6901).
struct ProblemFault {
    std::string pointer;
    std::string detail;
};

/// application/problem+json with type about:blank, title, status, detail and, when given,
/// "errors": [{"pointer","detail"}]. No input is ever quoted.
HttpReply problem(unsigned status, std::string_view detail,
                  std::vector<ProblemFault> const& faults = {});

/// The one switch from error kinds to HTTP: 503 and 429 carry Retry-After.
HttpReply problem(Error const& error);

HttpReply json_reply(unsigned status, std::string body);

/// "Bad Request", … for the title and the status line.
std::string_view reason_phrase(unsigned status);

} // namespace foramen
