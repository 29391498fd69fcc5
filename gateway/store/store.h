// Why this file exists: the promise that nothing accepted is lost, as an interface that
// SQLite, an in-memory twin and (later) PostgreSQL keep alike; tests/contract/ holds them to it.
//
// Everything a decision changes is one Batch: stored whole, on disk (fsync), or not at all.
// Bodies are sealed by the store before they touch a disk; whoever calls sees them in the clear.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/error_class.h"
#include "gateway/base/task.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace foramen {

/// An event as it was sent. Never changed but for `state`, `note` and what is Forgotten.
enum class EventState {
    applied,    ///< It changed its journey.
    superseded, ///< A higher version was there already; kept for history.
    held,       ///< Valid, but our policy or mapping failed on it: a person must look.
};
struct StoredEvent {
    std::string message_id; ///< Ours; what the clinic got back.
    std::string kind;       ///< "booking", "screening", "procedure-report"
    std::string event_id;   ///< The clinic's; unique.
    std::string booking_id;
    std::string body_hash; ///< SHA-256 of the body as received, hex.
    std::string body;
    EventState state = EventState::applied;
    std::string note; ///< Why it is held or superseded, for people; no patient data.
    TimePoint received;
};

/// The journey of one booking. `version` is the one that was read; 0 = there was none. Stored
/// with version + 1; `conflict` if somebody moved it on since.
struct JourneyRecord {
    std::string booking_id;
    std::uint64_t version = 0;
    std::string patient_key; ///< Sealer::lookup_key of the patient; "" when not known yet.
    std::string body;        ///< JSON
    /// When time alone changes it: a deadline, a reminder. See due_journeys().
    std::optional<TimePoint> due = {};
};

/// One report of an imaging provider, with all that was said of it. Stored with version + 1;
/// `conflict` if somebody moved it on since.
struct ImagingRecord {
    std::string id;
    std::uint64_t version = 0;
    std::string patient_key; ///< Whose it is, or whose NHS number it bears; "" when unknown.
    std::string standing;    ///< "matched", "work-list", …: what imaging() lists by.
    std::string body;        ///< JSON
    std::optional<TimePoint> due = {}; ///< See due_imaging().
};

/// A FHIR resource that we made. A new version is made only where the content differs from the
/// current one. Its meta.versionId and meta.lastUpdated are added when it is read.
struct ResourceRecord {
    std::string type;
    std::string id;
    std::string body; ///< JSON without meta.versionId and meta.lastUpdated.
    std::string patient_key;
    std::string booking_id;
    std::string status;                   ///< The resource's own status element, or "".
    std::vector<std::string> identifiers; ///< "system|value"; hashed before they are stored.
    // Set by the store:
    std::uint64_t version = 0;
    TimePoint updated;
};

enum class MessageState {
    waiting,   ///< Due at `not_before`.
    sending,   ///< Leased; may have arrived.
    delivered, ///< The far side said so: there is a receipt.
    held,      ///< A person must look. Blocks later ones of its lane.
    discarded, ///< A person or a recall said so, with a reason.
};
std::string_view to_string(MessageState state);
inline constexpr std::array message_states{MessageState::waiting, MessageState::sending,
                                           MessageState::delivered, MessageState::held,
                                           MessageState::discarded};

/// A finished message to one partner: every attempt sends the same bytes.
struct Message {
    std::string id;
    std::string event_message_id; ///< The StoredEvent that caused it.
    std::string partner;          ///< "Z10002", "webhook:clinic", "intake" (held events).
    std::string kind;             ///< "booking", "screening", "procedure-report", "readiness"
    std::string lane;             ///< Messages of one lane and partner go strictly in order.
    std::string booking_id;
    std::string report; ///< "id/version" of a procedure report, or "".
    std::string mapping_version;
    std::string body;
    MessageState state = MessageState::waiting;
    unsigned attempts = 0;
    TimePoint created;
    TimePoint not_before;
    TimePoint finished;                        ///< Delivered or discarded; else the epoch.
    std::string last_error;                    ///< Short, no patient data.
    ErrorClass error_class = ErrorClass::none; ///< Of last_error, until it is delivered.
    std::string receipt;                       ///< What the far side answered in short: proof.
    std::uint64_t sequence = 0;                ///< Set by the store; rises with acceptance.
};

