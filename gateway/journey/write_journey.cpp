// Why this file exists: how a journey is kept in the store (sealed there); read_journey.cpp is its
// other half, and a test takes thousands of journeys there and back.
#include "gateway/base/json_text.h"
#include "gateway/journey/journey.h"
#include "gateway/journey/journey_format.h"
#include "gateway/journey/names.h"

namespace foramen {

namespace {

void put_time(JsonText& json, std::string_view key, TimePoint time)
{
    json.member(key, std::int64_t{time.time_since_epoch().count()});
}

void put_texts(JsonText& json, std::string_view key, std::vector<std::string> const& texts)
{
    json.key(key).array();
    for (auto const& text : texts) json.text(text);
    json.end_array();
}

void put_number(JsonText& json, std::string_view key, std::optional<double> number)
{
    if (number) json.key(key).number(*number);
}

void put_booking(JsonText& json, Booking const& booking, TimePoint occurred)
{
    auto const& procedure = booking.procedure;
    json.key("booking").object().member("id", booking.id).member("version", booking.version);
    json.member("status", names::name_of(names::booking_statuses, booking.status));
    put_time(json, "start", booking.start);
    put_time(json, "end", booking.end);
    put_time(json, "occurred", occurred);
    json.member("type", procedure.type).member("region", to_string(procedure.region));
    json.member("side", to_string(procedure.side));
    put_texts(json, "levels", procedure.levels);
    put_texts(json, "combinedWith", procedure.combined_with);
    json.end_object();
}

void put_answer(JsonText& json, ScreeningAnswer const& answer)
{
    json.object().member("question", answer.question).member("answer", answer.answer);
    if (answer.controlled) json.member("controlled", *answer.controlled);
    put_number(json, "hba1c", answer.hba1c);
    put_number(json, "systolic", answer.systolic);
    put_number(json, "diastolic", answer.diastolic);
    if (!answer.medicine.empty()) json.member("medicine", answer.medicine);
    if (!answer.detail.empty()) json.member("detail", answer.detail);
    json.end_object();
}

void put_screening(JsonText& json, Screening const& screening, TimePoint occurred)
{
    json.key("screening").object().member("id", screening.id);
    json.member("version", screening.version).member("bookingId", screening.booking_id);
    put_time(json, "occurred", occurred);
    json.key("answers").array();
    for (auto const& answer : screening.answers) put_answer(json, answer);
    json.end_array().key("earlier").array();
    for (auto const& earlier : screening.earlier_injections) {
        json.object().member("region", to_string(earlier.region));
        json.member("date", to_string(earlier.date)).end_object();
    }
    json.end_array();
    put_texts(json, "medication", screening.other_medication);
    put_texts(json, "measured", screening.measured);
    json.member("changed", names::name_of(names::answers, screening.symptoms_changed));
    json.key("consent").flag(screening.consent_given);
    json.member("decision", names::name_of(names::decisions, screening.decision)).end_object();
}

void put_patient(JsonText& json, BookingJourney const& journey)
{
    json.member("clinicId", journey.patient_clinic_id).member("identity", journey.patient_identity);
    json.member("birthDate", journey.birth_date).member("practice", journey.practice);
    put_time(json, "practiceOccurred", journey.practice_occurred);
    if (journey.share_with_gp) json.key("share").flag(*journey.share_with_gp);
    put_time(json, "shareOccurred", journey.share_occurred);
    auto const& names = journey.names;
    json.member("family", names.family).member("given", names.given);
    json.member("gender", names.gender).member("postcode", names.postcode);
    put_time(json, "namesOccurred", journey.names_occurred);
}

void put_factors(JsonText& json, std::vector<RiskFactor> const& factors)
{
    json.key("factors").array();
    for (auto const& factor : factors) {
        json.object().member("question", factor.question).member("text", factor.text);
        json.member("outcome", names::name_of(names::risk_outcomes, factor.outcome)).end_object();
    }
    json.end_array();
}

void put_conversation(JsonText& json, ApprovalRequest const& request)
{
    json.key("conditions").array();
    for (auto const& condition : request.conditions) {
        json.object().member("text", condition.text).key("comment").flag(condition.is_comment);
        json.member("acceptedBy", condition.accepted_by);
        put_time(json, "acceptedAt", condition.accepted_at);
        json.end_object();
    }
    json.end_array().key("lines").array();
    for (auto const& line : request.lines) {
        json.object().key("practice").flag(line.from == ApprovalLine::From::practice);
        json.member("text", line.text).member("name", line.name);
        put_time(json, "at", line.at);
        json.end_object();
    }
    json.end_array();
}

void put_override(JsonText& json, ApprovalOverride const& one)
{
    json.key("override").object().member("reason", one.reason).member("askedBy", one.asked_by);
    put_time(json, "askedAt", one.asked_at);
    json.member("confirmedBy", one.confirmed_by);
    put_time(json, "confirmedAt", one.confirmed_at);
    json.key("ended").flag(one.ended).end_object();
}

void put_request(JsonText& json, ApprovalRequest const& request)
{
    json.object().member("number", request.number).member("state", to_string(request.state));
    put_time(json, "since", request.since);
    json.member("question", request.question).member("practice", request.practice);
    json.member("riskVersion", request.risk_version);
    put_factors(json, request.factors);
    put_time(json, "asked", request.asked);
    put_time(json, "deadline", request.deadline);
    json.member("reminders", request.reminders).key("escalated").flag(request.escalated);
    json.key("answerer").object().member("practice", request.answerer.practice);
    json.member("name", request.answerer.name).member("gmc", request.answerer.gmc);
    json.member("door", request.answerer.door).member("behalf", request.answerer.behalf);
    json.end_object();
    put_time(json, "answeredAt", request.answered_at);
    json.key("hadApproval").flag(request.had_approval);
    json.member("withdrawnBy", request.withdrawn_by);
    json.key("needsAcknowledgement").flag(request.needs_acknowledgement);
    put_time(json, "acknowledgeBy", request.acknowledge_by);
    json.key("unacknowledged").flag(request.is_unacknowledged);
    if (request.overridden) put_override(json, *request.overridden);
    put_texts(json, "undelivered", request.undelivered);
    put_conversation(json, request);
    json.end_object();
}

void put_approval(JsonText& json, BookingJourney const& journey)
{
    json.member("approval", to_string(journey.approval)).key("requests").array();
    for (auto const& request : journey.requests) put_request(json, request);
    json.end_array().member("riskVersion", journey.risk_version);
    json.member("riskAuthor", journey.risk_author);
    put_factors(json, journey.factors);
}

void put_scans(JsonText& json, BookingJourney const& journey)
{
    json.key("scans").array();
    for (auto const& scan : journey.scans) {
        json.object().member("id", scan.id);
        if (scan.region) json.member("region", to_string(*scan.region));
        json.member("day", to_string(scan.day)).key("final").flag(scan.final);
        json.key("matched").flag(scan.matched).end_object();
    }
    json.end_array();
}

void put_reports(JsonText& json, BookingJourney const& journey)
{
    json.key("reports").array();
    for (auto const& report : journey.reports) {
        json.object().member("id", report.id).member("version", report.version);
        json.member("status", report.status).member("practice", report.practice);
        json.member("receipt", report.receipt).member("messageId", report.message_id);
        json.member("medicineCount", report.medicine_count);
        put_texts(json, "measured", report.measured);
        if (report.entered_in_error) json.key("enteredInError").flag(true);
        json.end_object();
    }
    json.end_array().key("reportVersions").array();
    for (auto const& [id, version] : journey.report_versions) {
        auto const occurred = journey.report_occurred.find(id);
        json.object().member("id", id).member("version", version);
        put_time(json, "occurred",
                 occurred == journey.report_occurred.end() ? TimePoint{} : occurred->second);
        json.end_object();
    }
    json.end_array();
}

void put_unapplied(JsonText& json, std::string_view key, std::vector<UnappliedEvent> const& events)
{
    if (events.empty()) return;
    json.key(key).array();
    for (auto const& one : events) {
        json.object().member("event", one.event_id).member("about", one.about);
        json.member("version", one.version);
        put_time(json, "occurred", one.occurred);
        json.end_object();
    }
    json.end_array();
}

void put_holds(JsonText& json, BookingJourney const& journey)
{
    json.key("holds").array();
    for (auto const& hold : journey.holds) {
        json.object().member("code", to_string(hold.code));
        put_time(json, "since", hold.since);
        json.end_object();
    }
    json.end_array().key("ready").flag(journey.ready);
    put_time(json, "restored", journey.restored);
}

} // namespace

std::string BookingJourney::to_json() const
{
    JsonText json;
    json.object().member("format", journey_format).member("bookingId", booking_id);
    json.member("bookingMessage", booking_message);
    put_patient(json, *this);
    if (booking) put_booking(json, *booking, booking_occurred);
    if (screening) put_screening(json, *screening, screening_occurred);
    put_approval(json, *this);
    put_scans(json, *this);
    put_reports(json, *this);
    put_unapplied(json, "unappliedBookings", unapplied_bookings);
    put_unapplied(json, "unappliedScreenings", unapplied_screenings);
    put_holds(json, *this);
    json.end_object();
    return json.take();
}

} // namespace foramen
