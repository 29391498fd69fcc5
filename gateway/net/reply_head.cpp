#include "gateway/net/reply_head.h"

#include "gateway/net/problem.h"

#include <array>
#include <charconv>
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

void append_reply_head(std::string& wire, HttpReply const& reply, ReplyContext context,
                       BodyFraming framing)
{
    std::array<char, 24> number{};
    auto const digits = [&number](std::size_t value) {
        auto const end = std::to_chars(number.data(), number.data() + number.size(), value).ptr;
        return std::string_view{number.data(), static_cast<std::size_t>(end - number.data())};
    };
    wire.append("HTTP/1.1 ").append(digits(reply.status)).append(" ");
    wire.append(reason_phrase(reply.status)).append("\r\n").append(date_line());
    if (context.keep == KeepAlive::no) wire += "Connection: close\r\n";
    else if (context.version == HttpVersion::http_1_0) wire += "Connection: keep-alive\r\n";
    auto const has_no_body = reply.status == 204 || reply.status == 304;
    if (framing == BodyFraming::chunked) wire += "Transfer-Encoding: chunked\r\n";
    else if (framing == BodyFraming::length && !has_no_body) {
        wire.append("Content-Length: ").append(digits(reply.body.size())).append("\r\n");
    }
    for (auto const& [name, value] : reply.headers) {
        if (breaks_head(name) || breaks_head(value)) continue;
        wire.append(name).append(": ").append(value).append("\r\n");
    }
    wire += "\r\n";
}

} // namespace foramen
