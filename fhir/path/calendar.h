// Why this file exists: days and seconds on the line of time, for shifting and comparing moments.
#pragma once

#include "fhir/path/temporal.h"

#include <cstdint>

namespace fhir::path {

inline constexpr std::int64_t seconds_of_day = 86'400;

/// Since 1970-01-01T00:00:00, of the fields as they stand: the offset is not looked at.
std::int64_t seconds_of(Temporal const& value);
void set_seconds(Temporal& value, std::int64_t seconds);

} // namespace fhir::path
