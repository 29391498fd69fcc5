// Why this file exists: the heart of the house. An event comes in, the journey is read, policy
// decides, mappings make finished FHIR, and one transaction stores it all. Read this first.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/base/sealer.h"
#include "gateway/base/task.h"
#include "gateway/clinic/event.h"
#include "gateway/clinic/parse.h"
#include "gateway/journey/journey.h"
#include "gateway/mapping/mapper.h"
#include "gateway/store/store.h"
#include "gateway/store/work.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace foramen {

/// An event as it came through a door: checked, with its bytes as received.
struct Submission {
    ClinicEvent event;
    std::string body;
};

/// The promise we gave: the event is on disk under this id.
struct Accepted {
    std::string message_id;
    std::string booking_id;
    EventState state = EventState::applied;
    bool repeated = false; ///< It was here before; nothing was stored.
};

/// The partner of messages that wait for a person to repair a mapping or a policy.
inline constexpr std::string_view intake_partner = "intake";

class ClinicList;

/// What advance() needs of the house. All outlive it.
struct AdvanceParts {
    Store& store;
    Mapper const& mapper;
    EventParser const& parser;
    RiskTable const& rules;
    Sealer const& sealer;
    Clock const& clock;
    Random& random;
    std::vector<std::string> webhooks; ///< Partner ids that are told about readiness.
    /// The page on which request `number` of a booking is answered; empty = there is none.
    std::function<std::string(std::string_view booking_id, unsigned number)> approval_link = {};
    std::set<std::string> contacts = {}; ///< ODS codes of practices with a registered contact.
    ClinicList* clinic_list = nullptr;   ///< Learns of each booking.
    /// A patient with imaging reports has a booking that did not know of them.
    std::function<Task<>(std::string patient_key)> imaging_waits = {};
};

struct Case;
struct Consequences;

/// What take() says when the Task is another version than the one that was answered.
inline constexpr std::string_view task_is_stale =
    "the Task is another version than the one that was answered: read it again, then decide";

class Advance {
public:
    explicit Advance(AdvanceParts parts) : parts_{std::move(parts)} {}

    /// Answers only after the event is on disk: "accepted" is a promise we can keep.
    /// Errors: conflict (this eventId came before with another body), unavailable, busy.
    Task<Accepted> accept(Submission submission);

    /// Takes a step of an approval (see take_step()) and answers when it is on disk, with the
    /// journey as it is then. `task_version`: refused with `conflict` unless it is the current one
    /// of the Task. Errors: not_found, those of take_step(), busy, unavailable.
    Task<BookingJourney> take(std::string booking_id, ApprovalStep step,
                              std::optional<std::uint64_t> task_version);

    /// Reminders, deadlines: brings the journeys up to date that are due by now.
    Task<> keep_up_due();

    /// What became of questions on their way to a practice. Called when question_partner has work.
    Task<> note_questions();

    /// The database was restored from a backup (hazard H17): holds every booking that is still to
    /// come, each with work for a person, and what waits for practices. Gives how many bookings.
    Task<unsigned> hold_restored();
    /// `who` of the clinic or of operations has compared the booking with the clinic's own records.
    /// Errors: not_found, conflict (nothing to confirm), busy, unavailable.
    Task<BookingJourney> confirm_restored(std::string booking_id, AuditEntry who);

    /// Tries held events again that an operator released. Called when "intake" has work.
    Task<> retry_held();

private:
    Task<> retry_one(Message message);
    bool announce_patient(std::optional<BookingJourney> const& booked);
    /// After a booking was stored: the patient's reports that were there before count for it.
    boost::asio::awaitable<void> tell_imaging(bool is_booked, Situation const& known);
    /// Reads what is wanted beyond the situation, and decides again.
    Task<Consequences> consequences_of(Case& one);
    /// With their bodies, oldest first.
    Task<std::vector<Message>> open_messages(std::string partner, std::string booking_id);
    struct Move;
    Task<> store_move(Move move);
    Task<> keep_up_one(std::string booking_id);
    Task<> note_question_of(std::string message_id);
    Task<> look_before(Message question);
    /// `about`: the message that has not arrived, or has.
    Task<> note_one(Message question, std::string about, QuestionDelivery delivery);
    Task<bool> hold_restored_one(std::string booking_id);
    Task<> hold_messages(std::string partner);
    Task<Situation> situation_of(std::string booking_id);
    Task<> check_task_version(std::string booking_id, unsigned request, std::uint64_t version);
    /// What is known of the event's booking and of its patient, by whichever id.
    Task<Situation> situation(std::string event_id, ClinicEvent const& event);

    AdvanceParts parts_;
};

} // namespace foramen
