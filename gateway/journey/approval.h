// Why this file exists: the two words that readiness needs of approval.
#pragma once

#include "gateway/journey/journey.h"

namespace foramen {

/// Reads factors, answer, booking and screening of the journey.
ApprovalState approval_of(BookingJourney const& journey);
/// No value: nothing stands in the way.
std::optional<HoldCode> approval_hold(ApprovalState state);

} // namespace foramen
