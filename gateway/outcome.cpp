#include "gateway/outcome.h"

#include "gateway/event_facts.h"
#include "gateway/follow_up.h"
#include "gateway/practice_change.h"
#include "gateway/whose.h"

#include <algorithm>

namespace foramen {

namespace {

/// The steroid procedure that this report makes known, takes back or corrects.
std::optional<ProcedureRecord> procedure_of(Case const& one)
{
    auto const* const report = std::get_if<ProcedureReport>(&one.submission.event.content);
    if (report == nullptr) return {};
    auto const real = report->completed && report->has_steroid &&
                      report->status != ReportStatus::entered_in_error;
    return ProcedureRecord{one.patient_key, report->id,
                           std::string{to_string(report->procedure.region)},
                           london_date(report->performed_start), real};
}

std::string report_label(Case const& one)
{
    auto const* const report = std::get_if<ProcedureReport>(&one.submission.event.content);
    return report == nullptr ? "" : report->id + "/" + std::to_string(report->version);
}

Cause cause_of(Case const& one)
{
    auto const& event = one.submission.event;
    return {one.message_id, std::string{to_string(event.kind())}, event.booking_id(),
            one.patient_key, one.now};
}

Message delivery_of(AdvanceParts const& parts, Case const& one, BookingJourney const& journey,
                    std::string bundle)
{
    auto const cause = cause_of(one);
    auto const nobody = journey.practice.empty();
    auto message =
        new_message(parts, cause, nobody ? std::string{no_practice} : journey.practice, cause.kind);
    message.report = report_label(one);
    message.mapping_version = parts.mapper.version();
    message.body = std::move(bundle);
    if (nobody) {
        message.state = MessageState::held;
        message.error_class = ErrorClass::content;
        message.last_error = "the patient has no registered GP practice: send a booking event with "
                             "patient.gpPractice, and this message goes there";
    }
    return message;
}

void announce_readiness(AdvanceParts const& parts, Batch& batch, BookingJourney const& journey,
                        Case const& one)
{
    auto cause = cause_of(one);
    cause.booking_id = journey.booking_id; // Another booking of the patient, at times.
    announce(parts, batch, cause, "readiness", readiness_json(journey));
}

/// A report, or an NHS number that joins two patients, changes the steroid count of the patient's
/// other bookings too.
Result<> reassess_others(AdvanceParts const& parts, Case const& one, Surroundings const& around,
                         Batch& batch)
{
    for (auto const& record : one.situation.others) {
        TRY(journey, BookingJourney::from(record.body));
        if (!reassess(journey, around)) continue;
        batch.journeys.push_back(record_of(journey, around, record.version, record.patient_key));
        announce_readiness(parts, batch, journey, one);
    }
    return {};
}

/// Maps what the decision ordered. Error: the mapping's, for the operator.
Result<> fulfil(AdvanceParts const& parts, Case const& one, BookingJourney const& before,
                Decision& decision, Batch& batch)
{
    for (auto const& order : decision.orders) {
        auto const facts = facts_of(before, decision.journey, one);
        TRY(mapped, parts.mapper.apply(order.mapping, one.submission.body, facts));
        add_resources(batch, cause_of(one), std::move(mapped.resources));
        if (!order.send_to_practice) {
            batch.audit.push_back({"gateway", "sharing.refused", one.message_id,
                                   "the patient refused sharing: nothing was sent"});
            note_uncorrected(parts, one, cause_of(one), before, batch);
            continue;
        }
        auto message = delivery_of(parts, one, decision.journey, std::move(mapped.bundle));
        for (auto& report : decision.journey.reports) {
            if (report.id + "/" + std::to_string(report.version) == message.report) {
                report.message_id = message.id;
            }
        }
        correct_elsewhere(parts, one, before, message, batch);
        batch.messages.push_back(std::move(message));
    }
    return {};
}

/// The clinic's id leads to the patient's NHS number from now on. Returns whether anything that
/// was known by the clinic's id alone joins what is known of the patient.
bool join_patient(AdvanceParts const& parts, Case const& one, Batch& batch)
{
    auto const& known = one.situation;
    if (known.former == FormerKey::elsewhere) {
        batch.audit.push_back({"gateway", "patient.kept-apart", one.message_id,
                               "the clinic's id came with another NHS number before: compare "
                               "both patients in the clinic's software"});
    }
    if (known.former != FormerKey::free) return false;
    auto const from = parts.sealer.lookup_key(one.submission.event.patient.clinic_identity());
    batch.rekeys.push_back({from, one.patient_key});
    auto const of_clinic_id = [&](auto const& record) { return record.patient_key == from; };
    auto const joins = of_clinic_id(known.journey) ||
                       std::ranges::any_of(known.others, of_clinic_id) ||
                       std::ranges::any_of(known.procedures, of_clinic_id);
    if (!joins) return false;
    batch.audit.push_back({"gateway", "patient.joined", one.message_id,
                           "what came with the clinic's id alone is of this NHS number"});
    return true;
}

bool refuses_now(BookingJourney const& before, BookingJourney const& after)
{
    return before.share_with_gp != false && after.share_with_gp == false;
}

/// The patient refused to share: what was stored before and has not left yet is taken back. Its
/// reports are "not-shared" unless the queue says that they were delivered (decisions/0005).
void take_back(Case const& one, BookingJourney& journey, Batch& batch)
{
    std::string const why = "the patient refused sharing";
    batch.audit.push_back({"clinic", "sharing.refused", one.message_id, why});
    auto const& before = one.situation.journey;
    if (before.version == 0) return;
    for (auto& report : journey.reports) report.status = "not-shared";
    batch.recalls.push_back({one.patient_key, journey.booking_id, why});
    if (before.patient_key == one.patient_key) return;
    batch.recalls.push_back({before.patient_key, journey.booking_id, why});
}

Consequences held(std::string note)
{
    Consequences made;
    made.state = EventState::held;
    made.note = std::move(note);
    return made;
}

Result<BookingJourney> journey_before(Case const& one)
{
    if (one.situation.journey.version != 0) return BookingJourney::from(one.situation.journey.body);
    BookingJourney fresh;
    fresh.booking_id = one.submission.event.booking_id();
    return fresh;
}

/// Nobody has read what the event says: its booking is not ready until somebody has.
void keep_on_hold(AdvanceParts const& parts, Case const& one, Surroundings const& around,
                  BookingJourney const& before, BookingJourney kept, Batch& batch)
{
    if (one.situation.journey.version != 0) note_unapplied(kept, one.submission.event);
    if (kept == before) return;
    if (reassess(kept, around)) announce_readiness(parts, batch, kept, one);
    batch.journeys.push_back(record_of(kept, around, one.situation.journey.version,
                                       parts.sealer.lookup_key(kept.patient_identity)));
}

/// What the mapping cannot do waits for a person; a refusal does not.
Consequences held_but_for_refusal(AdvanceParts const& parts, Case const& one,
                                  Surroundings const& around, BookingJourney const& before,
                                  BookingJourney const& after, Error const& why)
{
    auto made = held(why.text());
    auto kept = before;
    if (refuses_now(before, after)) {
        kept.share_with_gp = false;
        kept.share_occurred = after.share_occurred;
        if (kept.patient_identity.empty()) {
            kept.patient_clinic_id = after.patient_clinic_id;
            kept.patient_identity = after.patient_identity;
            kept.birth_date = after.birth_date;
        }
        take_back(one, kept, made.batch);
    }
    keep_on_hold(parts, one, around, before, std::move(kept), made.batch);
    return made;
}

bool is_booking(Case const& one) { return one.submission.event.kind() == EventKind::booking; }

/// What this report makes known counts for the patient's other bookings at once.
bool learn_procedure(Case const& one, Surroundings& around, Batch& batch)
{
    auto procedure = procedure_of(one);
    if (!procedure) return false;
    std::erase_if(around.procedures, [&](KnownProcedure const& known) {
        return known.report_id == procedure->report_id;
    });
    auto const now_known = counted_procedures({*procedure});
    around.procedures.insert(around.procedures.end(), now_known.begin(), now_known.end());
    batch.procedures.push_back(*std::move(procedure));
    return true;
}

/// All rows of a decision. Error: a mapping's or a stored journey's; nothing may be stored then.
Result<Consequences> applied(AdvanceParts const& parts, Case const& one,
                             BookingJourney const& before, Decision& decision, Surroundings around)
{
    Consequences made;
    auto& batch = made.batch;
    auto const joined = join_patient(parts, one, batch);
    if (refuses_now(before, decision.journey)) take_back(one, decision.journey, batch);
    follow_patient(parts, one, before, decision.journey, batch);
    if (decision.outcome == EventOutcome::superseded) {
        made.state = EventState::superseded;
        made.note = decision.note;
    }
    auto const fulfilled = fulfil(parts, one, before, decision, batch);
    if (!fulfilled) return fulfilled.error();
    expect_unchanged(one, batch);
    auto const followed = follow_up(parts, cause_of(one), decision.journey, one.booking_event,
                                    decision.notices, batch);
    if (!followed) return followed.error();
    forget_unasked(one, batch);
    auto const learned = made.state == EventState::applied && learn_procedure(one, around, batch);
    if (learned || joined) {
        auto const others = reassess_others(parts, one, around, batch);
        if (!others) return others.error();
    }
    // A superseded event may still bring a refusal to share, so its journey is kept as well.
    if (decision.journey != before) {
        batch.journeys.push_back(
            record_of(decision.journey, around, one.situation.journey.version, one.patient_key));
    }
    if (decision.readiness_changed) announce_readiness(parts, batch, decision.journey, one);
    if (is_booking(one)) made.booked = std::move(decision.journey);
    return made;
}

} // namespace

std::vector<KnownProcedure> counted_procedures(std::vector<ProcedureRecord> const& procedures)
{
    std::vector<KnownProcedure> known;
    for (auto const& one : procedures) {
        if (!one.counted) continue;
        auto const region = one.region == "cervical" ? Region::cervical : Region::lumbar;
        known.push_back({one.report_id, region, one.day});
    }
    return known;
}

Consequences consequences(AdvanceParts const& parts, Case const& given)
{
    auto const before = journey_before(given);
    if (!before) return held("the stored journey cannot be read: " + before.error().text());

    Surroundings around{parts.rules, counted_procedures(given.situation.procedures), given.now};
    auto decision = decide(*before, given.submission.event, around);
    if (given.is_anothers) {
        decision.outcome = EventOutcome::held;
        decision.note = "this id stands in another patient's record: compare both in the clinic's "
                        "software, then send what is right under an id of its own";
    }
    if (decision.outcome == EventOutcome::held) {
        auto made = held(decision.note);
        keep_on_hold(parts, given, around, *before, *before, made.batch);
        return made;
    }
    auto one = given;
    // An event without the NHS number belongs to the patient whose journey it is.
    one.patient_key = parts.sealer.lookup_key(decision.journey.patient_identity);
    if (decision.outcome == EventOutcome::applied && is_booking(one)) {
        decision.journey.booking_message = one.message_id;
        one.booking_event = one.submission.body;
    }
    Consequences asks;
    if (!one.waiting) asks.wants_waiting = former_practice(one, *before, decision.journey);
    if (!asks.wants_waiting.empty()) return asks;
    if (!decision.notices.empty() && one.booking_event.empty()) {
        asks.wants_event = decision.journey.booking_message;
        return asks.wants_event.empty() ? held("the booking of an approval is not known") : asks;
    }
    auto made = applied(parts, one, *before, decision, around);
    if (made) return *std::move(made);
    return held_but_for_refusal(parts, one, around, *before, decision.journey, made.error());
}

Batch kept_event(AdvanceParts const& parts, Case const& one, std::string body_hash,
                 Consequences made)
{
    auto const& event = one.submission.event;
    auto batch = std::move(made.batch);
    batch.events.push_back({one.message_id, std::string{to_string(event.kind())}, event.event_id,
                            event.booking_id(), std::move(body_hash), one.submission.body,
                            made.state, made.note, one.now});
    batch.audit.push_back({"clinic", "event.accepted", one.message_id, ""});
    if (made.state != EventState::held) return batch;

    auto message = new_message(parts, cause_of(one), std::string{intake_partner},
                               std::string{to_string(event.kind())});
    message.lane = one.message_id; // A held event blocks no other.
    message.state = MessageState::held;
    message.last_error = made.note;
    message.error_class = ErrorClass::internal;
    batch.messages.push_back(std::move(message));
    return batch;
}

} // namespace foramen