/// One try, for the timeline of a message.
struct Attempt {
    std::string message_id;
    unsigned number = 0;
    TimePoint started;
    std::chrono::milliseconds took{0};
    std::string outcome; ///< "delivered", or an error kind.
    std::string detail;  ///< Status line or error text; no patient data.
};

/// A steroid procedure that we know of, for the limit.
struct ProcedureRecord {
    std::string patient_key;
    std::string report_id;
    std::string region;
    Date day;            ///< Europe/London
    bool counted = true; ///< false: entered in error or not completed.
};

struct AuditEntry {
    std::string actor;  ///< "clinic", "operator:alice", "gateway"
    std::string action; ///< "event.accepted", "message.discard", …
    std::string object; ///< An id of ours.
    std::string reason; ///< What the person wrote, or "".
};
struct AuditRecord {
    std::uint64_t number = 0;
    TimePoint at;
    AuditEntry entry;
    std::string hash; ///< SHA-256(previous hash, this record), hex.
};

/// What /api/v1/changes and the webhooks tell: readiness and delivery.
struct Change {
    std::uint64_t number = 0; ///< Set by the store; the SSE id.
    std::string kind;         ///< "readiness", "delivery"
    std::string booking_id;
    std::string body; ///< JSON
    TimePoint at;
};

/// Takes back what must not be sent any more: stored messages of this lane and booking, of one
/// partner or of all. What waits or is held is discarded with the reason. What is being sent may
/// have arrived: discarded when that attempt fails, delivered when not. Each step is audited.
struct Recall {
    std::string lane;
    std::string booking_id;
    std::string reason;       ///< For people; no patient data.
    std::string partner = ""; ///< "": of all.
};

/// A patient who was known by one key is known by another since: what stands under it and the lanes
/// of open messages move, two lanes of a partner becoming one in the order of their acceptance, and
/// the old key leads to the new one from now on: in situation(), searches, recalls and later
/// commits. A key that leads elsewhere already is left as it is: two patients are never made one.
struct Rekey {
    std::string from;
    std::string to;
};

/// How much was known of a patient when a decision was made: `conflict` when a booking, a procedure
/// or an imaging report of the same patient came in between, which the decision did not see.
struct PatientSeen {
    std::string key;
    std::uint64_t rows = 0;  ///< Situation::patient_rows
    std::string former = ""; ///< The key that was free, whose rows were counted as well; or "".
};

/// A resource as a decision found it: `conflict` when it came or another version did since.
struct ResourceSeen {
    std::string type;
    std::string id;
    std::uint64_t version = 0; ///< 0 = it was not there.
};

/// A stored event keeps its id and its hash, so that a repetition is known, but its body becomes
/// this one: what is of nobody here is not kept for ever. One that is not there is passed over.
struct Forgotten {
    std::string message_id;
    std::string body;
};

/// What one decision changes. Rekeys come first, then recalls, then its own resources, messages, …
struct Batch {
    std::vector<StoredEvent> events;
    std::vector<JourneyRecord> journeys;
    std::vector<ImagingRecord> imaging;
    std::vector<ResourceRecord> resources;
    std::vector<Message> messages;
    std::vector<ProcedureRecord> procedures;
    std::vector<AuditEntry> audit;
    std::vector<Change> changes;
    std::vector<Recall> recalls;
    std::vector<Rekey> rekeys;
    std::vector<PatientSeen> seen;
    std::vector<ResourceSeen> resources_seen;
    std::vector<Forgotten> forgotten;
};

/// How SituationQuery::former_key stands to its patient_key.
enum class FormerKey {
    same,      ///< It leads there, or nothing was asked.
    free,      ///< It leads nowhere yet: what stands under it is in the situation too.
    elsewhere, ///< It belongs to another patient.
};

