#include "gateway/net/http.h"

#include <algorithm>
#include <optional>

namespace foramen {

namespace {

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? char(letter | 0x20) : letter; }

int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    auto const letter = lower(digit);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

enum class Plus { literal, space };

/// No value when a percent sign stands before something else than two hex digits.
std::optional<std::string> percent_decode(std::string_view text, Plus plus)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return {};
            auto const high = hex_value(text[i + 1]);
            auto const low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return {};
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            decoded += text[i] == '+' && plus == Plus::space ? ' ' : text[i];
        }
    }
    return decoded;
}

bool is_safe_path(std::string_view path)
{
    auto const control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
    return path.starts_with('/') && std::none_of(path.begin(), path.end(), control) &&
           path.find("//") == std::string_view::npos &&
           path.find("/../") == std::string_view::npos && !path.ends_with("/..");
}

} // namespace

std::string_view header(HttpHeaders const& headers, std::string_view name)
{
    auto const same = [name](auto const& field) {
        return std::ranges::equal(field.first, name, {}, lower, lower);
    };
    auto const found = std::ranges::find_if(headers, same);
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::string_view Target::query_value(std::string_view name) const
{
    for (auto const& [key, value] : query) {
        if (key == name) return value;
    }
    return {};
}

Target parse_target(std::string_view target)
{
    auto const mark = std::min(target.find('?'), target.size());
    auto path = percent_decode(target.substr(0, mark), Plus::literal);
    if (!path || !is_safe_path(*path)) return {};
    Target parsed{*std::move(path), {}};
    auto rest = target.substr(std::min(mark + 1, target.size()));
    while (!rest.empty()) {
        auto const end = std::min(rest.find('&'), rest.size());
        auto const pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (pair.empty()) continue;
        auto const equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals), Plus::space);
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), Plus::space);
        if (!name || !value) return {};
        parsed.query.emplace_back(*std::move(name), *std::move(value));
    }
    return parsed;
}

std::string percent_encode(std::string_view text)
{
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string encoded;
    for (unsigned char const c : text) {
        auto const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) encoded += static_cast<char>(c);
        else encoded.append({'%', hex[c >> 4], hex[c & 15]});
    }
    return encoded;
}

} // namespace foramen
