#include "fhir/path/calendar.h"

#include <array>

namespace fhir::path {

namespace {

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

} // namespace

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

int days_in_month(int year, int month)
{
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

} // namespace fhir::path
