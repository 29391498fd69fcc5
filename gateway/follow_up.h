// Why this file exists: what an approval has to tell becomes FHIR, messages to the practice, work
// items for the clinic and changes. Pure but for ids.
#pragma once

#include "gateway/mapping/identity.h"
#include "gateway/rows.h"

#include <span>

namespace foramen {

/// Of messages to ourselves: look what became of a question on its way to the practice.
inline constexpr std::string_view question_partner = "questions";
/// Whether a message of this kind brings a question to a practice.
bool is_question(std::string_view kind);
/// To ourselves: that message is a question, or may stand before one in its lane.
Message question_note(Message const& about, std::string id, TimePoint now);

/// The registered contact of a practice, to whom links and one-time codes go.
std::string contact_of(std::string_view practice); ///< "contact:Z10002"

/// Held until a person ends it, in a lane of its own: one piece of work blocks no other.
Message work_item(AdvanceParts const& parts, Cause const& cause, std::string_view owner,
                  std::string kind, std::string_view text);

/// `booking_event` is the clinic's event that the journey's booking stands for. Error: the
/// mapping's; then nothing of the batch may be stored.
Result<> follow_up(AdvanceParts const& parts, Cause const& cause, BookingJourney const& journey,
                   std::string_view booking_event, std::span<ApprovalNotice const> notices,
                   Batch& batch);

} // namespace foramen
