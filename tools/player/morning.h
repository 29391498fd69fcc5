// Why this file exists: a morning at the clinic, invented from a seed, as the events that the
// clinic's software would send. The player plays it, the load tool borrows its shape. NHS numbers
// are of the 999 range, which no real patient has; all names are invented.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace foramen {

struct MorningPlan {
    std::uint64_t seed = 1;
    unsigned patients = 24; ///< From 16 on every kind of story is among them.
    std::chrono::sys_days day;
};

/// One event as it is posted. The same plan gives the same events, byte for byte.
struct MorningEvent {
    std::chrono::sys_seconds occurred;
    std::string path; ///< "/api/v1/bookings", …
    std::string kind; ///< "booking.created", …
    std::string booking_id;
    std::string body;
};

/// In the order in which they happen.
std::vector<MorningEvent> make_morning(MorningPlan const& plan);

/// A valid number of the 999 range for any counter (modulo a million, less those whose check
/// digit would be 10).
std::string synthetic_nhs_number(std::uint64_t counter);

} // namespace foramen
