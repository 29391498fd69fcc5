#include "gateway/hl7v2/moment.h"

#include <algorithm>
#include <string>

namespace foramen::hl7v2 {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::optional<unsigned> number_at(std::string_view digits, std::size_t at, std::size_t count)
{
    if (at + count > digits.size()) return {};
    unsigned number = 0;
    for (auto const digit : digits.substr(at, count)) {
        number = number * 10 + static_cast<unsigned>(digit - '0');
    }
    return number;
}

/// "+0100"; none when it is none.
std::optional<minutes> offset_of(std::string_view text)
{
    if (text.size() != 5 || !std::all_of(text.begin() + 1, text.end(), is_digit)) return {};
    auto const hours = *number_at(text, 1, 2);
    auto const rest = *number_at(text, 3, 2);
    if (hours > 14 || rest > 59) return {};
    minutes const offset{static_cast<int>(hours * 60 + rest)};
    return text[0] == '-' ? -offset : offset;
}

/// The hour that comes twice in autumn is taken as the first.
TimePoint from_london(TimePoint local)
{
    auto const in_summer = local - minutes{60};
    return to_london_rfc3339(in_summer).ends_with("+01:00") ? in_summer : local;
}

struct Parts {
    std::string_view digits;
    std::optional<minutes> offset;
};

std::optional<Parts> split(std::string_view text)
{
    Parts parts;
    auto const sign = text.find_first_of("+-");
    if (sign != std::string_view::npos) {
        parts.offset = offset_of(text.substr(sign));
        if (!parts.offset) return {};
        text = text.substr(0, sign);
    }
    auto const point = text.find('.');
    if (point != std::string_view::npos) {
        auto const fraction = text.substr(point + 1);
        if (point != 14 || !std::all_of(fraction.begin(), fraction.end(), is_digit)) return {};
        text = text.substr(0, point);
    }
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return {};
    parts.digits = text;
    return parts;
}

std::optional<Precision> precision_of(std::size_t digit_count)
{
    switch (digit_count) {
    case 4: return Precision::year;
    case 6: return Precision::month;
    case 8: return Precision::day;
    case 10:
    case 12: return Precision::minute;
    case 14: return Precision::second;
    default: return {};
    }
}

Date date_of(std::string_view digits)
{
    auto const year = static_cast<int>(*number_at(digits, 0, 4));
    return Date{std::chrono::year{year}, std::chrono::month{number_at(digits, 4, 2).value_or(1)},
                std::chrono::day{number_at(digits, 6, 2).value_or(1)}};
}

} // namespace

std::optional<Moment> read_moment(std::string_view text)
{
    auto const parts = split(text);
    if (!parts) return {};
    auto const precision = precision_of(parts->digits.size());
    if (!precision) return {};
    auto const date = date_of(parts->digits);
    auto const hour = number_at(parts->digits, 8, 2).value_or(0);
    auto const minute = number_at(parts->digits, 10, 2).value_or(0);
    auto const second = number_at(parts->digits, 12, 2).value_or(0);
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return {};
    TimePoint const local{std::chrono::sys_days{date} + std::chrono::hours{hour} + minutes{minute} +
                          seconds{second}};
    auto const at = parts->offset ? local - *parts->offset : from_london(local);
    return Moment{at, *precision};
}

std::string write_moment(TimePoint time)
{
    std::string digits;
    for (auto const letter : to_london_rfc3339(time)) {
        if (letter == '.') break;
        if (is_digit(letter)) digits += letter;
    }
    auto const is_summer = to_london_rfc3339(time).ends_with("+01:00");
    return digits + (is_summer ? "+0100" : "+0000");
}

std::optional<Date> read_day(std::string_view text)
{
    auto const parts = split(text);
    if (!parts || parts->digits.size() < 8) return {};
    auto const date = date_of(parts->digits);
    if (!date.ok()) return {};
    return date;
}

} // namespace foramen::hl7v2