/// What advance() must know before it decides, read in one go.
struct Situation {
    std::optional<StoredEvent> same_event;   ///< The same kind and event_id, if it was here before.
    JourneyRecord journey;                   ///< Of this booking.
    std::vector<JourneyRecord> others;       ///< Other journeys of the same patient.
    std::vector<ProcedureRecord> procedures; ///< Of this patient.
    std::vector<ImagingRecord> imaging;      ///< Of this patient.
    std::string patient_key;                 ///< By which the patient is known now; see Rekey.
    std::uint64_t patient_rows = 0;          ///< Of all that stands under it; see PatientSeen.
    FormerKey former = FormerKey::same;
};
struct SituationQuery {
    std::string kind;
    std::string event_id;
    std::string booking_id;
    std::string patient_key;
    std::string former_key = ""; ///< By which the patient may have been known before; or "".
};

/// The result of one attempt; see delivery/verdict.h.
struct Finish {
    std::string receipt;
};
struct Postpone {
    TimePoint not_before;
    std::string error;
    ErrorClass error_class = ErrorClass::none;
};
struct Hold {
    std::string error;
    ErrorClass error_class = ErrorClass::none;
};
struct Settlement {
    std::string message_id;
    unsigned attempt = 0; ///< Fencing: ignored with `conflict` when another lease began since.
    std::variant<Finish, Postpone, Hold> verdict;
    Attempt record;
    std::vector<Change> changes;
    std::vector<Message> messages; ///< Follow-ups, such as a webhook about this delivery.
};

/// What an operator does with messages; each is audited with the actor and the reason.
enum class MessageAction { retry, hold, release, discard };
std::string_view to_string(MessageAction action);

/// What an operator does with the whole line of a partner; audited likewise.
enum class PartnerAction { pause, resume };
std::string_view to_string(PartnerAction action);

/// Who paused a partner's line and why: its messages are accepted and wait.
struct Pause {
    TimePoint since;
    std::string actor;
    std::string reason; ///< For people; no patient data.
    bool operator==(Pause const&) const = default;
};

/// Keyset paging: newest first, `before` = the sequence to go on from (0 = the newest).
struct MessageFilter {
    std::optional<MessageState> state;
    std::string partner;
    std::string kind;
    std::string booking_id;
    std::string event_message_id;
    std::optional<ErrorClass> error_class;
    std::optional<TimePoint> created_until; ///< inclusive: what is so old or older
    std::uint64_t before = 0;
    unsigned limit = 50;
};

struct ResourceFilter {
    std::string type;
    std::string id;                 ///< _id
    std::string identifier;         ///< "system|value" or "|value" or "value"
    std::string patient_identifier; ///< "system|value" of the patient
    std::string status;
    std::optional<TimePoint> updated_from;  ///< inclusive
    std::optional<TimePoint> updated_until; ///< exclusive
    std::string booking_id;
    std::uint64_t after = 0; ///< Paging token from ResourcePage::next.
    unsigned limit = 50;
};
struct ResourcePage {
    std::vector<ResourceRecord> resources;
    std::uint64_t total = 0;
    std::uint64_t next = 0; ///< 0 = no more.
};

/// One row of the monitor: how a partner's queue stands.
struct QueueState {
    std::string partner;
    std::map<MessageState, std::uint64_t> counts;
    std::optional<std::uint64_t> retrying;   ///< Waiting ones that were tried before, if known.
    std::optional<TimePoint> oldest_waiting; ///< Creation of the oldest waiting or sending one.
    std::optional<TimePoint> oldest_held;
    std::optional<TimePoint> next_attempt;
    std::optional<TimePoint> last_delivered;
    std::optional<Pause> pause; ///< There is no next attempt then.
};

/// Told after a commit, on a thread of the store: keep it short.
struct Committed {
    std::vector<std::string> partners; ///< With new or released messages, or resumed.
    std::vector<std::string> paused;   ///< Lines that were paused.
    std::vector<Change> changes;       ///< With their numbers.
};

struct StoreFigures {
    std::uint64_t commits = 0; ///< fsyncs that carried something
    std::uint64_t batches = 0; ///< batches and settlements in them
    std::uint64_t errors = 0;
    std::chrono::microseconds last_commit{0};
    std::chrono::microseconds commits_took{0}; ///< Sum over all commits, for the metrics.
    std::uint64_t wal_bytes = 0;
    std::uint64_t file_bytes = 0;
};

