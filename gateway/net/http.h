// Why this file exists: the words of HTTP that doors, channels and tests share. No socket here.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace foramen {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// The first value of that name, whatever its case; empty when there is none.
std::string_view header(HttpHeaders const& headers, std::string_view name);

struct HttpRequest {
    std::string method = "GET";
    std::string target; ///< Server: "/path?query". Client: appended to the endpoint's base path.
    HttpHeaders headers;
    std::string body;
};

struct HttpReply {
    unsigned status = 200;
    HttpHeaders headers;
    std::string body;
};

/// Path and decoded query of a target.
struct Target {
    std::string path; ///< Percent-decoded; never holds "..", "//" or a control character.
    std::vector<std::pair<std::string, std::string>> query;

    std::string_view query_value(std::string_view name) const;
};

/// RFC 3986 percent decoding and query splitting; empty path when malformed.
Target parse_target(std::string_view target);
std::string percent_encode(std::string_view text);

} // namespace foramen
