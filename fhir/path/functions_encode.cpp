// Why this file exists: functions that write a string in another notation.
// https://hl7.org/fhirpath/N1/#additional-string-functions
#include "fhir/path/functions.h"

#include <array>
#include <optional>

namespace fhir::path {

namespace {

struct Escape {
    std::string_view plain;
    std::string_view written;
};
// "&" first: it is part of the others. As HTML 4 and the tests of the language have it.
constexpr std::array html{Escape{"&", "&amp;"}, Escape{"<", "&lt;"}, Escape{">", "&gt;"},
                          Escape{"\"", "&quot;"}, Escape{"'", "&#39;"}};
constexpr std::array json{Escape{"\\", "\\\\"}, Escape{"\"", "\\\""}, Escape{"\n", "\\n"},
                          Escape{"\r", "\\r"},  Escape{"\t", "\\t"},  Escape{"\f", "\\f"},
                          Escape{"\b", "\\b"}};

/// Each place is read once: what came out is not read again.
std::string exchanged(std::string_view text, std::span<Escape const> table,
                      std::string_view Escape::*from, std::string_view Escape::*to)
{
    std::string result;
    while (!text.empty()) {
        Escape const* found = nullptr;
        for (auto const& one : table) {
            if (text.starts_with(one.*from)) found = &one;
        }
        result.append(found == nullptr ? text.substr(0, 1) : found->*to);
        text.remove_prefix(found == nullptr ? 1 : (found->*from).size());
    }
    return result;
}

std::span<Escape const> table_for(Call const& call, std::string_view name)
{
    if (name == "html") return html;
    if (name == "json") return json;
    call.refuse(std::string{call.node.text} + "() knows 'html' and 'json'");
    return {};
}

void exchange(Call const& call, std::string_view Escape::*from, std::string_view Escape::*to,
              Items& out)
{
    auto const text = call.one_text();
    auto const name = text ? call.text(0) : std::nullopt;
    if (!name) return;
    auto const table = table_for(call, *name);
    if (!table.empty()) out.push_back(call.run.make_string(exchanged(*text, table, from, to)));
}
void escape(Call const& call, Items& out) { exchange(call, &Escape::plain, &Escape::written, out); }
void unescape(Call const& call, Items& out)
{
    exchange(call, &Escape::written, &Escape::plain, out);
}

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_digits(std::string_view text, std::string_view digits)
{
    std::uint32_t const width = digits.size() == 16 ? 4 : 6;
    std::string result;
    std::uint32_t bits = 0;
    std::uint32_t count = 0;
    for (char const one : text) {
        bits = bits << 8 | static_cast<unsigned char>(one);
        for (count += 8; count >= width; count -= width) {
            result.push_back(digits[bits >> (count - width) & ((1u << width) - 1)]);
        }
        bits &= (1u << count) - 1;
    }
    if (count > 0) result.push_back(digits[bits << (width - count) & ((1u << width) - 1)]);
    while (width == 6 && result.size() % 4 != 0) result.push_back('=');
    return result;
}

std::optional<std::string> of_digits(std::string_view text, std::string_view digits)
{
    std::uint32_t const width = digits.size() == 16 ? 4 : 6;
    std::string result;
    std::uint32_t bits = 0;
    std::uint32_t count = 0;
    while (width == 6 && text.ends_with('=')) text.remove_suffix(1);
    for (char const one : text) {
        auto const lower = width == 4 ? static_cast<char>(one | 0x20) : one;
        auto const digit = digits.find(lower);
        if (digit == std::string_view::npos) return {};
        bits = bits << width | static_cast<std::uint32_t>(digit);
        count += width;
        if (count < 8) continue;
        count -= 8;
        result.push_back(static_cast<char>(bits >> count & 0xFF));
        bits &= (1u << count) - 1;
    }
    return result;
}

std::string_view digits_for(Call const& call, std::string_view name)
{
    if (name == "hex") return hex_digits;
    if (name == "base64") return base64_digits;
    if (name == "urlbase64") return url_digits;
    call.refuse(std::string{call.node.text} + "() knows 'hex', 'base64' and 'urlbase64'");
    return {};
}

void encode_text(Call const& call, Items& out)
{
    auto const text = call.one_text();
    auto const name = text ? call.text(0) : std::nullopt;
    auto const digits = name ? digits_for(call, *name) : std::string_view{};
    if (!digits.empty()) out.push_back(call.run.make_string(to_digits(*text, digits)));
}

void decode_text(Call const& call, Items& out)
{
    auto const text = call.one_text();
    auto const name = text ? call.text(0) : std::nullopt;
    auto const digits = name ? digits_for(call, *name) : std::string_view{};
    if (digits.empty()) return;
    if (auto const made = of_digits(*text, digits)) out.push_back(call.run.make_string(*made));
}

} // namespace

std::span<Function const> encoding_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"escape", 1, 1, value, Gives::string, escape, nullptr},
        {"unescape", 1, 1, value, Gives::string, unescape, nullptr},
        {"encode", 1, 1, value, Gives::string, encode_text, nullptr},
        {"decode", 1, 1, value, Gives::string, decode_text, nullptr},
    };
    return table;
}

} // namespace fhir::path
