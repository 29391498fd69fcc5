#include "gateway/intake/booking_view.h"

#include "gateway/follow_up.h"
#include "gateway/journey/names.h"
#include "gateway/net/http.h"
#include "gateway/outcome.h"

#include <algorithm>

namespace foramen {

namespace {

std::string_view to_text(ApprovalState state)
{
    switch (state) {
    case ApprovalState::not_needed: return "not-needed";
    case ApprovalState::pending: return "pending";
    case ApprovalState::approved: return "approved";
    case ApprovalState::conditions_open: return "approved-with-conditions";
    case ApprovalState::declined: return "declined";
    case ApprovalState::withdrawn: return "withdrawn";
    case ApprovalState::expired: return "expired";
    case ApprovalState::more_information: return "more-information-needed";
    case ApprovalState::not_my_patient: return "not-my-patient";
    case ApprovalState::changed: return "changed";
    case ApprovalState::overridden: return "overridden";
    }
    return "pending";
}

void put_conditions(JsonText& json, ApprovalRequest const& request)
{
    json.key("conditions").array();
    unsigned number = 0;
    for (auto const& condition : request.conditions) {
        json.object().member("number", ++number).member("text", condition.text);
        json.key("comment").flag(condition.is_comment);
        if (!condition.accepted_by.empty()) {
            json.member("acceptedBy", condition.accepted_by);
            json.member("acceptedAt", to_rfc3339(condition.accepted_at));
        }
        json.end_object();
    }
    json.end_array().key("conversation").array();
    for (auto const& line : request.lines) {
        auto const of_practice = line.from == ApprovalLine::From::practice;
        json.object().member("from", of_practice ? "practice" : "clinic");
        json.member("name", line.name).member("at", to_rfc3339(line.at));
        json.member("text", line.text).end_object();
    }
    json.end_array();
}

/// "waiting", "delivered", "held": how far the question came, by the queue.
std::string_view question_delivery(BookingView const& view, ApprovalRequest const& request)
{
    for (auto const& message : view.messages) { // The newest first.
        if (message.kind != "approval-asked" || message.created < request.asked) continue;
        if (message.state == MessageState::sending) return "waiting";
        return to_string(message.state);
    }
    return "not-sent";
}

void put_answer(JsonText& json, ApprovalRequest const& request)
{
    if (request.answered_at == TimePoint{}) return;
    auto const& who = request.answerer;
    json.key("answer").object().member("at", to_rfc3339(request.answered_at));
    json.member("name", who.name).member("gmc", who.gmc);
    if (!who.behalf.empty()) json.member("onBehalfOf", who.behalf);
    json.member("door", who.door).end_object();
}

void put_override(JsonText& json, BookingJourney const& journey)
{
    auto const& request = journey.requests.back();
    if (!request.overridden) return;
    auto const& one = *request.overridden;
    json.key("override").object().key("inForce").flag(is_overridden(request, journey));
    json.member("reason", one.reason).member("askedBy", one.asked_by);
    json.member("askedAt", to_rfc3339(one.asked_at));
    if (!one.confirmed_by.empty()) {
        json.member("confirmedBy", one.confirmed_by);
        json.member("confirmedAt", to_rfc3339(one.confirmed_at));
    }
    json.end_object();
}

/// What waits for a person of the clinic, by the queue.
void put_work(JsonText& json, BookingView const& view)
{
    json.key("work").array();
    for (auto const& message : view.messages) {
        auto const is_work = message.partner == approval_work || message.partner == governance_work;
        if (!is_work || message.state != MessageState::held) continue;
        json.object().member("id", message.id).member("kind", message.kind);
        json.member("owner", message.partner).member("since", to_rfc3339(message.created));
        json.member("text", message.last_error).end_object();
    }
    json.end_array();
}

void put_request(JsonText& json, BookingView const& view)
{
    auto const& journey = view.journey;
    auto const& request = journey.requests.back();
    json.member("task", "Task/" + approval_task_id(journey.booking_id, request.number));
    json.member("request", request.number).member("state", to_string(request.state));
    json.member("practice", request.practice);
    json.member("delivery", question_delivery(view, request));
    json.member("asked", to_rfc3339(request.asked));
    json.member("deadline", to_rfc3339(request.deadline)).member("reminders", request.reminders);
    json.key("needsAcknowledgement").flag(request.needs_acknowledgement);
    if (request.needs_acknowledgement && request.acknowledge_by != TimePoint{}) {
        json.member("acknowledgeBy", to_rfc3339(request.acknowledge_by));
    }
    put_answer(json, request);
    put_override(json, journey);
    put_conditions(json, request);
}

void put_approval(JsonText& json, BookingView const& view)
{
    auto const& journey = view.journey;
    json.key("approval").object().member("status", to_text(journey.approval));
    json.member("policyVersion", journey.risk_version);
    json.member("policyAuthor", journey.risk_author).key("factors").array();
    for (auto const& factor : journey.factors) {
        json.object().member("question", factor.question).member("text", factor.text);
        json.member("outcome", names::name_of(names::risk_outcomes, factor.outcome)).end_object();
    }
    json.end_array();
    if (!journey.requests.empty()) put_request(json, view);
    put_work(json, view);
    json.end_object();
}

void put_scans(JsonText& json, BookingView const& view)
{
    json.key("mri").array();
    for (auto const& scan : view.journey.scans) {
        json.object().member("id", scan.id);
        if (scan.region) json.member("region", to_string(*scan.region));
        json.member("date", to_string(scan.day));
        json.member("expiresOn", to_string(mri_expires_on(scan.day, view.rules)));
        json.key("final").flag(scan.final);
        json.key("matched").flag(scan.matched).end_object();
    }
    json.end_array();
}

void put_steroids(JsonText& json, BookingView const& view)
{
    Surroundings const around{view.rules, counted_procedures(view.procedures), view.now};
    json.key("steroids").object().member("count", steroid_count(view.journey, around));
    json.member("limit", view.rules.steroid_injections_max());
    json.member("windowMonths", view.rules.steroid_window_months()).end_object();
}

/// The journey says what there is; the queue says how far it came.
std::string_view report_status(ReportState const& report, Message const* message)
{
    // A refusal that came later: what had left by then may still be delivered.
    auto const refused = report.status == "not-shared";
    if (refused && report.message_id.empty()) return "not-shared";
    if (message == nullptr) return "waiting";
    switch (message->state) {
    case MessageState::waiting:
    case MessageState::sending: return "waiting";
    case MessageState::delivered: return "delivered";
    case MessageState::held: return "held";
    case MessageState::discarded: return refused ? "not-shared" : "held";
    }
    return "held";
}

void put_reports(JsonText& json, BookingView const& view)
{
    json.key("reports").array();
    for (auto const& report : view.journey.reports) {
        auto const label = report.id + "/" + std::to_string(report.version);
        auto const found = std::ranges::find_if(view.messages, [&](Message const& message) {
            return message.kind == "procedure-report" && message.report == label;
        });
        auto const* const message = found == view.messages.end() ? nullptr : &*found;
        json.object().member("id", report.id).member("version", report.version);
        auto const sent = message != nullptr && message->partner != no_practice;
        json.member("status", report_status(report, message));
        json.member("practice", sent ? message->partner : report.practice);
        if (message != nullptr && message->state == MessageState::delivered) {
            json.member("receipt", message->receipt);
            json.member("deliveredAt", to_rfc3339(message->finished));
        } else if (message != nullptr && !message->last_error.empty()) {
            json.member("lastError", message->last_error);
        }
        json.end_object();
    }
    json.end_array();
}

void put_resources(JsonText& json, std::vector<ResourceRecord> const& resources)
{
    json.key("resources").array();
    for (auto const& one : resources) {
        json.object().member("type", one.type).member("id", one.id);
        json.member("url", "/fhir/R4/" + one.type + "/" + one.id).end_object();
    }
    json.end_array();
}

void put_trace(JsonText& json, MessageTrace const& trace)
{
    auto const& message = trace.message;
    json.object().member("id", message.id).member("partner", message.partner);
    json.member("kind", message.kind).member("status", to_string(message.state));
    json.member("created", to_rfc3339(message.created));
    if (message.finished != TimePoint{}) json.member("finished", to_rfc3339(message.finished));
    if (!message.receipt.empty()) json.member("receipt", message.receipt);
    if (!message.last_error.empty()) json.member("lastError", message.last_error);
    json.key("attempts").array();
    for (auto const& attempt : trace.attempts) {
        json.object().member("number", attempt.number);
        json.member("started", to_rfc3339(attempt.started));
        json.member("tookMs", attempt.took.count()).member("outcome", attempt.outcome);
        json.member("detail", attempt.detail).end_object();
    }
    json.end_array().end_object();
}

} // namespace

std::string to_json(BookingView const& view)
{
    auto const& journey = view.journey;
    JsonText json;
    json.object().member("id", journey.booking_id);
    if (journey.booking) {
        json.member("version", journey.booking->version);
        json.member("start", to_london_rfc3339(journey.booking->start));
    }
    put_readiness(json, journey);
    put_approval(json, view);
    put_scans(json, view);
    put_steroids(json, view);
    put_reports(json, view);
    put_resources(json, view.resources);
    json.end_object();
    return json.take();
}

std::string to_json(StoredEvent const& event, std::string_view status,
                    std::vector<MessageTrace> const& traces)
{
    JsonText json;
    json.object().member("messageId", event.message_id).member("kind", event.kind);
    json.member("eventId", event.event_id).member("bookingId", event.booking_id);
    json.member("status", status).member("received", to_rfc3339(event.received));
    if (!event.note.empty()) json.member("note", event.note);
    json.key("deliveries").array();
    for (auto const& trace : traces) put_trace(json, trace);
    json.end_array().key("links").object();
    json.member("booking", "/api/v1/bookings/" + percent_encode(event.booking_id));
    json.end_object().end_object();
    return json.take();
}

} // namespace foramen
