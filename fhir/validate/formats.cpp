#include "fhir/validate/formats.h"

#include "fhir/validate/narrative.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace fhir::validate {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, digit); }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// Below U+0020, but for tab, line feed and carriage return (datatypes.html#string).
bool control(char c) { return static_cast<unsigned char>(c) < 0x20 && !is_space(c); }

/// No byte of `text` is below `least`, which is at most 0x80: eight are asked at once. A byte that
/// is smaller borrows from its highest bit when `least` is taken away.
bool all_from(unsigned char least, std::string_view text)
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    for (; text.size() >= sizeof(std::uint64_t); text.remove_prefix(sizeof(std::uint64_t))) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        if (((word - ones * least) & ~word & (ones * 0x80)) != 0) return false;
    }
    return std::ranges::none_of(text, [least](unsigned char c) { return c < least; });
}

int two(std::string_view text, std::size_t at)
{
    return (text[at] - '0') * 10 + text[at + 1] - '0';
}

bool in_range(std::string_view text, std::size_t at, int low, int high)
{
    return at + 2 <= text.size() && digits(text.substr(at, 2)) && two(text, at) >= low &&
           two(text, at) <= high;
}

int days_in_month(int year, int month)
{
    static constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    auto const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// 2030, 2030-01 or 2030-01-14
bool is_date(std::string_view text)
{
    if (text.size() < 4 || !digits(text.substr(0, 4)) || text.starts_with("0000")) return false;
    if (text.size() == 4) return true;
    if (text[4] != '-' || !in_range(text, 5, 1, 12)) return false;
    if (text.size() == 7) return true;
    auto const year = two(text, 0) * 100 + two(text, 2);
    return text.size() == 10 && text[7] == '-' &&
           in_range(text, 8, 1, days_in_month(year, two(text, 5)));
}

/// 17:15:00 with a fraction or without; gives what follows.
bool take_time(std::string_view& text)
{
    if (text.size() < 8 || text[2] != ':' || text[5] != ':' || !in_range(text, 0, 0, 23) ||
        !in_range(text, 3, 0, 59) || !in_range(text, 6, 0, 60)) {
        return false;
    }
    text.remove_prefix(8);
    if (!text.starts_with('.')) return true;
    text.remove_prefix(1);
    auto const end = std::ranges::find_if_not(text, digit) - text.begin();
    text.remove_prefix(static_cast<std::size_t>(end));
    return end > 0;
}

bool is_zone(std::string_view text)
{
    if (text == "Z") return true;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
    return (in_range(text, 1, 0, 13) && in_range(text, 4, 0, 59)) || text.substr(1) == "14:00";
}

bool is_instant(std::string_view text)
{
    if (text.size() < 11 || text[10] != 'T' || !is_date(text.substr(0, 10))) return false;
    text.remove_prefix(11);
    return take_time(text) && is_zone(text);
}

bool is_date_time(std::string_view text) { return is_date(text) || is_instant(text); }

bool is_time(std::string_view text) { return take_time(text) && text.empty(); }

bool is_integer(std::string_view text)
{
    constexpr std::size_t digits_max = 10;
    auto const negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (negative && text == "0") return false;
    if (!digits(text) || text.size() > digits_max) return false;
    if (text.size() > 1 && text[0] == '0') return false;
    return text.size() < digits_max || text <= (negative ? "2147483648" : "2147483647");
}
bool is_unsigned(std::string_view text) { return is_integer(text) && text[0] != '-'; }
bool is_positive(std::string_view text) { return is_unsigned(text) && text != "0"; }
bool is_decimal(std::string_view text) { return !text.empty(); } // JSON said that it is a number.

bool is_id(std::string_view text)
{
    constexpr std::size_t characters_max = 64;
    return !text.empty() && text.size() <= characters_max && std::ranges::all_of(text, [](char c) {
        return letter(c) || digit(c) || c == '-' || c == '.';
    });
}

bool is_code(std::string_view text)
{
    if (!text.empty() && all_from(0x21, text)) return true; // Nearly always.
    if (text.empty() || is_space(text.front()) || is_space(text.back())) return false;
    if (std::ranges::any_of(text, control)) return false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (is_space(text[i]) && (text[i] != ' ' || is_space(text[i - 1]))) return false;
    }
    return true;
}

bool is_uri(std::string_view text) { return !text.empty() && all_from(0x21, text); }

