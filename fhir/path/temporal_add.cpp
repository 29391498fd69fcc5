// Why this file exists: dates plus and minus amounts of time.
// https://hl7.org/fhirpath/N1/#datetime-arithmetic
#include "fhir/path/calendar.h"

#include <algorithm>
#include <array>

namespace fhir::path {

namespace {

constexpr Wide units_max = 1'000'000'000'000;

bool add_months(Temporal& value, std::int64_t months)
{
    auto const total = value.year * 12LL + value.month - 1 + months;
    if (total < 12 || total >= 120'000) return false;
    value.year = static_cast<int>(total / 12);
    value.month = static_cast<int>(total % 12) + 1;
    value.day = std::min(value.day, days_in_month(value.year, value.month));
    return true;
}

constexpr std::int64_t seconds_of_unit(TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::week: return 7 * seconds_of_day;
    case TimeUnit::day: return seconds_of_day;
    case TimeUnit::hour: return 3'600;
    case TimeUnit::minute: return 60;
    default: return 1;
    }
}

/// Of units of fixed length. Fractions are left out; for seconds N1 (section 6.7) could be read
/// otherwise, but the official tests (testPlusDate19) read it so.
std::optional<Wide> nanoseconds_in(Decimal const& amount, TimeUnit unit)
{
    auto const whole = round_to(amount, 0, Rounding::to_zero).digits;
    if (whole > units_max || whole < -units_max) return {};
    if (unit == TimeUnit::millisecond) return whole * (nanoseconds_of_second / 1'000);
    return whole * seconds_of_unit(unit) * nanoseconds_of_second;
}

/// A value that ends at its year or month moves by whole years or months.
bool add_coarsely(Temporal& value, Wide nanoseconds)
{
    auto const days =
        static_cast<std::int64_t>(nanoseconds / nanoseconds_of_second / seconds_of_day);
    return add_months(value, value.precision == Precision::year ? days / 365 * 12 : days / 30);
}

/// What is finer than the value's own precision does not move it.
Wide without_finer(Wide nanoseconds, Precision precision)
{
    std::int64_t seconds = 0;
    if (precision == Precision::day) seconds = seconds_of_day;
    else if (precision == Precision::hour) seconds = 3'600;
    else if (precision == Precision::minute) seconds = 60;
    else return nanoseconds;
    return nanoseconds - nanoseconds % (Wide{seconds} * nanoseconds_of_second);
}

void add_exactly(Temporal& value, Wide nanoseconds)
{
    auto const total =
        Wide{seconds_of(value)} * nanoseconds_of_second + value.nanosecond + nanoseconds;
    auto rest = static_cast<int>(total % nanoseconds_of_second);
    auto seconds = static_cast<std::int64_t>(total / nanoseconds_of_second);
    if (rest < 0) {
        rest += static_cast<int>(nanoseconds_of_second);
        --seconds;
    }
    set_seconds(value, seconds);
    value.nanosecond = rest;
    if (rest == 0) return;
    value.fraction_digits = std::max(value.fraction_digits, 3);
    value.precision = Precision::fraction;
}

} // namespace

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
    bool const is_time = value.kind == TemporalKind::time;
    if (unit == TimeUnit::year || unit == TimeUnit::month) {
        auto const whole = round_to(amount, 0, Rounding::to_zero).digits;
        if (is_time || whole > 200'000 || whole < -200'000) return {};
        auto const count = static_cast<std::int64_t>(whole);
        auto const months = unit == TimeUnit::year ? count * 12 : count;
        auto const step = value.precision == Precision::year ? months / 12 * 12 : months;
        return add_months(value, step) ? std::optional{value} : std::nullopt;
    }
    auto const nanoseconds = nanoseconds_in(amount, unit);
    if (!nanoseconds) return {};
    if (!is_time && value.precision < Precision::day) {
        return add_coarsely(value, *nanoseconds) ? std::optional{value} : std::nullopt;
    }
    // A time of day has no date: any will do, and what passes midnight begins anew.
    if (is_time) value.year = 2000;
    add_exactly(value, without_finer(*nanoseconds, value.precision));
    if (is_time) return value;
    return value.year >= 1 && value.year <= 9999 ? std::optional{value} : std::nullopt;
}

} // namespace fhir::path
