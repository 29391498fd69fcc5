// Why this file exists: a report changes without a message, too: a person says whose it is, or its
// patient books.
#include "gateway/base/digest.h"
#include "gateway/base/json_text.h"
#include "gateway/imports.h"

namespace foramen {

namespace {

constexpr std::string_view decision_kind = "imaging-decision";

std::string step_body(imaging::Step const& step)
{
    JsonText json;
    json.object().member("action", to_string(step.action)).member("who", step.who);
    json.member("clinicId", step.clinic_id).member("reason", step.reason).key("regions").array();
    for (auto const region : step.regions) json.text(matching::to_string(region));
    json.end_array().end_object();
    return json.take();
}

} // namespace

Task<std::string> Imports::clinic_id_of(std::string booking_id)
{
    if (booking_id.empty()) co_return std::string{};
    CO_TRY(record, co_await parts_.store.journey(booking_id));
    if (record.version == 0) co_return not_found("there is no such booking");
    CO_TRY(journey, BookingJourney::from(record.body));
    co_return journey.patient_clinic_id;
}

Task<imaging::Case> Imports::take(std::string case_id, imaging::Step step, std::string booking_id)
{
    CO_TRY(clinic_id, co_await clinic_id_of(std::move(booking_id)));
    step.clinic_id = std::move(clinic_id);
    for (int round = 0; round < import_rounds_max; ++round) {
        CO_TRY(record, co_await parts_.store.imaging(case_id));
        if (!is_report(record)) co_return not_found("there is no such report");
        CO_TRY(before, imaging::Case::from(record.body));
        auto const now = parts_.clock.now();
        Change change{record, before, std::move(before), new_uuid(parts_.clock, parts_.random),
                      now};
        auto const none = std::span<matching::Candidate const>{};
        auto const taken = imaging::take_step(change.after, step, known(none, now));
        if (!taken) co_return taken.error();
        auto const after = change.after;
        auto const message_id = change.message_id;
        CO_TRY(batch, co_await consequences(std::move(change)));
        auto body = step_body(step);
        auto hash = to_hex(sha256(body));
        batch.events.push_back({message_id, std::string{decision_kind}, message_id, "",
                                std::move(hash), std::move(body), EventState::applied, "", now});
        batch.audit.push_back(
            {step.who, "imaging." + std::string{to_string(step.action)}, case_id, step.reason});
        auto const stored = co_await parts_.store.commit(std::move(batch));
        if (stored) co_return after;
        if (stored.error().kind() != ErrorKind::conflict) co_return stored.error();
    }
    co_return busy("this patient's bookings change too often at the moment: try again");
}

Task<> Imports::reconsider_one(ImagingRecord record)
{
    for (int round = 0; round < import_rounds_max; ++round) {
        CO_TRY(before, imaging::Case::from(record.body));
        auto const& cause = before.tellings.back().source.message_id;
        Change change{record, before, before, cause, parts_.clock.now()};
        judge(change.after, change.now);
        CO_TRY(batch, co_await consequences(std::move(change)));
        if (batch.imaging.front().body == record.body) {
            batch.imaging.clear();
            batch.resources.clear(); // They say what they said.
            if (batch.journeys.empty()) co_return Nothing{};
        }
        auto const stored = co_await parts_.store.commit(std::move(batch));
        if (stored || stored.error().kind() != ErrorKind::conflict) co_return stored;
        CO_TRY(again, co_await parts_.store.imaging(record.id));
        record = std::move(again);
    }
    co_return busy("this patient's bookings change too often at the moment");
}

Task<> Imports::reconsider(std::string patient_key)
{
    SituationQuery query{std::string{imaging_arrival}, "", "", std::move(patient_key)};
    CO_TRY(known, co_await parts_.store.situation(std::move(query)));
    for (auto& record : known.imaging) {
        CO_CHECK(co_await reconsider_one(std::move(record)));
    }
    co_return Nothing{};
}

} // namespace foramen
