#include "fhir/path/temporal.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace fhir::path {

namespace {

constexpr int fraction_digits_max = 9;
constexpr std::int64_t nanoseconds_of_second = 1'000'000'000;
constexpr std::int64_t seconds_of_day = 86'400;

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

/// Days since 1970-01-01; Howard Hinnant's days_from_civil, in our words.
std::int64_t days_of(int year, int month, int day)
{
    std::int64_t const y = month <= 2 ? year - 1 : year;
    auto const era = (y >= 0 ? y : y - 399) / 400;
    auto const year_of_era = y - era * 400;
    auto const day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719'468;
}

void set_days(Temporal& value, std::int64_t days)
{
    days += 719'468;
    auto const era = (days >= 0 ? days : days - 146'096) / 146'097;
    auto const of_era = days - era * 146'097;
    auto const year = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
    auto const of_year = of_era - (365 * year + year / 4 - year / 100);
    auto const shifted_month = (5 * of_year + 2) / 153;
    value.day = static_cast<int>(of_year - (153 * shifted_month + 2) / 5 + 1);
    value.month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    value.year = static_cast<int>(year + era * 400 + (value.month <= 2 ? 1 : 0));
}

std::int64_t seconds_of(Temporal const& value)
{
    return days_of(value.year, value.month, value.day) * seconds_of_day + value.hour * 3600 +
           value.minute * 60 + value.second;
}

void set_seconds(Temporal& value, std::int64_t seconds)
{
    auto days = seconds / seconds_of_day;
    auto rest = seconds % seconds_of_day;
    if (rest < 0) {
        rest += seconds_of_day;
        --days;
    }
    set_days(value, days);
    value.hour = static_cast<int>(rest / 3600);
    value.minute = static_cast<int>(rest / 60 % 60);
    value.second = static_cast<int>(rest % 60);
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

bool add_months(Temporal& value, std::int64_t months)
{
    auto const total = value.year * 12LL + value.month - 1 + months;
    if (total < 12 || total >= 120'000) return false;
    value.year = static_cast<int>(total / 12);
    value.month = static_cast<int>(total % 12) + 1;
    value.day = std::min(value.day, days_in_month(value.year, value.month));
    return true;
}

constexpr std::int64_t nanoseconds_of(TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::week: return 7 * seconds_of_day * nanoseconds_of_second;
    case TimeUnit::day: return seconds_of_day * nanoseconds_of_second;
    case TimeUnit::hour: return 3600 * nanoseconds_of_second;
    case TimeUnit::minute: return 60 * nanoseconds_of_second;
    case TimeUnit::second: return nanoseconds_of_second;
    default: return nanoseconds_of_second / 1000;
    }
}

/// What is finer than the precision of the value counts in whole units of that precision.
TimeUnit unit_of(Precision precision)
{
    switch (precision) {
    case Precision::year: return TimeUnit::year;
    case Precision::month: return TimeUnit::month;
    case Precision::day: return TimeUnit::day;
    case Precision::hour: return TimeUnit::hour;
    case Precision::minute: return TimeUnit::minute;
    default: return TimeUnit::millisecond;
    }
}

std::int64_t whole_units(Wide nanoseconds, Precision precision)
{
    auto const days = nanoseconds / (seconds_of_day * nanoseconds_of_second);
    if (precision == Precision::year) return static_cast<std::int64_t>(days / 365);
    if (precision == Precision::month) return static_cast<std::int64_t>(days / 30);
    return 0;
}

} // namespace

int days_in_month(int year, int month)
{
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

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
    std::array<char, 64> buffer{};
    std::string text;
    auto const put = [&](char const* format, int number) {
        auto const size = std::snprintf(buffer.data(), buffer.size(), format, number);
        text.append(buffer.data(), static_cast<std::size_t>(size));
    };
    if (value.kind != TemporalKind::time) {
        put("%04d", value.year);
        if (value.precision >= Precision::month) put("-%02d", value.month);
        if (value.precision >= Precision::day) put("-%02d", value.day);
        if (value.precision < Precision::hour) return text;
        text.push_back('T');
    }
    put("%02d", value.hour);
    if (value.precision >= Precision::minute) put(":%02d", value.minute);
    if (value.precision >= Precision::second) put(":%02d", value.second);
    if (value.precision >= Precision::fraction) {
        put(".%09d", value.nanosecond);
        text.resize(text.size() - static_cast<std::size_t>(9 - value.fraction_digits));
    }
    if (!value.has_offset) return text;
    if (value.offset_minutes == 0) return text + "Z";
    auto const size = std::abs(value.offset_minutes);
    text.push_back(value.offset_minutes < 0 ? '-' : '+');
    put("%02d", size / 60);
    put(":%02d", size % 60);
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

std::optional<TimeUnit> time_unit(std::string_view name)
{
    struct Name {
        std::string_view text;
        TimeUnit unit;
    };
    // Only the keywords and the definite UCUM units: 'a' and 'mo' have no fixed length and are
    // not equal to calendar years and months (N1 section 6.7).
    constexpr std::array names{
        Name{"year", TimeUnit::year},     Name{"month", TimeUnit::month},
        Name{"week", TimeUnit::week},     Name{"day", TimeUnit::day},
        Name{"hour", TimeUnit::hour},     Name{"minute", TimeUnit::minute},
        Name{"second", TimeUnit::second}, Name{"millisecond", TimeUnit::millisecond},
        Name{"wk", TimeUnit::week},       Name{"d", TimeUnit::day},
        Name{"h", TimeUnit::hour},        Name{"min", TimeUnit::minute},
        Name{"s", TimeUnit::second},      Name{"ms", TimeUnit::millisecond},
    };
    for (auto const& one : names) {
        if (one.text == name) return one.unit;
        if (one.text.size() >= 3 && one.text != "min" && name.size() == one.text.size() + 1 &&
            name.back() == 's' && name.starts_with(one.text)) {
            return one.unit;
        }
    }
    return {};
}

std::optional<Temporal> add(Temporal value, Decimal const& amount, TimeUnit unit)
{
    auto const whole = round_to(amount, 0, Rounding::to_zero).digits;
    constexpr Wide units_max = 1'000'000'000'000;
    if (whole > units_max || whole < -units_max) return {};
    auto const count = static_cast<std::int64_t>(whole);
    if (unit == TimeUnit::year || unit == TimeUnit::month) {
        if (value.kind == TemporalKind::time || count > 200'000 || count < -200'000) return {};
        auto const months = unit == TimeUnit::year ? count * 12 : count;
        auto const step = value.precision == Precision::year ? months / 12 * 12 : months;
        return add_months(value, step) ? std::optional{value} : std::nullopt;
    }
    Wide nanoseconds = static_cast<Wide>(count) * nanoseconds_of(unit);
    if (unit == TimeUnit::second) {
        nanoseconds =
            round_to(amount, 3, Rounding::to_zero).scale == 0
                ? nanoseconds
                : round_to({amount.digits * 1'000'000'000, amount.scale}, 0, Rounding::to_zero)
                      .digits;
    }
    if (value.precision < Precision::day && value.kind != TemporalKind::time) {
        auto const units = whole_units(nanoseconds, value.precision);
        auto const months = unit_of(value.precision) == TimeUnit::year ? units * 12 : units;
        return add_months(value, months) ? std::optional{value} : std::nullopt;
    }
    auto const step =
        value.precision >= Precision::second ? 1 : nanoseconds_of(unit_of(value.precision));
    nanoseconds -= nanoseconds % step;
    Wide total = static_cast<Wide>(seconds_of(value)) * nanoseconds_of_second + value.nanosecond +
                 nanoseconds;
    auto rest = static_cast<std::int64_t>(total % nanoseconds_of_second);
    auto seconds = static_cast<std::int64_t>(total / nanoseconds_of_second);
    if (rest < 0) {
        rest += nanoseconds_of_second;
        --seconds;
    }
    auto const before = value;
    if (value.kind == TemporalKind::time)
        seconds = ((seconds % seconds_of_day) + seconds_of_day) % seconds_of_day;
    set_seconds(value, seconds);
    value.nanosecond = static_cast<int>(rest);
    if (value.nanosecond != 0 && value.fraction_digits < 3) value.fraction_digits = 3;
    if (value.nanosecond != 0) value.precision = Precision::fraction;
    if (value.kind == TemporalKind::time) {
        value.year = before.year;
        value.month = before.month;
        value.day = before.day;
        return value;
    }
    if (value.year < 1 || value.year > 9999) return {};
    return value;
}

} // namespace fhir::path