class Store {
public:
    virtual ~Store() = default;

    virtual Task<Situation> situation(SituationQuery query) = 0;

    /// Returns when the batch is on disk. Errors: conflict (a journey moved on, or the event_id
    /// is there already: read the situation again); unavailable (disk full, I/O): nothing stored.
    virtual Task<> commit(Batch batch) = 0;

    /// Up to `count_max` due messages of `partner`, oldest first, at most one per lane and none
    /// behind an unfinished one of its lane. They are `sending` until settled or until the lease
    /// ends; after a restart they are waiting again.
    virtual Task<std::vector<Message>> lease(std::string partner, unsigned count_max) = 0;
    virtual Task<> settle(Settlement settlement) = 0;
    /// When the partner's next message becomes due; no value = none waits.
    virtual Task<std::optional<TimePoint>> next_due(std::string partner) = 0;
    /// Partners with anything waiting or sending: where to begin after a start.
    virtual Task<std::vector<std::string>> partners_with_work() = 0;

    virtual Task<> act(std::string message_id, MessageAction action, AuditEntry why) = 0;
    /// While a line is paused lease() gives nothing of it, over restarts too, and next_due() knows
    /// no time, whatever comes meanwhile. What is being sent is settled as ever. A partner need not
    /// be known. Errors: conflict (it is so already), incorrect (no reason).
    virtual Task<> act_on_partner(std::string partner, PartnerAction action, AuditEntry why) = 0;

    virtual Task<StoredEvent> event(std::string message_id) = 0; ///< not_found
    virtual Task<std::vector<StoredEvent>> events_of_booking(std::string booking_id) = 0;
    /// An event that was held, set to applied or superseded; see Batch for what else changes.
    virtual Task<> resolve_event(std::string message_id, EventState state, Batch batch) = 0;

    virtual Task<Message> message(std::string id) = 0; ///< not_found
    virtual Task<std::vector<Attempt>> attempts(std::string message_id) = 0;
    virtual Task<std::vector<Message>> messages(MessageFilter filter) = 0; ///< bodies left out

    virtual Task<ResourceRecord> resource(std::string type, std::string id,
                                          std::optional<std::uint64_t> version) = 0; ///< not_found
    virtual Task<std::vector<ResourceRecord>> history(std::string type, std::string id) = 0;
    virtual Task<ResourcePage> resources(ResourceFilter filter) = 0;

    virtual Task<JourneyRecord> journey(std::string booking_id) = 0; ///< version 0 = none
    /// Bookings whose journey is due at `until` or before, the oldest first.
    virtual Task<std::vector<std::string>> due_journeys(TimePoint until, unsigned limit) = 0;
    /// All bookings by id, from the one after `after`: for whoever keeps a list of them.
    virtual Task<std::vector<JourneyRecord>> journeys(std::string after, unsigned limit) = 0;
    virtual Task<ImagingRecord> imaging(std::string id) = 0; ///< version 0 = none
    /// Those of one standing by id, from the one after `after`.
    virtual Task<std::vector<ImagingRecord>>
    imaging_standing(std::string standing, std::string after, unsigned limit) = 0;
    /// Reports that are due at `until` or before, the oldest first.
    virtual Task<std::vector<std::string>> due_imaging(TimePoint until, unsigned limit) = 0;
    virtual Task<std::vector<QueueState>> queues() = 0;
    virtual Task<std::vector<Change>> changes(std::uint64_t after, unsigned limit) = 0;
    virtual Task<std::vector<AuditRecord>> audit(std::uint64_t after, unsigned limit) = 0;
    /// Recomputes the chain. Error: fault, naming the first record that does not fit.
    virtual Task<std::uint64_t> verify_audit() = 0;

    /// Called after commits that brought messages, changes or a pause. Set before any commit.
    virtual void on_commit(std::function<void(Committed const&)> listener) = 0;
    virtual StoreFigures figures() const = 0;
    /// Whether a write would succeed now, for /readyz.
    virtual Task<> probe() = 0;
    /// Finishes what was begun and closes. No call may follow.
    virtual void close() = 0;
};

} // namespace foramen
