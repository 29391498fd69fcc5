#include "gateway/channels/address.h"

#include <algorithm>
#include <charconv>

namespace foramen {

namespace {

struct Parts {
    std::string_view scheme;
    std::string_view host; ///< An IPv6 address keeps its brackets.
    std::string_view port; ///< Empty when none is written.
    bool has_user = false;
};

/// Scheme, host and port as written; empty where the form is not that of a URL.
Parts parts_of(std::string_view url)
{
    Parts parts;
    auto const scheme_end = url.find("://");
    if (scheme_end == std::string_view::npos) return parts;
    parts.scheme = url.substr(0, scheme_end);
    auto authority = url.substr(scheme_end + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    parts.has_user = authority.find('@') != std::string_view::npos;
    auto const host_end = authority.starts_with('[') ? authority.find(']') : 0;
    if (host_end == std::string_view::npos) return parts;
    auto const colon = authority.find(':', host_end);
    parts.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) parts.port = authority.substr(colon + 1);
    return parts;
}

bool is_number(std::string_view text, unsigned max)
{
    unsigned value = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc{} && end == text.data() + text.size() && value <= max;
}

/// "127.0.0.1" and its neighbours, but not "127.example.org".
bool is_loopback_v4(std::string_view host)
{
    if (!host.starts_with("127.")) return false;
    unsigned count = 0;
    for (;;) {
        auto const dot = host.find('.');
        ++count;
        if (!is_number(host.substr(0, dot), 255)) return false;
        if (dot == std::string_view::npos) return count == 4;
        host.remove_prefix(dot + 1);
    }
}

bool is_host(std::string_view host)
{
    if (host.starts_with('[')) return host.ends_with(']') && host.size() > 3;
    return !host.empty() && std::ranges::all_of(host, [](char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
               (character >= '0' && character <= '9') || character == '.' || character == '-';
    });
}

} // namespace

bool fits_header(std::string_view text)
{
    return std::ranges::all_of(
        text, [](char character) { return character > ' ' && character < '\x7F'; });
}

bool is_loopback(std::string_view url)
{
    auto const host = parts_of(url).host;
    return host == "localhost" || host == "[::1]" || is_loopback_v4(host);
}

Result<> check_url(Partner const& partner)
{
    std::string_view const url = partner.url;
    if (url.empty()) return incorrect("url is missing: the https address of the far side");
    if (!fits_header(url)) return incorrect("url holds a blank or a control character");
    auto const parts = parts_of(url);
    if (parts.scheme != "https" && parts.scheme != "http") {
        return incorrect("url must begin with https://");
    }
    if (parts.has_user) {
        return incorrect("url holds a user or password: remove it, secrets stand in their files");
    }
    auto const colon_without_port = url.substr(parts.scheme.size() + 3 + parts.host.size());
    auto const empty_port = colon_without_port.starts_with(':') && parts.port.empty();
    if (!is_host(parts.host)) return incorrect("url names no host");
    if (empty_port || (!parts.port.empty() && !is_number(parts.port, 65'535)) ||
        parts.port == "0") {
        return incorrect("url has a port that is none: write a number from 1 to 65535");
    }
    if (url.find_first_of("?#") != std::string_view::npos) {
        return incorrect("url holds a query or fragment: write the base address only");
    }
    if (parts.scheme == "http" && !is_loopback(url)) {
        return incorrect("url must begin with https://: plain http is for this machine only");
    }
    return {};
}

} // namespace foramen
