// Why this file exists: what an approval has to tell becomes FHIR, messages to the practice, work
// items for the clinic and changes. Pure but for ids.
#pragma once

#include "gateway/mapping/identity.h"
#include "gateway/rows.h"

#include <span>

namespace foramen {

/// The partner of what a person of the clinic has to do about an approval: held messages that only
/// a person can end, with a reason.
inline constexpr std::string_view approval_work = "approvals";

/// The registered contact of a practice, to whom links and one-time codes go.
std::string contact_of(std::string_view practice); ///< "contact:Z10002"

/// `booking_event` is the clinic's event that the journey's booking stands for. Error: the
/// mapping's; then nothing of the batch may be stored.
Result<> follow_up(AdvanceParts const& parts, Cause const& cause, BookingJourney const& journey,
                   std::string_view booking_event, std::span<ApprovalNotice const> notices,
                   Batch& batch);

} // namespace foramen
