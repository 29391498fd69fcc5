// Why this file exists: what a person answers or the clock brings about changes a journey the way
// an event does: one transaction with all that follows from it.
#include "gateway/advance_move.h"
#include "gateway/base/digest.h"
#include "gateway/base/json_text.h"
#include "gateway/base/log.h"
#include "gateway/follow_up.h"
#include "gateway/outcome.h"

namespace foramen {

namespace {

constexpr unsigned due_at_once_max = 100;
/// A journey that says it is due but has nothing to do is asked again only after this.
constexpr std::chrono::minutes idle_due{1};

/// What was said, word for word: evidence, sealed like any event.
std::string to_json(ApprovalStep const& step)
{
    JsonText json;
    json.object().member("action", to_string(step.action)).member("request", step.request);
    json.member("practice", step.who.practice).member("name", step.who.name);
    json.member("gmc", step.who.gmc).member("door", step.who.door);
    json.member("text", step.text).key("conditions").array();
    for (auto const& condition : step.conditions) json.text(condition);
    json.end_array().member("condition", step.condition).end_object();
    return json.take();
}

std::string actor_of(ApprovalStep const& step)
{
    if (step.who.door != "clinic") return "practice:" + step.who.practice;
    auto const of_two = step.action == ApprovalAction::override_hold ||
                        step.action == ApprovalAction::confirm_override;
    return of_two ? "clinic:" + step.who.name : "clinic";
}

Message mapping_failed(AdvanceParts const& parts, Cause const& cause, Error const& why)
{
    return work_item(parts, cause, approval_work, "approval-untold",
                     "the step was recorded but could not be told to the practice: " + why.text() +
                         "; mend the mapping, tell the practice, then discard this");
}

/// Asked for by the number, or the latest.
unsigned request_of(BookingJourney const& journey, ApprovalStep const& step)
{
    if (step.request != 0 || journey.requests.empty()) return step.request;
    return journey.requests.back().number;
}

} // namespace

Task<> Advance::store_move(Move move)
{
    auto const& before = move.known.journey;
    Cause const cause{new_uuid(parts_.clock, parts_.random), "approval", before.booking_id,
                      before.patient_key, move.now};
    std::string booking_event;
    if (!move.notices.empty()) {
        CO_TRY(event, co_await parts_.store.event(move.after.booking_message));
        booking_event = std::move(event.body);
    }
    Surroundings const around{parts_.rules, counted_procedures(move.known.procedures), move.now};
    Batch batch;
    auto const told = follow_up(parts_, cause, move.after, booking_event, move.notices, batch);
    if (!told) {
        // A "no" is kept whatever happens; a release that cannot be told is none.
        if (move.after.ready) co_return told.error();
        batch = {};
        batch.messages.push_back(mapping_failed(parts_, cause, told.error()));
    }
    if (!move.work.empty()) {
        batch.messages.push_back(
            work_item(parts_, cause, approval_work, "booking-restored", move.work));
    }
    auto const hash = to_hex(sha256(move.body));
    batch.events.push_back({cause.message_id, cause.kind, cause.message_id, cause.booking_id, hash,
                            std::move(move.body), EventState::applied, "", move.now});
    batch.audit.push_back(std::move(move.audit));
    batch.journeys.push_back(record_of(move.after, around, before.version, before.patient_key));
    auto& due = batch.journeys.back().due;
    if (due && *due <= move.now) due = move.now + idle_due;
    if (move.readiness_changed) {
        announce(parts_, batch, cause, "readiness", readiness_json(move.after));
    }
    co_return co_await parts_.store.commit(std::move(batch));
}

Task<Situation> Advance::situation_of(std::string booking_id)
{
    CO_TRY(record, co_await parts_.store.journey(booking_id));
    if (record.version == 0) co_return not_found("there is no such booking");
    SituationQuery query{"approval", "", std::move(booking_id), record.patient_key};
    co_return co_await parts_.store.situation(std::move(query));
}

Task<> Advance::check_task_version(std::string booking_id, unsigned request, std::uint64_t version)
{
    std::string type{"Task"};
    auto id = approval_task_id(booking_id, request);
    std::optional<std::uint64_t> const newest;
    CO_TRY(task, co_await parts_.store.resource(std::move(type), std::move(id), newest));
    if (task.version != version) {
        co_return conflict(std::string{task_is_stale});
    }
    co_return Nothing{};
}

Task<BookingJourney> Advance::take(std::string booking_id, ApprovalStep step,
                                   std::optional<std::uint64_t> task_version)
{
    for (int round = 0; round < move_rounds_max; ++round) {
        CO_TRY(known, co_await situation_of(booking_id));
        CO_TRY(journey, BookingJourney::from(known.journey.body));
        auto const number = request_of(journey, step);
        if (task_version) CO_CHECK(co_await check_task_version(booking_id, number, *task_version));

        auto const now = parts_.clock.now();
        Surroundings const around{parts_.rules, counted_procedures(known.procedures), now};
        CO_TRY(taken, take_step(journey, step, around));
        AuditEntry why{actor_of(step), "approval." + std::string{to_string(step.action)},
                       approval_task_id(booking_id, number), ""};
        Move move{std::move(known),
                  journey,
                  std::move(taken.notices),
                  taken.readiness_changed,
                  to_json(step),
                  std::move(why),
                  now};
        auto const stored = co_await store_move(std::move(move));
        if (stored) co_return journey;
        if (stored.error().kind() != ErrorKind::conflict) co_return stored.error();
    }
    co_return busy("this booking changes too often at the moment: answer again");
}

Task<> Advance::keep_up_one(std::string booking_id)
{
    CO_TRY(known, co_await situation_of(booking_id));
    CO_TRY(journey, BookingJourney::from(known.journey.body));
    auto const now = parts_.clock.now();
    Surroundings const around{parts_.rules, counted_procedures(known.procedures), now};
    auto notices = keep_up(journey, around);
    auto const changed = reassess(journey, around);
    AuditEntry why{"gateway", "approval.clock", booking_id, ""};
    Move move{std::move(known),
              std::move(journey),
              std::move(notices),
              changed,
              R"({"action":"clock"})",
              std::move(why),
              now};
    co_return co_await store_move(std::move(move));
}

Task<> Advance::keep_up_due()
{
    auto const now = parts_.clock.now();
    CO_TRY(due, co_await parts_.store.due_journeys(now, due_at_once_max));
    for (auto& booking_id : due) {
        auto const kept = co_await keep_up_one(booking_id);
        // Somebody else moved it on: it is still due, or no longer.
        if (kept || kept.error().kind() == ErrorKind::conflict) continue;
        log(Level::error, "approval_not_kept_up", {{Field::error, kept.error().text()}});
    }
    co_return Nothing{};
}

} // namespace foramen
