#include "gateway/imports.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_text.h"
#include "gateway/outcome.h"
#include "gateway/rows.h"

#include <rapidjson/document.h>

#include <algorithm>

namespace foramen {

namespace {

constexpr std::string_view quarantine_kind = "imaging-quarantine";

std::vector<std::string> case_ids_of(ImagingArrival const& arrival)
{
    std::vector<std::string> ids;
    for (auto const& report : arrival.reports) {
        auto const name = arrival.key.control_id + '#' + std::to_string(ids.size());
        ids.push_back(imaging::case_id(report, name));
    }
    return ids;
}

/// The message as it came, and what its sender was told: a repetition is told the same.
std::string stored_body(ImagingArrival const& arrival)
{
    JsonText json;
    json.object().member("acknowledgement", arrival.acknowledgement).key("reports").array();
    for (auto const& id : case_ids_of(arrival)) json.text(id);
    json.end_array().member("message", to_base64(arrival.bytes)).end_object();
    return json.take();
}

std::string stored_acknowledgement(std::string const& body)
{
    rapidjson::Document document;
    document.Parse(body.data(), body.size());
    if (document.HasParseError() || !document.IsObject()) return {};
    auto const found = document.FindMember("acknowledgement");
    if (found == document.MemberEnd() || !found->value.IsString()) return {};
    return {found->value.GetString(), found->value.GetStringLength()};
}

/// Held until its reason is gone, or a person ends it.
Message work_message(AdvanceParts const& parts, Cause const& cause, std::string_view kind,
                     std::string_view text)
{
    auto message = new_message(parts, cause, std::string{imaging_work}, std::string{kind});
    message.state = MessageState::held;
    message.last_error = text;
    message.body = "{}";
    message.lane = message.id; // One piece of work blocks no other.
    return message;
}

std::string work_lane(imaging::Case const& report, imaging::Work work)
{
    return report.id + '/' + std::string{to_string(work)};
}

bool is_entered_in_error(imaging::Case const& report)
{
    return imaging::current_of(report.tellings).status == hl7v2::ImagingStatus::entered_in_error;
}

/// The scans of this report in a booking are what it gives them now; others stay. Returns whether
/// anything changed.
bool replace_scans(BookingJourney& journey, std::string const& report_id,
                   std::vector<Scan> const& scans)
{
    auto const before = journey.scans;
    std::erase_if(journey.scans, [&](Scan const& scan) { return scan.id == report_id; });
    journey.scans.insert(journey.scans.end(), scans.begin(), scans.end());
    return journey.scans != before;
}

} // namespace

imaging::Known Imports::known(std::span<matching::Candidate const> patients, TimePoint now) const
{
    return {patients,
            settings_.policy,
            regions_,
            now,
            &urgent_words_,
            settings_.overdue_after,
            settings_.second_person};
}

void Imports::judge(imaging::Case& report, TimePoint now) const
{
    list_.with_patients([&](auto patients) { imaging::judge(report, known(patients, now)); });
}

std::string Imports::named_key(hl7v2::ImagingReport const& said) const
{
    auto const evidence = imaging::evidence_of(said);
    auto const number = matching::read_number(evidence, settings_.policy.test_numbers);
    if (number.digits.empty()) return {};
    return parts_.sealer.lookup_key(std::string{nhs_identity} + number.digits);
}

void Imports::add_scans(Change const& change, std::string const& clinic_id, Situation const& known,
                        Batch& batch) const
{
    auto const shown = imaging::patients_of(change.after);
    auto const scans =
        shown.contains(clinic_id) ? imaging::scans_of(change.after, regions_) : std::vector<Scan>{};
    Surroundings const around{parts_.rules, counted_procedures(known.procedures), change.now};
    for (auto const& record : known.others) {
        auto journey = BookingJourney::from(record.body);
        if (!journey || journey->patient_clinic_id != clinic_id) continue;
        if (!replace_scans(*journey, change.after.id, scans)) continue;
        auto const changed = reassess(*journey, around);
        batch.journeys.push_back(record_of(*journey, around, record.version, record.patient_key));
        if (!changed) continue;
        Cause const cause{change.message_id, std::string{imaging_arrival}, record.booking_id,
                          record.patient_key, change.now};
        announce(parts_, batch, cause, "readiness", readiness_json(*journey));
    }
}

Task<Situation> Imports::situation_of(Change const& change, std::string patient_key)
{
    if (change.named && change.named->key == patient_key) co_return change.named->known;
    SituationQuery query{std::string{imaging_arrival}, "", "", std::move(patient_key)};
    co_return co_await parts_.store.situation(std::move(query));
}

Task<std::string> Imports::tell_bookings(Change const& change, std::string clinic_id, Batch& batch)
{
    auto asked = parts_.sealer.lookup_key(list_.identity_of(clinic_id));
    CO_TRY(known, co_await situation_of(change, std::move(asked)));
    add_scans(change, clinic_id, known, batch);
    batch.seen.push_back({known.patient_key, known.patient_rows, ""});
    co_return known.patient_key;
}

void Imports::tell_record(Change const& change, std::string const& clinic_id,
                          std::string const& patient_key, Batch& batch) const
{
    auto const& after = change.after;
    auto const current = imaging::current_of(after.tellings);
    // Images that nobody can point to, and no report yet: there is nothing to write.
    if (current.is_announced_only && current.study_uid.empty()) return;
    auto const is_theirs =
        after.standing == imaging::Standing::matched && after.decision.clinic_id == clinic_id;
    auto const by_person = !is_theirs && after.decision.by != "gateway";
    auto const& decision = is_theirs || by_person ? after.decision : change.before->decision;
    ImportSource source{after,
                        decision,
                        clinic_id,
                        list_.identity_of(clinic_id),
                        change.record.version + 1,
                        change.message_id + '/' + imported_id(after, clinic_id),
                        change.now,
                        !is_theirs || is_entered_in_error(after),
                        settings_.text};
    Cause const cause{change.message_id, std::string{imaging_arrival}, "", patient_key, change.now};
    Facts const facts{{"messageId", change.message_id}, {"recorded", to_rfc3339(change.now)}};
    auto mapped = parts_.mapper.apply("imaging", import_source(source, regions_), facts);
    if (mapped) {
        add_resources(batch, cause, std::move(mapped->resources));
        return;
    }
    auto message = work_message(
        parts_, cause, "imaging-unmapped",
        "the report counts, but could not be written as FHIR: " + mapped.error().text() +
            "; mend the mapping, ask the provider "
            "to send it again, then discard this");
    batch.messages.push_back(std::move(message));
}

void Imports::tell_people(Change const& change, Batch& batch) const
{
    auto const& open = change.after.work;
    auto const before = change.before ? change.before->work : std::set<imaging::Work>{};
    Cause const cause{change.message_id, std::string{imaging_arrival}, "", "", change.now};
    for (auto const work : before) {
        if (open.contains(work)) continue;
        batch.recalls.push_back({work_lane(change.after, work), "", "its reason is gone"});
    }
    for (auto const work : open) {
        if (before.contains(work)) continue;
        auto message = work_message(parts_, cause, to_string(work), explain(work));
        message.lane = work_lane(change.after, work);
        message.report = change.after.id;
        batch.messages.push_back(std::move(message));
    }
}

Task<> Imports::see(Change const& change, std::string patient_key, Batch& batch)
{
    CO_TRY(known, co_await situation_of(change, std::move(patient_key)));
    batch.seen.push_back({known.patient_key, known.patient_rows, ""});
    co_return Nothing{};
}

Task<Batch> Imports::consequences(Change change)
{
    Batch batch;
    auto const& after = change.after;
    auto touched = imaging::patients_of(after);
    if (change.before) touched.merge(imaging::patients_of(*change.before));
    std::string owner_key;
    for (auto const& clinic_id : touched) {
        CO_TRY(key, co_await tell_bookings(change, clinic_id, batch));
        auto const is_owner =
            after.standing == imaging::Standing::matched && after.decision.clinic_id == clinic_id;
        auto const was_owner = change.before &&
                               change.before->standing == imaging::Standing::matched &&
                               change.before->decision.clinic_id == clinic_id;
        if (is_owner) owner_key = key;
        if (is_owner || was_owner) tell_record(change, clinic_id, key, batch);
    }
    if (owner_key.empty()) {
        owner_key = named_key(after.tellings[imaging::current_of(after.tellings).told_by].said);
        if (!owner_key.empty()) CO_CHECK(co_await see(change, owner_key, batch));
    }
    tell_people(change, batch);
    batch.imaging.push_back({after.id, change.record.version, owner_key,
                             std::string{to_string(after.standing)}, after.to_json(),
                             due_of(after, change.now)});
    co_return batch;
}

Batch Imports::kept_message(ImagingArrival const& arrival, std::string const& event_id,
                            std::string const& message_id, TimePoint now) const
{
    auto const& key = arrival.key;
    Batch batch;
    Cause const cause{message_id, std::string{imaging_arrival}, "", "", now};
    if (event_id.ends_with(key.body_hash)) {
        batch.messages.push_back(
            work_message(parts_, cause, "imaging-control-id-reused",
                         "the sender gave two messages one control id; both were kept: tell the "
                         "provider, then discard this"));
    }
    batch.events.push_back({message_id, std::string{imaging_arrival}, event_id, "", key.body_hash,
                            stored_body(arrival), EventState::applied, "", now});
    batch.audit.push_back({"sender:" + key.sender, "imaging.arrived", message_id, ""});
    return batch;
}

/// One report of a message on its way to disk.
struct Imports::Arrived {
    imaging::Telling telling;
    std::string case_id;
    Batch rest; ///< What is stored beside it: the message, with its last report.
    std::optional<Patient> named;
};

Task<ImagingRecord> Imports::record_of_case(std::string case_id,
                                            std::optional<Patient> const& named)
{
    // Read already, or, as a rule, new: should it be another patient's, storing it is a conflict.
    if (named) {
        for (auto const& record : named->known.imaging) {
            if (record.id == case_id) co_return record;
        }
        co_return ImagingRecord{std::move(case_id), 0, "", "", "", {}};
    }
    co_return co_await parts_.store.imaging(std::move(case_id));
}

Task<> Imports::store_telling(Arrived arrived)
{
    auto const& telling = arrived.telling;
    for (int round = 0; round < import_rounds_max; ++round) {
        CO_TRY(record, co_await record_of_case(arrived.case_id, arrived.named));
        Change change{record, {}, {}, telling.source.message_id, parts_.clock.now(), arrived.named};
        if (is_report(record)) {
            CO_TRY(before, imaging::Case::from(record.body));
            change.before = before;
            change.after = std::move(before);
        }
        change.after.id = arrived.case_id;
        change.after.sender = telling.said.sender;
        auto batch = arrived.rest;
        if (imaging::add(change.after, telling)) {
            judge(change.after, change.now);
            CO_TRY(made, co_await consequences(std::move(change)));
            made.events = std::move(batch.events);
            made.audit = std::move(batch.audit);
            made.messages.insert(made.messages.end(), batch.messages.begin(), batch.messages.end());
            batch = std::move(made);
        }
        auto const stored = co_await parts_.store.commit(std::move(batch));
        if (stored || stored.error().kind() != ErrorKind::conflict) co_return stored;
        arrived.named.reset(); // Somebody else wrote: what was read is no longer so.
        for (auto const& event : arrived.rest.events) {
            // The same message over two lines at once: the other one has it.
            SituationQuery query{event.kind, event.event_id, "", ""};
            CO_TRY(known, co_await parts_.store.situation(std::move(query)));
            if (known.same_event) co_return Nothing{};
        }
    }
    co_return busy("this patient's bookings change too often at the moment: send it again");
}

Task<std::string> Imports::keep(ImagingArrival arrival)
{
    auto const& key = arrival.key;
    auto event_id = key.sender + '/' + key.control_id;
    auto const named = arrival.reports.empty() ? std::string{} : named_key(arrival.reports[0]);
    std::optional<Patient> patient;
    for (auto const& id : {event_id, event_id + '/' + key.body_hash}) {
        SituationQuery query{std::string{imaging_arrival}, id, "", named};
        CO_TRY(known, co_await parts_.store.situation(std::move(query)));
        event_id = id;
        if (!known.same_event) {
            if (!named.empty()) patient = Patient{named, std::move(known)};
            break;
        }
        hl7v2::MessageKey const before{key.sender, key.control_id, known.same_event->body_hash};
        if (hl7v2::compare(before, key) == hl7v2::Repeat::again) {
            co_return stored_acknowledgement(known.same_event->body);
        }
    }
    auto const now = parts_.clock.now();
    auto const message_id = name_uuid("imaging-message|" + event_id + '|' + key.body_hash);
    auto rest = kept_message(arrival, event_id, message_id, now);
    if (arrival.reports.empty()) CO_CHECK(co_await parts_.store.commit(std::move(rest)));
    auto const ids = case_ids_of(arrival); // Before the reports move away.
    unsigned place = 0;
    for (auto& report : arrival.reports) {
        auto id = ids[place];
        Arrived arrived{
            imaging::telling_of(std::move(report), {message_id, place, key.body_hash, now}),
            std::move(id), Batch{}, std::move(patient)};
        patient.reset(); // The next report is judged after this one.
        // The message itself comes to disk with its last report: until then it is sent again.
        if (++place == arrival.reports.size()) arrived.rest = std::move(rest);
        CO_CHECK(co_await store_telling(std::move(arrived)));
    }
    co_return std::move(arrival.acknowledgement);
}

Task<> Imports::quarantine(ImagingOddity oddity)
{
    auto const& key = oddity.key;
    auto const now = parts_.clock.now();
    auto const event_id = key.sender + '/' + key.body_hash;
    Cause const cause{name_uuid("imaging-quarantine|" + event_id), std::string{quarantine_kind}, "",
                      "", now};
    Batch batch;
    batch.events.push_back({cause.message_id, cause.kind, event_id, "", key.body_hash,
                            std::move(oddity.bytes), EventState::held, oddity.why, now});
    batch.messages.push_back(work_message(
        parts_, cause, quarantine_kind,
        oddity.why + "; the message was refused and is kept: ask the provider to send it again, "
                     "then discard this"));
    batch.audit.push_back({"sender:" + key.sender, "imaging.quarantined", cause.message_id, ""});
    auto const stored = co_await parts_.store.commit(std::move(batch));
    // The same bytes again are in quarantine already.
    if (stored || stored.error().kind() == ErrorKind::conflict) co_return Nothing{};
    co_return stored.error();
}

} // namespace foramen
