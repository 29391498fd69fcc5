#include "gateway/rows.h"

namespace foramen {

Message new_message(AdvanceParts const& parts, Cause const& cause, std::string partner,
                    std::string kind)
{
    Message message;
    message.id = new_uuid(parts.clock, parts.random);
    message.event_message_id = cause.message_id;
    message.partner = std::move(partner);
    message.kind = std::move(kind);
    message.lane = cause.patient_key;
    message.booking_id = cause.booking_id;
    message.created = cause.now;
    message.not_before = cause.now;
    return message;
}

void add_resources(Batch& batch, Cause const& cause, std::vector<MappedResource> resources)
{
    for (auto& made : resources) {
        ResourceRecord record;
        record.type = std::move(made.type);
        record.id = std::move(made.id);
        record.body = std::move(made.body);
        record.status = std::move(made.status);
        record.identifiers = std::move(made.identifiers);
        record.patient_key = cause.patient_key;
        record.booking_id = cause.booking_id;
        batch.resources.push_back(std::move(record));
    }
}

Settlement settled_here(Message const& message, Result<> const& outcome, TimePoint now)
{
    Settlement settlement;
    settlement.message_id = message.id;
    settlement.attempt = message.attempts;
    settlement.record = {message.id, message.attempts, now, {}, "applied", ""};
    if (outcome) {
        settlement.verdict = Finish{"applied"};
        return settlement;
    }
    settlement.verdict = Hold{outcome.error().text(), ErrorClass::internal};
    settlement.record.outcome = to_string(outcome.error().kind());
    settlement.record.detail = outcome.error().text();
    return settlement;
}

void announce(AdvanceParts const& parts, Batch& batch, Cause const& cause, std::string_view kind,
              std::string body)
{
    for (auto const& webhook : parts.webhooks) {
        auto message = new_message(parts, cause, webhook, std::string{kind});
        message.lane = cause.booking_id;
        message.body = R"({"type":"booking.)" + std::string{kind} + R"(","timestamp":")" +
                       to_rfc3339(cause.now) + R"(","data":)" + body + "}";
        batch.messages.push_back(std::move(message));
    }
    batch.changes.push_back({0, std::string{kind}, cause.booking_id, std::move(body), cause.now});
}

JourneyRecord record_of(BookingJourney const& journey, Surroundings const& around,
                        std::uint64_t version, std::string patient_key)
{
    auto due = next_due(journey, around);
    if (auto const mri = mri_due(journey, around); mri && (!due || *mri < *due)) due = mri;
    return {journey.booking_id, version, std::move(patient_key), journey.to_json(), due};
}

bool waits_for_approval(BookingJourney const& journey)
{
    return journey.approval != ApprovalState::not_needed &&
           journey.approval != ApprovalState::approved &&
           journey.approval != ApprovalState::overridden;
}

void add_standing(Facts& facts, BookingJourney const& journey)
{
    auto const waits = waits_for_approval(journey);
    facts.emplace_back("appointmentStatus", waits ? "pending" : "booked");
    facts.emplace_back("requestStatus", waits ? "on-hold" : "active");
}

void put_readiness(JsonText& json, BookingJourney const& journey)
{
    json.key("ready").flag(journey.ready);
    if (journey.approval == ApprovalState::overridden) json.key("overridden").flag(true);
    json.key("holds").array();
    for (auto const& hold : journey.holds) {
        json.object().member("code", to_string(hold.code));
        json.member("text", explain(hold.code, journey));
        json.member("since", to_rfc3339(hold.since)).end_object();
    }
    json.end_array();
}

std::string readiness_json(BookingJourney const& journey)
{
    JsonText json;
    json.object().member("bookingId", journey.booking_id);
    put_readiness(json, journey);
    json.end_object();
    return json.take();
}

} // namespace foramen
