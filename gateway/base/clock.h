// Why this file exists: time is asked for in one place, so that a story can be replayed.
#pragma once

#include "gateway/base/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace foramen {

using std::chrono::microseconds;

/// UTC, microseconds.
using TimePoint = std::chrono::sys_time<microseconds>;
using Date = std::chrono::year_month_day;

class Clock {
public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
public:
    TimePoint now() const override;
};

/// "2030-01-14T17:15:00.000Z"; milliseconds, as FHIR instants and logs want it.
std::string to_rfc3339(TimePoint time);

/// RFC 3339 with an offset ("Z" or "+01:00"); seconds may be missing. Error: incorrect.
Result<TimePoint> parse_rfc3339(std::string_view text);

/// "2030-01-14"; refuses 30 February. Error: incorrect.
Result<Date> parse_date(std::string_view text);
std::string to_string(Date date);

/// The calendar day in Europe/London, whose offset changes at 01:00 UTC on the last Sundays
/// of March and October (The Summer Time Order 2002).
Date london_date(TimePoint time);

/// What Europe/London is ahead of UTC at that moment: nothing or an hour.
std::chrono::minutes london_offset(TimePoint time);

/// "2030-01-14T17:15:00.000+00:00" in Europe/London.
std::string to_london_rfc3339(TimePoint time);

/// "Tuesday 1 December 2026, 09:30" in Europe/London, and "1 December 2026": for people.
std::string london_words(TimePoint time);
std::string words(Date date);

/// Calendar months, month ends clamped: 31 August minus 6 months is 28 or 29 February.
Date minus_months(Date date, int months);

} // namespace foramen
