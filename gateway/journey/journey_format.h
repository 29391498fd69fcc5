// Why this file exists: what is on disk outlives the program that wrote it.
#pragma once

namespace foramen {

/// Raised with every change that an older program would misread; an unknown one is refused.
/// Times are microseconds since 1970 UTC, days are written out.
inline constexpr unsigned journey_format = 5;
/// The oldest one that is still read: 1 knew no approval requests, 2 no names of the patient,
/// 3 no events that wait for a person, no overrides and no restored database, 4 only when the
/// latest of those events happened.
inline constexpr unsigned journey_format_oldest = 1;

} // namespace foramen