bool is_uuid(std::string_view text)
{
    constexpr std::string_view head{"urn:uuid:"};
    if (!text.starts_with(head) || text.size() != head.size() + 36) return false;
    text.remove_prefix(head.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const dash = i == 8 || i == 13 || i == 18 || i == 23;
        auto const hex = digit(text[i]) || (text[i] >= 'a' && text[i] <= 'f');
        if (dash ? text[i] != '-' : !hex) return false;
    }
    return true;
}

/// urn:oid:2.16.840: the first arc is 0 to 2, no arc has a leading zero.
bool is_oid(std::string_view text)
{
    constexpr std::string_view head{"urn:oid:"};
    if (!text.starts_with(head) || text.size() < head.size() + 3) return false;
    text.remove_prefix(head.size());
    if (text[0] < '0' || text[0] > '2') return false;
    text.remove_prefix(1);
    while (!text.empty()) {
        if (text[0] != '.') return false;
        text.remove_prefix(1);
        auto const arc = text.substr(0, text.find('.'));
        if (!digits(arc) || (arc.size() > 1 && arc[0] == '0')) return false;
        text.remove_prefix(arc.size());
    }
    return true;
}

/// 0: not base64. A PDF has a million of them, so each is looked up, not compared.
constexpr auto base64_characters = [] {
    std::array<bool, 256> table{};
    for (char const c : std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                         "0123456789+/"}) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}();

bool is_base64(std::string_view text)
{
    std::size_t count = 0;
    std::size_t padding = 0;
    for (char const c : text) {
        if (base64_characters[static_cast<unsigned char>(c)]) {
            if (padding > 0) return false;
        } else if (c == '=') {
            ++padding;
        } else {
            if (!is_space(c)) return false;
            continue;
        }
        ++count;
    }
    return count > 0 && count % 4 == 0 && padding <= 2;
}

bool is_string(std::string_view text)
{
    constexpr std::size_t bytes_max = 1024 * 1024;
    return text.size() <= bytes_max && !std::ranges::all_of(text, is_space) &&
           (all_from(0x20, text) || std::ranges::none_of(text, control));
}

struct Format {
    std::string_view type;
    Kind kind;
    bool (*fits)(std::string_view);
    std::string_view remedy;
};

constexpr std::array formats{
    Format{"string", Kind::string, is_string,
           "must be a text of 1 to 1,048,576 bytes, not blank, without control characters"},
    Format{"code", Kind::string, is_code, "must be a code without blanks at its ends"},
    Format{"uri", Kind::string, is_uri, "must be a URI without blanks"},
    Format{"dateTime", Kind::string, is_date_time,
           "must be a date or a time with zone: 2030-01-14T17:15:00+00:00"},
    Format{"boolean", Kind::boolean, nullptr, "must be true or false, without quotes"},
    Format{"id", Kind::string, is_id, "must be 1 to 64 letters, digits, dashes or dots"},
    Format{"instant", Kind::string, is_instant,
           "must be an instant with zone: 2030-01-14T17:15:00+00:00"},
    Format{"date", Kind::string, is_date, "must be a date: 2030, 2030-01 or 2030-01-14"},
    Format{"decimal", Kind::number, is_decimal, "must be a number, without quotes"},
    Format{"integer", Kind::number, is_integer,
           "must be a whole number of 32 bits, without quotes"},
    Format{"positiveInt", Kind::number, is_positive,
           "must be a whole number from 1, without quotes"},
    Format{"unsignedInt", Kind::number, is_unsigned,
           "must be a whole number from 0, without quotes"},
    Format{"url", Kind::string, is_uri, "must be a URL without blanks"},
    Format{"canonical", Kind::string, is_uri, "must be a canonical URL without blanks"},
    Format{"markdown", Kind::string, is_string,
           "must be a text, not blank, without control characters"},
    Format{"base64Binary", Kind::string, is_base64, "must be base64 with padding"},
    Format{"time", Kind::string, is_time, "must be a time: 17:15:00"},
    Format{"oid", Kind::string, is_oid, "must be an OID: urn:oid:1.2.3"},
    Format{"uuid", Kind::string, is_uuid, "must be a UUID in lower case: urn:uuid:…"},
    Format{"xhtml", Kind::string, is_safe_narrative,
           "must be one well-formed <div>…</div> without scripts, forms and event attributes"},
};

} // namespace

std::string_view wrong_format(std::string_view type_name, Element const& value)
{
    auto const format = std::ranges::find(formats, type_name, &Format::type);
    if (format == formats.end()) return {};
    auto const fits =
        value.kind == format->kind && (format->fits == nullptr || format->fits(value.text));
    return fits ? std::string_view{} : format->remedy;
}

} // namespace fhir::validate
