// Why this file exists: dates and times with the precision they were written in; a comparison
// that this precision cannot decide has no answer. https://hl7.org/fhirpath/N1/#date
#pragma once

#include "fhir/path/decimal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fhir::path {

inline constexpr std::int64_t nanoseconds_of_second = 1'000'000'000;

enum class Precision : std::uint8_t { year, month, day, hour, minute, second, fraction };
enum class TemporalKind : std::uint8_t { date, date_time, time };

struct Temporal {
    TemporalKind kind = TemporalKind::date;
    Precision precision = Precision::year;
    int year = 0;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int nanosecond = 0;
    int fraction_digits = 0;
    bool has_offset = false;
    int offset_minutes = 0;
};

/// "2024-05", "2024-05-01T10:00:00.5+01:00", with or without a time; "T10:30" or "10:30" when
/// `kind` is time. Nullopt when it is not of that form or no such day or time exists.
std::optional<Temporal> parse_temporal(std::string_view text, TemporalKind kind);
std::string to_text(Temporal const& value);

/// Less than 0, 0 or more than 0; nullopt when the precision does not decide it.
std::optional<int> compare(Temporal const& left, Temporal const& right);
/// Equivalence: not the same precision is not the same.
bool equivalent(Temporal const& left, Temporal const& right);

/// "year", "months", "'wk'" …; nullopt for what is no unit of time.
enum class TimeUnit { year, month, week, day, hour, minute, second, millisecond };
std::optional<TimeUnit> time_unit(std::string_view name);
/// Adds whole units (the fraction of seconds counts to the millisecond); nullopt when the
/// result is outside the years 1 to 9999.
std::optional<Temporal> add(Temporal value, Decimal const& amount, TimeUnit unit);

int days_in_month(int year, int month);

} // namespace fhir::path
