// Why this file exists: reminders, escalation and expiry of an approval are days away; the demo
// and the tests of the whole program move its clock on to see them. Outside the demo the option is
// refused, and this is the system's clock.
#pragma once

#include "gateway/base/clock.h"

#include <atomic>
#include <filesystem>

namespace foramen {

class ShiftedClock final : public Clock {
public:
    /// Empty: nothing shifts.
    explicit ShiftedClock(std::filesystem::path file) : file_{std::move(file)} {}

    TimePoint now() const override { return system_.now() + microseconds{shift_.load()}; }
    /// Reads by how many seconds the clock is ahead. It never goes back; a file that is not there
    /// or holds no number leaves it as it is.
    void look();
    bool follows_file() const { return !file_.empty(); }

private:
    std::filesystem::path file_;
    SystemClock system_;
    std::atomic<std::int64_t> shift_{0};
};

} // namespace foramen
