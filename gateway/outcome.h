// Why this file exists: turns one decision into the one Batch that is stored. Pure but for ids.
#pragma once

#include "gateway/advance.h"

namespace foramen {

/// What is known when a decision is made.
struct Case {
    Submission const& submission;
    Situation const& situation;
    std::string message_id; ///< Of the event.
    std::string patient_key;
    TimePoint now;
    std::string booking_event = ""; ///< Of the booking as it stands; see Consequences.
    /// Not delivered yet, oldest first; see Consequences::wants_waiting.
    std::optional<std::vector<Message>> waiting = {};
    bool is_anothers = false;               ///< See look_whose().
    std::vector<ResourceSeen> same_id = {}; ///< What stands under the id of its report or form.
};

/// Everything that follows from the event, and the state it ended in.
struct Consequences {
    Batch batch;
    EventState state = EventState::applied;
    std::string note;
    std::optional<BookingJourney> booked = {}; ///< The journey after an event of the booking.
    /// Not "": an approval has to be asked or told, and this event of the booking is needed for
    /// it. Nothing else is filled; give it as Case::booking_event.
    std::string wants_event;
    /// Not "": the patient has another practice now, and what is open of this partner's messages of
    /// the booking is needed. Nothing else is filled; give it as Case::waiting.
    std::string wants_waiting;
};

/// Decides and maps. A policy that holds the event, or a mapping that fails, leaves the journey
/// as it was: an event is never lost to our own fault.
Consequences consequences(AdvanceParts const& parts, Case const& given);

/// The batch that keeps an event with its state and, when held, shows it to operators.
Batch kept_event(AdvanceParts const& parts, Case const& one, std::string body_hash,
                 Consequences made);

/// Those that count towards the steroid limit.
std::vector<KnownProcedure> counted_procedures(std::vector<ProcedureRecord> const& procedures);

} // namespace foramen
