// Why this file exists: how a journey moves on that no event of the clinic moved: by an answer, by
// the clock, by what became of a message, by a restart.
#pragma once

#include "gateway/advance.h"

namespace foramen {

/// All that is stored then.
struct Advance::Move {
    Situation known;
    BookingJourney after;
    std::vector<ApprovalNotice> notices;
    bool readiness_changed = false;
    std::string body;
    AuditEntry audit;
    TimePoint now;
    std::string_view work = ""; ///< What a person has to do about it, or "".
};

/// Two at the same moment: the slower one reads again and is judged anew.
inline constexpr int move_rounds_max = 16;

} // namespace foramen
