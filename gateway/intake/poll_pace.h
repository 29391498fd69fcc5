// Why this file exists: whoever asks a far side that is in trouble asks less often, and not before
// it said that it may.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace foramen {

class PollPace {
public:
    using Seconds = std::chrono::seconds;

    explicit PollPace(Seconds every) : every_{every} {}

    void went_well()
    {
        faults_ = 0;
        asked_.reset();
    }
    /// `asked`: Retry-After of its reply.
    void failed(std::optional<Seconds> asked)
    {
        faults_ = std::min(faults_ + 1, doublings_max);
        asked_ = asked;
    }
    /// After a first fault soon, then twice as long each time.
    Seconds pause() const
    {
        if (faults_ == 0) return every_;
        auto const first = std::min(every_, first_pause);
        auto const longer = std::min(first * (1u << (faults_ - 1)), pause_max);
        return std::max(longer, std::min(asked_.value_or(Seconds{0}), asked_max));
    }

    static constexpr Seconds first_pause{30};
    static constexpr Seconds pause_max{3'600};
    static constexpr Seconds asked_max{6 * 3'600}; ///< Retry-After is not obeyed for longer.

private:
    static constexpr unsigned doublings_max = 12;

    Seconds every_;
    unsigned faults_ = 0;
    std::optional<Seconds> asked_;
};

} // namespace foramen
