// Why this file exists: what becomes of a message after an attempt is decided here alone.
#pragma once

#include "gateway/base/random.h"
#include "gateway/channels/conversation.h"
#include "gateway/delivery/courier.h"
#include "gateway/store/store.h"

#include <variant>

namespace foramen {

/// Whether the far side gave an answer, however bad. Without one the message cannot be to blame.
enum class Answered { yes, no };

/// How a conversation ended.
struct Ending {
    std::variant<Receipt, Refusal> result;
    Answered answered = Answered::yes;

    Refusal const* refusal() const { return std::get_if<Refusal>(&result); }
};

/// Whether the partner's line fails for every message at present (its breaker is not closed).
enum class LineHealth { up, down };

struct Trial {
    Ending ending;
    unsigned attempt = 1; ///< 1 = the first
    LineHealth line = LineHealth::up;
    TimePoint now;
};

using Verdict = std::variant<Finish, Postpone, Hold>;

/// Pure but for chance, which comes in.
///   receipt                                → Finish
///   unavailable, busy, interrupted         → Postpone: exponential, full jitter, never before
///                                            Retry-After; Hold at attempts_max
///     … no answer, and the line is down    → Postpone, whatever the attempt: probes of a partner
///                                            that is away for days must not use up a message
///   conflict                               → Postpone a few times (two transactions met), then
///   Hold all else                               → Hold: trying again cannot help
Verdict judge(Trial const& trial, DeliverySettings const& settings, Random& random);

/// Another transaction at the far side was in the way so many times: a person must look.
inline constexpr unsigned conflict_attempts_max = 5;

} // namespace foramen
