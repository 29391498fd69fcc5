#include "gateway/net/reply_head.h"

#include "gateway/net/problem.h"

#include <array>
#include <ctime>

namespace foramen {

namespace {

/// IMF-fixdate (RFC 9110 5.6.7), made once a second a thread.
std::string const& date_line()
{
    thread_local std::time_t made_at = 0;
    thread_local std::string line;
    auto const now = std::time(nullptr);
    if (now != made_at) {
        std::tm utc{};
        ::gmtime_r(&now, &utc);
        std::array<char, 64> text{};
        auto const length =
            std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
        line.assign(text.data(), length);
        made_at = now;
    }
    return line;
}

bool breaks_head(std::string_view text)
{
    return text.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos;
}

} // namespace

std::string reply_head(HttpReply const& reply, ReplyContext context, BodyFraming framing)
{
    std::string head;
    head.reserve(512);
    head += "HTTP/1.1 ";
    head += std::to_string(reply.status);
    head += ' ';
    head += reason_phrase(reply.status);
    head += "\r\n";
    head += date_line();
    if (context.keep == KeepAlive::no || framing == BodyFraming::chunked) {
        head += "Connection: close\r\n";
    } else if (context.version == 10) {
        head += "Connection: keep-alive\r\n";
    }
    if (framing == BodyFraming::chunked) head += "Transfer-Encoding: chunked\r\n";
    else if (reply.status != 204 && reply.status != 304) {
        head += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
    }
    for (auto const& [name, value] : reply.headers) {
        if (breaks_head(name) || breaks_head(value)) continue;
        head += name;
        head += ": ";
        head += value;
        head += "\r\n";
    }
    head += "\r\n";
    return head;
}

} // namespace foramen
