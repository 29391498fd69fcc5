#include "gateway/delivery/verdict.h"

#include <algorithm>

namespace foramen {

namespace {

using std::chrono::milliseconds;

constexpr unsigned wait_doublings_max = 30;

unsigned attempts_allowed(Trial const& trial, ErrorKind kind, DeliverySettings const& settings)
{
    if (kind == ErrorKind::conflict) return std::min(conflict_attempts_max, settings.attempts_max);
    auto const blameless = trial.line == LineHealth::down && trial.ending.answered == Answered::no;
    return blameless ? std::numeric_limits<unsigned>::max() : settings.attempts_max;
}

/// Full jitter: anywhere between now and the end of the wait, so that what failed together does
/// not come back together.
std::chrono::microseconds spread(milliseconds wait, Random& random)
{
    auto const bound = std::chrono::microseconds{wait}.count() + 1;
    return std::chrono::microseconds{random.below(static_cast<std::uint64_t>(bound))};
}

/// A line that is down is asked rarely by its breaker, so the wait need not grow beyond its pause.
milliseconds longest_wait(LineHealth line, DeliverySettings const& settings)
{
    if (line == LineHealth::up) return settings.backoff_max;
    return std::min(settings.backoff_max, settings.breaker.pause_max);
}

TimePoint next_try(Trial const& trial, DeliverySettings const& settings, Random& random)
{
    auto const& asked = trial.ending.refusal()->retry_after;
    if (asked) {
        auto const wait = std::min<milliseconds>(*asked, settings.retry_after_max);
        return trial.now + wait + spread(settings.backoff_first, random);
    }
    auto const most = longest_wait(trial.line, settings);
    auto wait = settings.backoff_first;
    for (unsigned i = 1; i < std::min(trial.attempt, wait_doublings_max) && wait < most; ++i)
        wait *= 2;
    return trial.now + spread(std::min(wait, most), random);
}

} // namespace

Verdict judge(Trial const& trial, DeliverySettings const& settings, Random& random)
{
    if (auto const* receipt = std::get_if<Receipt>(&trial.ending.result)) {
        return Finish{receipt->text};
    }
    auto const& error = trial.ending.refusal()->error;
    auto const error_class = trial.ending.refusal()->error_class;
    if (!may_succeed_later(error.kind()) && error.kind() != ErrorKind::conflict) {
        return Hold{error.text(), error_class};
    }
    if (trial.attempt >= attempts_allowed(trial, error.kind(), settings)) {
        return Hold{"held after " + std::to_string(trial.attempt) + " attempts: " + error.text(),
                    error_class};
    }
    return Postpone{next_try(trial, settings, random), error.text(), error_class};
}

} // namespace foramen
