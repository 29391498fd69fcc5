// Why this file exists: tests decide what time it is.
#pragma once

#include "gateway/base/clock.h"

#include <atomic>

namespace foramen {

/// Stands still until it is advanced; safe from any thread.
class FakeClock final : public Clock {
public:
    /// 2030-01-14T09:00:00Z, the morning of the examples.
    FakeClock() : FakeClock{std::chrono::sys_days{std::chrono::year{2030} / 1 / 14} + start} {}
    explicit FakeClock(TimePoint now) : micros_{now.time_since_epoch().count()} {}

    TimePoint now() const override { return TimePoint{microseconds{micros_.load()}}; }
    void advance(microseconds by) { micros_ += by.count(); }
    void set(TimePoint now) { micros_ = now.time_since_epoch().count(); }

private:
    static constexpr std::chrono::hours start{9};
    std::atomic<microseconds::rep> micros_;
};

} // namespace foramen
