#include "gateway/net/request_head.h"

#include <algorithm>
#include <array>
#include <string>

namespace foramen {

namespace {

using Refused = std::optional<HeadRefusal>;

constexpr std::array<bool, 256> token_letters = [] {
    std::array<bool, 256> allowed{};
    for (unsigned c = '0'; c <= '9'; ++c) allowed[c] = true;
    for (unsigned c = 'A'; c <= 'Z'; ++c) allowed[c] = allowed[c | 0x20] = true;
    for (char const c : std::string_view{"!#$%&'*+-.^_`|~"}) {
        allowed[static_cast<unsigned char>(c)] = true;
    }
    return allowed;
}();

bool is_token(std::string_view text)
{
    return !text.empty() &&
           std::ranges::all_of(text, [](unsigned char c) { return token_letters[c]; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool same(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool has_control(std::string_view text)
{
    return std::ranges::any_of(
        text, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
}

/// RFC 3986 3.2: what a host and port are written with.
bool is_authority(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return (token_letters[c] && c != '#' && c != '^' && c != '`' && c != '|') || c == ':' ||
               c == '[' || c == ']';
    });
}

class HeadReader {
public:
    std::variant<RequestHead, HeadRefusal> read(std::string_view head)
    {
        auto end = head.find("\r\n");
        auto refused = read_request_line(head.substr(0, end));
        head.remove_prefix(std::min(end + 2, head.size()));
        while (!refused && !head.starts_with("\r\n")) {
            end = head.find("\r\n");
            if (end == std::string_view::npos) return HeadRefusal{400, "an unfinished head"};
            refused = read_field(head.substr(0, end));
            head.remove_prefix(end + 2);
        }
        if (!refused) refused = check_whole();
        if (refused) return *refused;
        return std::move(parsed_);
    }

private:
    Refused read_request_line(std::string_view line)
    {
        auto const first = line.find(' ');
        auto const last = line.rfind(' ');
        if (first == std::string_view::npos || first == last || !is_token(line.substr(0, first))) {
            return HeadRefusal{400, "a malformed request line"};
        }
        auto const version = line.substr(last + 1);
        if (version == "HTTP/1.0") parsed_.version = HttpVersion::http_1_0;
        else if (version != "HTTP/1.1") {
            if (!version.starts_with("HTTP/")) return HeadRefusal{400, "a malformed request line"};
            return HeadRefusal{505, "another version than HTTP/1.1"};
        }
        if (parsed_.version == HttpVersion::http_1_0) parsed_.keep = KeepAlive::no;
        parsed_.request.method = line.substr(0, first);
        return read_target(line.substr(first + 1, last - first - 1));
    }

    Refused read_target(std::string_view target)
    {
        constexpr std::string_view scheme = "http://";
        auto const visible = [](unsigned char c) { return c > 0x20 && c < 0x7F && c != '#'; };
        if (!std::ranges::all_of(target, visible)) {
            return HeadRefusal{400, "a malformed request target"};
        }
        if (same(target.substr(0, scheme.size()), scheme)) {
            target.remove_prefix(scheme.size());
            auto const slash = std::min(target.find_first_of("/?"), target.size());
            authority_ = target.substr(0, slash);
            target.remove_prefix(slash);
            parsed_.request.target = target.starts_with('/') ? "" : "/";
            parsed_.request.target += target;
            return {};
        }
        auto const whole_server = target == "*" && parsed_.request.method == "OPTIONS";
        if (!target.starts_with('/') && !whole_server) {
            return HeadRefusal{400, "a request target that is no path"};
        }
        parsed_.request.target = target;
        return {};
    }

    Refused read_field(std::string_view line)
    {
        if (line.starts_with(' ') || line.starts_with('\t'))
            return HeadRefusal{400, "line folding"};
        auto const colon = line.find(':');
        if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
            return HeadRefusal{400, "a malformed header name"};
        }
        auto const name = line.substr(0, colon);
        auto const value = trimmed(line.substr(colon + 1));
        if (has_control(value)) return HeadRefusal{400, "a control character in a header"};
        auto& fields = parsed_.request.headers;
        if (fields.size() >= head_fields_max) return HeadRefusal{431, "too many headers"};
        if (fields.empty()) fields.reserve(8);
        fields.emplace_back(name, value);
        return read_meaning(name, value);
    }

    /// The few fields that decide about the connection; told apart by length first.
    Refused read_meaning(std::string_view name, std::string_view value)
    {
        switch (name.size()) {
        case 4: return same(name, "host") ? read_host(value) : Refused{};
        case 6: return same(name, "expect") ? read_expect(value) : Refused{};
        case 10: return same(name, "connection") ? read_connection(value) : Refused{};
        case 14: return same(name, "content-length") ? read_length(value) : Refused{};
        case 17: return same(name, "transfer-encoding") ? read_coding(value) : Refused{};
        default: return {};
        }
    }

    Refused read_host(std::string_view value)
    {
        if (++hosts_ > 1) return HeadRefusal{400, "several Host headers"};
        if (!is_authority(value)) return HeadRefusal{400, "a malformed Host"};
        host_ = value;
        return {};
    }

    Refused read_expect(std::string_view value)
    {
        if (!same(value, "100-continue")) return HeadRefusal{417, "another than 100-continue"};
        parsed_.expects_continue = parsed_.version == HttpVersion::http_1_1;
        return {};
    }

    Refused read_connection(std::string_view value)
    {
        while (!value.empty()) {
            auto const comma = std::min(value.find(','), value.size());
            auto const option = trimmed(value.substr(0, comma));
            if (same(option, "close")) closes_ = true;
            else if (same(option, "keep-alive")) parsed_.keep = KeepAlive::yes;
            value.remove_prefix(std::min(comma + 1, value.size()));
        }
        return {};
    }

    Refused read_length(std::string_view value)
    {
        constexpr std::size_t digits_max = 15;
        if (++lengths_ > 1) return HeadRefusal{400, "several Content-Length headers"};
        auto const digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
        if (value.empty() || value.size() > digits_max || !digits) {
            return HeadRefusal{400, "a malformed Content-Length"};
        }
        for (char const c : value) parsed_.length = parsed_.length * 10 + unsigned(c - '0');
        if (parsed_.length > 0) parsed_.framing = BodyFraming::length;
        return {};
    }

    Refused read_coding(std::string_view value)
    {
        if (++codings_ > 1) return HeadRefusal{400, "several Transfer-Encoding headers"};
        if (!same(value, "chunked")) return HeadRefusal{400, "a transfer coding but chunked"};
        return {};
    }

    Refused check_whole()
    {
        auto const is_1_0 = parsed_.version == HttpVersion::http_1_0;
        if (hosts_ == 0 && !is_1_0) return HeadRefusal{400, "no Host header"};
        if (!authority_.empty() && !same(authority_, host_)) {
            return HeadRefusal{400, "a request target of another host"};
        }
        if (codings_ == 1 && (lengths_ == 1 || is_1_0)) {
            return HeadRefusal{400, "Transfer-Encoding where it may not stand"};
        }
        if (codings_ == 1) parsed_.framing = BodyFraming::chunked;
        if (closes_) parsed_.keep = KeepAlive::no;
        return {};
    }

    RequestHead parsed_;
    std::string_view authority_;
    std::string_view host_;
    unsigned hosts_ = 0;
    unsigned lengths_ = 0;
    unsigned codings_ = 0;
    bool closes_ = false;
};

} // namespace

std::variant<RequestHead, HeadRefusal> parse_request_head(std::string_view head)
{
    return HeadReader{}.read(head);
}

bool is_no_request(char first) { return !token_letters[static_cast<unsigned char>(first)]; }

} // namespace foramen
