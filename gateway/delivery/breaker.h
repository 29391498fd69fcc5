// Why this file exists: a partner that is down is asked now and then, not by every message.
#pragma once

#include "gateway/base/clock.h"

#include <limits>
#include <optional>

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
/// time-out, 429, 5xx), never a refused message. After a pause one message probes; when it is
/// answered, each success lets two more follow, up to 32 at once: 10,000 waiting messages
/// do not fall on a partner that has just come back.
///
/// ```mermaid
/// stateDiagram-v2
///     closed --> open: failures_max in a row, or it asked for a pause, or one while ramping up
///     open --> probing: the pause is over
///     probing --> open: failed, the pause doubles
///     probing --> closed: succeeded, ramps up
///     open --> closed: one that was under way succeeded
/// ```
class Breaker {
public:
    explicit Breaker(BreakerSettings settings) : settings_{settings} {}

    /// How many messages may be started now: 0, 1 (a probe), as far as the ramp goes, or `all`.
    unsigned allowance(TimePoint now) const;
    /// So many of `wanted` are started now.
    unsigned admit(TimePoint now, unsigned wanted);
    void succeeded();
    /// `asked`: the partner said how long to stay away; obeyed for the line up to pause_max.
    void failed(TimePoint now, std::optional<std::chrono::milliseconds> asked = {});
    BreakerState state() const { return state_; }
    TimePoint open_until() const { return open_until_; }

    static constexpr unsigned all = std::numeric_limits<unsigned>::max();

private:
    void open(TimePoint now, std::optional<std::chrono::milliseconds> asked);

    BreakerSettings settings_;
    BreakerState state_ = BreakerState::closed;
    unsigned failures_ = 0;
    unsigned openings_ = 0;
    unsigned credit_ = all; ///< May be started while ramping up.
    TimePoint open_until_;
};

} // namespace foramen
