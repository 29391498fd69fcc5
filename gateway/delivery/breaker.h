// Why this file exists: a partner that is down is asked now and then, not by every message.
#pragma once

#include "gateway/base/clock.h"

namespace foramen {

struct BreakerSettings {
    unsigned failures_max = 5; ///< So many failures in a row open it.
    std::chrono::milliseconds pause_first{2'000};
    std::chrono::milliseconds pause_max{std::chrono::minutes{5}};
};

enum class BreakerState {
    closed,  ///< Messages flow.
    open,    ///< Nothing is sent until the pause is over.
    probing, ///< One message is under way to find out.
};

/// Pure: time comes in, nothing is waited for. Counts only failures of the line (network,
/// time-out, 429, 5xx), never a refused message.
class Breaker {
public:
    explicit Breaker(BreakerSettings settings) : settings_{settings} {}

    /// How many messages may be started now: 0, 1 (a probe) or `wanted`.
    unsigned admit(TimePoint now, unsigned wanted);
    void succeeded();
    void failed(TimePoint now);
    BreakerState state() const { return state_; }
    TimePoint open_until() const { return open_until_; }

private:
    BreakerSettings settings_;
    BreakerState state_ = BreakerState::closed;
    unsigned failures_ = 0;
    unsigned openings_ = 0;
    TimePoint open_until_;
};

} // namespace foramen
