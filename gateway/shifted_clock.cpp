#include "gateway/shifted_clock.h"

#include <fstream>

namespace foramen {

namespace {

/// Ten years: more is a typing mistake, and would overflow sooner or later.
constexpr std::int64_t seconds_max = 10LL * 366 * 24 * 3'600;

} // namespace

void ShiftedClock::look()
{
    if (file_.empty()) return;
    std::ifstream stream{file_};
    std::int64_t seconds = 0;
    if (!(stream >> seconds) || seconds < 0 || seconds > seconds_max) return;
    auto const wanted = microseconds{std::chrono::seconds{seconds}}.count();
    if (wanted > shift_.load()) shift_.store(wanted);
}

} // namespace foramen
