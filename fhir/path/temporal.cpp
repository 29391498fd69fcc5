#include "fhir/path/temporal.h"

#include "fhir/path/calendar.h"

#include <algorithm>
#include <array>

namespace fhir::path {

namespace {

constexpr int fraction_digits_max = 9;

/// Takes exactly `count` digits from the front.
std::optional<int> digits(std::string_view& text, std::size_t count)
{
    if (text.size() < count) return {};
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return {};
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char wanted)
{
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

bool parse_day(std::string_view& text, Temporal& value)
{
    auto const year = digits(text, 4);
    if (!year || *year == 0) return false;
    value.year = *year;
    value.precision = Precision::year;
    if (!take(text, '-')) return true;
    auto const month = digits(text, 2);
    if (!month || *month < 1 || *month > 12) return false;
    value.month = *month;
    value.precision = Precision::month;
    if (!take(text, '-')) return true;
    auto const day = digits(text, 2);
    if (!day || *day < 1 || *day > days_in_month(value.year, value.month)) return false;
    value.day = *day;
    value.precision = Precision::day;
    return true;
}

bool parse_fraction(std::string_view& text, Temporal& value)
{
    int count = 0;
    int nanosecond = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (count < fraction_digits_max) {
            nanosecond = nanosecond * 10 + (text.front() - '0');
            ++count;
        }
        text.remove_prefix(1);
    }
    if (count == 0) return false;
    for (int i = count; i < fraction_digits_max; ++i) nanosecond *= 10;
    value.nanosecond = nanosecond;
    value.fraction_digits = count;
    value.precision = Precision::fraction;
    return true;
}

bool parse_clock(std::string_view& text, Temporal& value)
{
    auto const hour = digits(text, 2);
    if (!hour || *hour > 23) return false;
    value.hour = *hour;
    value.precision = Precision::hour;
    if (!take(text, ':')) return true;
    auto const minute = digits(text, 2);
    if (!minute || *minute > 59) return false;
    value.minute = *minute;
    value.precision = Precision::minute;
    if (!take(text, ':')) return true;
    auto const second = digits(text, 2);
    // 60 is a leap second, which FHIR allows.
    if (!second || *second > 60) return false;
    value.second = *second;
    value.precision = Precision::second;
    return take(text, '.') ? parse_fraction(text, value) : true;
}

bool parse_offset(std::string_view& text, Temporal& value)
{
    if (text.empty()) return true;
    if (take(text, 'Z')) {
        value.has_offset = true;
        return true;
    }
    bool const negative = text.front() == '-';
    if (!negative && text.front() != '+') return false;
    text.remove_prefix(1);
    auto const hours = digits(text, 2);
    if (!hours || *hours > 14 || !take(text, ':')) return false;
    auto const minutes = digits(text, 2);
    if (!minutes || *minutes > 59) return false;
    value.has_offset = true;
    value.offset_minutes = (*hours * 60 + *minutes) * (negative ? -1 : 1);
    return true;
}

Temporal in_utc(Temporal value)
{
    if (value.has_offset && value.offset_minutes != 0) {
        set_seconds(value, seconds_of(value) - value.offset_minutes * 60);
        value.offset_minutes = 0;
    }
    return value;
}

using Fields = std::array<std::int64_t, 6>;

/// Seconds and their fraction are one step of precision (N1 section 6.2).
Fields fields_of(Temporal const& value)
{
    return {value.year, value.month,  value.day,
            value.hour, value.minute, value.second * nanoseconds_of_second + value.nanosecond};
}

int level(Temporal const& value)
{
    return std::min(static_cast<int>(value.precision), static_cast<int>(Precision::second));
}

void put_digits(std::string& text, int number, std::size_t count)
{
    text.append(count, '0');
    for (auto at = text.size(); number > 0; number /= 10) {
        text[--at] = static_cast<char>('0' + number % 10);
    }
}

} // namespace

std::optional<Temporal> parse_temporal(std::string_view text, TemporalKind kind)
{
    Temporal value;
    value.kind = kind;
    if (kind == TemporalKind::time) {
        take(text, 'T');
        if (!parse_clock(text, value) || !text.empty()) return {};
        return value;
    }
    if (!parse_day(text, value)) return {};
    if (kind == TemporalKind::date) return text.empty() ? std::optional{value} : std::nullopt;
    if (!take(text, 'T')) return text.empty() ? std::optional{value} : std::nullopt;
    if (text.empty()) return value;
    if (!parse_clock(text, value) || !parse_offset(text, value) || !text.empty()) return {};
    return value;
}

std::string to_text(Temporal const& value)
{
    std::string text;
    if (value.kind != TemporalKind::time) {
        put_digits(text, value.year, 4);
        if (value.precision >= Precision::month) put_digits(text += '-', value.month, 2);
        if (value.precision >= Precision::day) put_digits(text += '-', value.day, 2);
        if (value.precision < Precision::hour) return text;
        text.push_back('T');
    }
    put_digits(text, value.hour, 2);
    if (value.precision >= Precision::minute) put_digits(text += ':', value.minute, 2);
    if (value.precision >= Precision::second) put_digits(text += ':', value.second, 2);
    if (value.precision >= Precision::fraction) {
        put_digits(text += '.', value.nanosecond, 9);
        text.resize(text.size() - static_cast<std::size_t>(9 - value.fraction_digits));
    }
    if (!value.has_offset) return text;
    if (value.offset_minutes == 0) return text + "Z";
    auto const size = std::abs(value.offset_minutes);
    text.push_back(value.offset_minutes < 0 ? '-' : '+');
    put_digits(text, size / 60, 2);
    put_digits(text += ':', size % 60, 2);
    return text;
}

std::optional<int> compare(Temporal const& left, Temporal const& right)
{
    bool const timed = left.precision >= Precision::hour && right.precision >= Precision::hour;
    if (timed && left.has_offset != right.has_offset) return {};
    bool const shift = timed && left.has_offset;
    auto const a = fields_of(shift ? in_utc(left) : left);
    auto const b = fields_of(shift ? in_utc(right) : right);
    auto const shared = std::min(level(left), level(right));
    for (int i = 0; i <= shared; ++i) {
        auto const at = static_cast<std::size_t>(i);
        if (a[at] != b[at]) return a[at] < b[at] ? -1 : 1;
    }
    if (level(left) != level(right)) return {};
    return 0;
}

bool equivalent(Temporal const& left, Temporal const& right)
{
    return level(left) == level(right) && compare(left, right) == 0;
}

} // namespace fhir::path
