#include "gateway/net/request_head.h"

#include <algorithm>
#include <string>

namespace foramen {

namespace {

struct Counted {
    unsigned hosts = 0;
    unsigned lengths = 0;
    unsigned codings = 0;
};

bool same_name(std::string_view a, std::string_view b)
{
    auto const lower = [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool is_token(std::string_view text)
{
    constexpr std::string_view marks{"!#$%&'*+-.^_`|~"};
    return !text.empty() && std::ranges::all_of(text, [&](unsigned char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               marks.find(static_cast<char>(c)) != std::string_view::npos;
    });
}

bool has_control(std::string_view text)
{
    return std::ranges::any_of(
        text, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
}

bool is_length(std::string_view value)
{
    constexpr std::size_t digits_max = 15;
    return !value.empty() && value.size() <= digits_max &&
           std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<HeadRefusal> refuse_line(std::string_view line, Counted& counted)
{
    if (line.front() == ' ' || line.front() == '\t') return HeadRefusal{400, "line folding"};
    auto const colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
        return HeadRefusal{400, "a malformed header name"};
    }
    auto const name = line.substr(0, colon);
    auto const value = trimmed(line.substr(colon + 1));
    if (has_control(value)) return HeadRefusal{400, "a control character in a header"};
    if (same_name(name, "host")) ++counted.hosts;
    if (same_name(name, "content-length")) {
        ++counted.lengths;
        if (!is_length(value)) return HeadRefusal{400, "a malformed Content-Length"};
    }
    if (same_name(name, "transfer-encoding")) {
        ++counted.codings;
        if (!same_name(value, "chunked")) return HeadRefusal{501, "a transfer coding but chunked"};
    }
    return {};
}

std::optional<HeadRefusal> refuse_counts(Counted const& counted, bool http_1_0)
{
    if (counted.hosts > 1) return HeadRefusal{400, "several Host headers"};
    if (counted.hosts == 0 && !http_1_0) return HeadRefusal{400, "no Host header"};
    if (counted.lengths > 1) return HeadRefusal{400, "several Content-Length headers"};
    if (counted.codings > 1) return HeadRefusal{400, "several Transfer-Encoding headers"};
    if (counted.codings == 1 && (counted.lengths == 1 || http_1_0)) {
        return HeadRefusal{400, "Transfer-Encoding where it may not stand"};
    }
    return {};
}

std::optional<HeadRefusal> refuse_request_line(std::string_view line)
{
    auto const first = line.find(' ');
    auto const last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !is_token(line.substr(0, first))) {
        return HeadRefusal{400, "a malformed request line"};
    }
    auto const target = line.substr(first + 1, last - first - 1);
    auto const visible = [](unsigned char c) { return c > 0x20 && c < 0x7F; };
    if (!target.starts_with('/') || !std::ranges::all_of(target, visible)) {
        return HeadRefusal{400, "a request target that is no path"};
    }
    auto const version = line.substr(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return HeadRefusal{505, "another version than HTTP/1.1"};
    }
    return {};
}

} // namespace

std::optional<HeadRefusal> refuse_head(std::string_view head)
{
    Counted counted;
    auto end = head.find("\r\n");
    auto const request_line = head.substr(0, end);
    if (auto refused = refuse_request_line(request_line)) return refused;
    for (head.remove_prefix(end + 2); !head.starts_with("\r\n"); head.remove_prefix(end + 2)) {
        end = head.find("\r\n");
        if (auto refused = refuse_line(head.substr(0, end), counted)) return refused;
    }
    return refuse_counts(counted, request_line.ends_with("HTTP/1.0"));
}

} // namespace foramen
