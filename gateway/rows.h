// Why this file exists: the rows that every decision writes alike, whatever brought it about: a
// clinic event, an answer of a practice or the clock.
#pragma once

#include "gateway/advance.h"
#include "gateway/base/json_text.h"

namespace foramen {

/// What the rows of a batch say of where they come from.
struct Cause {
    std::string message_id; ///< Of the StoredEvent.
    std::string kind;       ///< "booking", …, "approval"
    std::string booking_id;
    std::string patient_key;
    TimePoint now;
};

/// A waiting message with everything but its body; lane = the patient's unless set afterwards.
Message new_message(AdvanceParts const& parts, Cause const& cause, std::string partner,
                    std::string kind);

void add_resources(Batch& batch, Cause const& cause, std::vector<MappedResource> resources);

/// Of a message to ourselves: done, or held with what went wrong.
Settlement settled_here(Message const& message, Result<> const& outcome, TimePoint now);

/// The event stream is told, and each webhook as "booking.KIND".
void announce(AdvanceParts const& parts, Batch& batch, Cause const& cause, std::string_view kind,
              std::string body);

JourneyRecord record_of(BookingJourney const& journey, Surroundings const& around,
                        std::uint64_t version, std::string patient_key);

/// How a request and its appointment stand while an approval is open.
bool waits_for_approval(BookingJourney const& journey);
void add_standing(Facts& facts, BookingJourney const& journey);

/// "ready", "holds":[{"code","text","since"}]: members of the object that is open.
void put_readiness(JsonText& json, BookingJourney const& journey);

/// {"bookingId", "ready", "holds":[{"code","text","since"}]}: what changes and webhooks tell.
std::string readiness_json(BookingJourney const& journey);

} // namespace foramen
