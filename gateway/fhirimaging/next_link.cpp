#include "gateway/fhirimaging/next_link.h"

#include "gateway/fhirimaging/provider.h"
#include "gateway/fhirimaging/words.h"

#include <algorithm>

namespace foramen::fhirimaging {

namespace {

Error elsewhere()
{
    return incorrect("Bundle.link[next] leads away from the configured server: it was not "
                     "followed; check the server's own idea of its URL");
}

struct Address {
    std::string origin; ///< "https://host:port", lower case, the port always there.
    std::string_view path;
};

std::string lower(std::string_view text)
{
    std::string small{text};
    std::ranges::transform(small, small.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
    });
    return small;
}

Address address_of(std::string_view url)
{
    auto const scheme_end = url.find("://");
    if (scheme_end == std::string_view::npos) return {};
    auto const host_begin = scheme_end + 3;
    auto const host_end = std::min(url.find_first_of("/?#", host_begin), url.size());
    auto origin = lower(url.substr(0, host_end));
    auto const host = url.substr(host_begin, host_end - host_begin);
    if (host.empty() || host.find('@') != std::string_view::npos) return {};
    auto const bracket = host.find(']');
    auto const colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon == std::string_view::npos) origin += origin.starts_with("https:") ? ":443" : ":80";
    return {std::move(origin), url.substr(host_end)};
}

/// What could mean another place for the server than for us.
bool is_crooked(std::string_view target)
{
    auto const is_odd = [](char letter) {
        auto const byte = static_cast<unsigned char>(letter);
        return byte <= ' ' || byte >= 0x7F || letter == '#' || letter == '\\';
    };
    auto const path = lower(target.substr(0, target.find('?')));
    return target.size() > url_bytes_max || std::ranges::any_of(target, is_odd) ||
           path.find("..") != std::string::npos || path.find("//") != std::string::npos ||
           path.find("%2e") != std::string::npos || path.find("%2f") != std::string::npos ||
           path.find("%5c") != std::string::npos;
}

/// Below the base: a path of its own, or a query of the base.
Result<std::string> below(std::string_view path, std::string_view base_path)
{
    if (!path.starts_with(base_path)) return elsewhere();
    path.remove_prefix(base_path.size());
    if (path.starts_with("/?")) path.remove_prefix(1);
    if (!path.starts_with('/') && !path.starts_with('?')) return elsewhere();
    return std::string{path};
}

} // namespace

Result<std::string> next_target(fhir::Element const& bundle, std::string_view base_url)
{
    std::string_view url;
    for (auto const* link : children(bundle, "link")) {
        if (link->value("relation") != "next") continue;
        if (!url.empty()) return incorrect("Bundle.link[next] stands there more than once");
        url = link->value("url");
        if (url.empty()) return incorrect("Bundle.link[next] has no url");
    }
    if (url.empty()) return std::string{};
    while (base_url.ends_with('/')) base_url.remove_suffix(1);
    auto const base = address_of(base_url);
    if (base.origin.empty()) return incorrect("the configured URL is none");
    auto const small = lower(url.substr(0, std::string_view{"https://"}.size()));
    if (small.starts_with("http://") || small.starts_with("https://")) {
        auto const there = address_of(url);
        if (there.origin != base.origin || is_crooked(there.path)) return elsewhere();
        return below(there.path, base.path);
    }
    if (is_crooked(url)) return elsewhere();
    if (url.starts_with('/')) return below(url, base.path);
    if (url.starts_with('?')) return std::string{url};
    return '/' + std::string{url};
}

} // namespace foramen::fhirimaging
