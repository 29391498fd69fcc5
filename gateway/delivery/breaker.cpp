#include "gateway/delivery/breaker.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr unsigned credit_per_success = 2; ///< Doubles what is under way each round trip.
constexpr unsigned pause_doublings_max = 20;
constexpr unsigned ramp_end = 32; ///< A line that may start so many is well again.

} // namespace

unsigned Breaker::allowance(TimePoint now) const
{
    switch (state_) {
    case BreakerState::closed: return credit_;
    case BreakerState::open: return now < open_until_ ? 0 : 1;
    case BreakerState::probing: return 0;
    }
    return 0;
}

unsigned Breaker::admit(TimePoint now, unsigned wanted)
{
    auto const admitted = std::min(wanted, allowance(now));
    if (admitted == 0) return 0;
    if (state_ == BreakerState::open) state_ = BreakerState::probing;
    else if (credit_ != all) credit_ -= admitted;
    return admitted;
}

void Breaker::succeeded()
{
    failures_ = 0;
    openings_ = 0;
    if (state_ != BreakerState::closed) {
        state_ = BreakerState::closed;
        credit_ = credit_per_success;
    } else if (credit_ != all) {
        credit_ += credit_per_success;
        if (credit_ >= ramp_end) credit_ = all;
    }
}

void Breaker::failed(TimePoint now, std::optional<std::chrono::milliseconds> asked)
{
    if (state_ == BreakerState::open) return; // It was under way before; the pause stands.
    ++failures_;
    auto const ramping = credit_ != all;
    if (state_ == BreakerState::probing || ramping || asked ||
        failures_ >= settings_.failures_max) {
        open(now, asked);
    }
}

void Breaker::open(TimePoint now, std::optional<std::chrono::milliseconds> asked)
{
    auto const pause = settings_.pause_first * (1L << std::min(openings_, pause_doublings_max));
    ++openings_;
    failures_ = 0;
    credit_ = all;
    state_ = BreakerState::open;
    open_until_ = now + std::min(std::max(pause, asked.value_or(pause)), settings_.pause_max);
}

} // namespace foramen
