#include "gateway/delivery/breaker.h"

#include <algorithm>
#include <utility>

namespace foramen {

namespace {

constexpr unsigned credit_per_success = 2; ///< Doubles what is under way each round trip.
constexpr unsigned doublings_max = 20;

} // namespace

unsigned Breaker::admit(TimePoint now, unsigned wanted)
{
    if (wanted == 0) return 0;
    if (state_ == BreakerState::probing) return 0;
    if (state_ == BreakerState::open) {
        if (now < open_until_) return 0;
        state_ = BreakerState::probing;
        return 1;
    }
    if (credit_ == unlimited) return wanted;
    if (credit_ >= wanted) { // The line is full: the ramp is over.
        credit_ = unlimited;
        return wanted;
    }
    return std::exchange(credit_, 0);
}

void Breaker::unused(unsigned count)
{
    if (count == 0) return;
    if (state_ == BreakerState::probing) state_ = BreakerState::open;
    else if (credit_ != unlimited) credit_ += count;
}

void Breaker::succeeded()
{
    failures_ = 0;
    openings_ = 0;
    if (state_ != BreakerState::closed) {
        state_ = BreakerState::closed;
        credit_ = credit_per_success;
    } else if (credit_ != unlimited) {
        credit_ += credit_per_success;
    }
}

void Breaker::failed(TimePoint now, std::optional<std::chrono::milliseconds> asked)
{
    if (state_ == BreakerState::open) return; // It was under way before; the pause stands.
    ++failures_;
    auto const ramping = credit_ != unlimited;
    if (state_ == BreakerState::probing || ramping || asked ||
        failures_ >= settings_.failures_max) {
        open(now, asked);
    }
}

void Breaker::open(TimePoint now, std::optional<std::chrono::milliseconds> asked)
{
    auto const pause = settings_.pause_first * (1L << std::min(openings_, doublings_max));
    ++openings_;
    failures_ = 0;
    credit_ = unlimited;
    state_ = BreakerState::open;
    open_until_ = now + std::min(std::max(pause, asked.value_or(pause)), settings_.pause_max);
}

} // namespace foramen
