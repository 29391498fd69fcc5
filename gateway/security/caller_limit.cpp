#include "gateway/security/caller_limit.h"

#include <algorithm>
#include <cstdint>

namespace foramen {

CallerLimit::Place::~Place()
{
    if (limit_ == nullptr) return;
    std::lock_guard const lock{limit_->mutex_};
    --*under_way_;
}

std::variant<CallerLimit::Place, CallerLimit::Wait> CallerLimit::enter(std::string_view caller,
                                                                       Now now)
{
    constexpr std::chrono::nanoseconds bucket = std::chrono::seconds{1};
    auto const share = bucket / static_cast<std::int64_t>(settings_.per_second_max);
    std::lock_guard const lock{mutex_};
    auto found = callers_.find(caller);
    if (found == callers_.end()) found = callers_.try_emplace(std::string{caller}).first;
    auto& state = found->second;
    if (state.under_way >= settings_.at_once_max) return Wait{.reason = Wait::Reason::at_once};
    auto const next = std::max(state.next, now) + share;
    if (next - now > bucket) {
        auto const wait = std::chrono::ceil<std::chrono::seconds>(next - now - bucket);
        return Wait{std::max(wait, std::chrono::seconds{1}), Wait::Reason::rate};
    }
    state.next = next;
    ++state.under_way;
    return Place{*this, state.under_way};
}

} // namespace foramen
