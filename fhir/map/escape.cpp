#include "fhir/map/escape.h"

#include "fhir/text.h"

#include <array>
#include <charconv>

namespace fhir::map {

namespace {

struct Sign {
    char sign;
    std::string_view written;
};
/// The five of XML, and the form that also old HTML knows for the last.
constexpr std::array markup_signs{Sign{'&', "&amp;"},  Sign{'<', "&lt;"},   Sign{'>', "&gt;"},
                                  Sign{'"', "&quot;"}, Sign{'\'', "&#39;"}, Sign{'\'', "&apos;"}};
constexpr std::array json_signs{Sign{'"', "\\\""}, Sign{'\\', "\\\\"}, Sign{'\n', "\\n"},
                                Sign{'\r', "\\r"}, Sign{'\t', "\\t"},  Sign{'\b', "\\b"},
                                Sign{'\f', "\\f"}, Sign{'/', "\\/"}};

template <std::size_t count>
std::string_view written(char sign, std::array<Sign, count> const& signs)
{
    for (auto const& one : signs) {
        if (one.sign == sign) return one.written;
    }
    return {};
}

template <std::size_t count>
Sign const* at_sign(std::string_view text, std::array<Sign, count> const& signs)
{
    for (auto const& one : signs) {
        if (text.starts_with(one.written)) return &one;
    }
    return nullptr;
}

std::string hide(std::string_view text, std::string_view format)
{
    std::string made;
    made.reserve(text.size());
    for (char const one : text) {
        auto const form = format == "json" && one != '/'        ? written(one, json_signs)
                          : format == "xml" || format == "html" ? written(one, markup_signs)
                                                                : std::string_view{};
        if (!form.empty()) made.append(form);
        else made.push_back(one);
    }
    return made;
}

std::optional<char32_t> number(std::string_view digits, int radix)
{
    std::uint32_t code = 0;
    auto const* const end = digits.data() + digits.size();
    auto const result = std::from_chars(digits.data(), end, code, radix);
    bool const surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (digits.empty() || result.ptr != end || result.ec != std::errc{} || code > 0x10FFFF ||
        surrogate || code == 0) {
        return {};
    }
    return code;
}

std::string one_character(char32_t code)
{
    std::array<char, 4> bytes{};
    return {bytes.data(), write_utf8(code, bytes.data())};
}

/// Takes "&…;" off the front of `text`.
std::optional<std::string> markup(std::string_view& text)
{
    if (auto const* const sign = at_sign(text, markup_signs)) {
        text.remove_prefix(sign->written.size());
        return std::string(1, sign->sign);
    }
    auto const end = text.find(';');
    if (!text.starts_with("&#") || end == std::string_view::npos) return {};
    bool const hex = text.size() > 2 && (text[2] | 0x20) == 'x';
    auto const code = number(text.substr(hex ? 3 : 2, end - (hex ? 3 : 2)), hex ? 16 : 10);
    if (!code) return {};
    text.remove_prefix(end + 1);
    return one_character(*code);
}

/// Takes "\…" off the front of `text`.
std::optional<std::string> json(std::string_view& text)
{
    if (auto const* const sign = at_sign(text, json_signs)) {
        text.remove_prefix(sign->written.size());
        return std::string(1, sign->sign);
    }
    if (!text.starts_with("\\u") || text.size() < 6) return {};
    auto code = number(text.substr(2, 4), 16);
    if (code) {
        text.remove_prefix(6);
        return one_character(*code);
    }
    // Two halves of one character.
    if (text.size() < 12 || text.substr(6, 2) != "\\u") return {};
    std::uint32_t high = 0;
    std::uint32_t low = 0;
    std::from_chars(text.data() + 2, text.data() + 6, high, 16);
    std::from_chars(text.data() + 8, text.data() + 12, low, 16);
    if (high < 0xD800 || high > 0xDBFF || low < 0xDC00 || low > 0xDFFF) return {};
    text.remove_prefix(12);
    return one_character(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
}

std::optional<std::string> reveal(std::string_view text, std::string_view format)
{
    bool const is_json = format == "json";
    char const mark = is_json ? '\\' : '&';
    std::string made;
    while (!text.empty()) {
        auto const plain = text.substr(0, text.find(mark));
        made.append(plain);
        text.remove_prefix(plain.size());
        if (text.empty()) break;
        auto const sign = is_json ? json(text) : markup(text);
        if (!sign) return {};
        made.append(*sign);
    }
    return made;
}

bool is_plain(std::string_view format) { return format == "text" || format == "string"; }

} // namespace

bool is_escape_format(std::string_view format)
{
    return is_plain(format) || format == "xml" || format == "html" || format == "json";
}

std::optional<std::string> escaped(std::string_view text, std::string_view from,
                                   std::string_view to)
{
    if (is_plain(from)) return hide(text, to);
    auto const plain = reveal(text, from);
    if (!plain) return {};
    return hide(*plain, to);
}

} // namespace fhir::map
