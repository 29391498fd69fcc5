// Why this file exists: the age of a scan decides whether a needle may be placed by it, so a time
// says how precise it is and is in UTC.
// Source: HL7 v2.5.1 chapter 2A (TS, DTM).
#pragma once

#include "gateway/base/clock.h"

#include <optional>
#include <string_view>

namespace foramen::hl7v2 {

enum class Precision { year, month, day, minute, second };

struct Moment {
    TimePoint at; ///< The beginning of what is meant: a day begins at midnight in London.
    Precision precision = Precision::second;
    bool operator==(Moment const&) const = default;
};

/// YYYY[MM[DD[HHMM[SS[.SSSS]]]]][+/-ZZZZ]; without an offset it is Europe/London. None for what is
/// no time, 30 February included.
std::optional<Moment> read_moment(std::string_view text);

/// "20260914101500+0100" in Europe/London, for MSH-7.
std::string write_moment(TimePoint time);

/// A day alone, for PID-7; a time of day behind it is read over.
std::optional<Date> read_day(std::string_view text);

} // namespace foramen::hl7v2
