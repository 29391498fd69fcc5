#include "gateway/channels/refusal.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace foramen {

namespace {

char lower(char character)
{
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                : character;
}

bool same_name(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, {}, lower, lower);
}

/// The number that fills `text`, or nothing.
std::optional<unsigned> number_in(std::string_view text)
{
    unsigned value = 0;
    auto const* const end = text.data() + text.size();
    auto const [stopped, failed] = std::from_chars(text.data(), end, value);
    if (failed != std::errc{} || stopped != end) return {};
    return value;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7). The two obsolete forms are not
/// read: our own back-off then serves as well.
std::optional<TimePoint> parse_http_date(std::string_view text)
{
    using namespace std::chrono;
    static constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(25) != " GMT") return {};
    auto const found = std::ranges::find(months, text.substr(8, 3));
    auto const day_number = number_in(text.substr(5, 2));
    auto const year_number = number_in(text.substr(12, 4));
    auto const hour = number_in(text.substr(17, 2));
    auto const minute = number_in(text.substr(20, 2));
    auto const second = number_in(text.substr(23, 2));
    if (found == months.end() || !day_number || !year_number || !hour || !minute || !second) {
        return {};
    }
    auto const month_number = static_cast<unsigned>(found - months.begin()) + 1;
    Date const date{year{static_cast<int>(*year_number)}, month{month_number}, day{*day_number}};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return {};
    return sys_days{date} + hours{*hour} + minutes{*minute} + seconds{*second};
}

std::string_view hint(unsigned status)
{
    switch (status) {
    case 404: return ": nothing is there; check the partner's url";
    case 410: return ": it is gone for good; check with the partner, then its url";
    case 412: return ": a condition failed; several resources there may match one identifier";
    case 413: return ": the message is too long for it";
    case 415: return ": it does not take this format";
    default: return "";
    }
}

ErrorKind kind_of(unsigned status)
{
    if (status >= 300 && status < 400) return ErrorKind::incorrect;
    switch (status) {
    case 401:
    case 403:
    case 407: return ErrorKind::forbidden;
    case 408:
    case 425: return ErrorKind::unavailable;
    case 409: return ErrorKind::conflict;
    case 429: return ErrorKind::busy;
    default: break;
    }
    // Below 200 and from 600 there is no final status: the line is not sane (RFC 9110, 15).
    return status >= 400 && status < 500 ? ErrorKind::incorrect : ErrorKind::unavailable;
}

ErrorClass class_of(unsigned status, ErrorKind kind)
{
    if (kind == ErrorKind::busy || status == 425) return ErrorClass::busy;
    if (status < 200 || status > 599) return ErrorClass::answer;
    if (status >= 500) return ErrorClass::server;
    if (kind == ErrorKind::forbidden) return ErrorClass::access;
    if (status == 408) return ErrorClass::timeout;
    if (status == 409) return ErrorClass::conflict;
    return status == 422 ? ErrorClass::content : ErrorClass::refused;
}

std::string text_of(unsigned status, ErrorKind kind)
{
    auto text = "the far side answered " + std::to_string(status);
    if (status >= 300 && status < 400) {
        return text + ": redirects are not followed; write the final address in the partner's url";
    }
    if (status < 200 || status > 599) return text + ", which is no answer";
    if (kind == ErrorKind::forbidden) return text + ": check the partner's token and certificate";
    return text.append(hint(status));
}

} // namespace

std::string_view header_of(HttpReply const& reply, std::string_view name)
{
    for (auto const& [key, value] : reply.headers) {
        if (same_name(key, name)) return value;
    }
    return {};
}

std::optional<std::chrono::seconds> retry_after(HttpReply const& reply, TimePoint now)
{
    using namespace std::chrono;
    auto const text = header_of(reply, "Retry-After");
    if (text.empty()) return {};
    if (auto const count = number_in(text)) return seconds{*count};
    auto const date = parse_http_date(text);
    if (!date) return {};
    return std::max(seconds{0}, ceil<seconds>(*date - now));
}

Refusal refusal_of(HttpReply const& reply, TimePoint now)
{
    auto kind = kind_of(reply.status);
    if (!may_succeed_later(kind)) {
        return {{kind, text_of(reply.status, kind)}, {}, class_of(reply.status, kind)};
    }
    auto const wait = retry_after(reply, now);
    if (reply.status == 503 && wait) kind = ErrorKind::busy;
    return {{kind, text_of(reply.status, kind)}, wait, class_of(reply.status, kind)};
}

} // namespace foramen
