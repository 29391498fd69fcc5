#include "gateway/follow_up.h"

#include "gateway/base/json_text.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr std::string_view question = "Can this procedure go ahead?";

void put_time(JsonText& json, std::string_view key, TimePoint time)
{
    json.member(key, to_rfc3339(time));
}

void put_factors(JsonText& json, ApprovalRequest const& request)
{
    json.key("factors").array();
    for (auto const& factor : request.factors) {
        json.object().member("question", factor.question).member("text", factor.text).end_object();
    }
    json.end_array();
}

void put_answer(JsonText& json, ApprovalRequest const& request)
{
    if (request.answered_at == TimePoint{}) return;
    auto const& who = request.answerer;
    json.key("answer").object();
    put_time(json, "at", request.answered_at);
    if (!who.name.empty()) json.member("name", who.name);
    if (!who.gmc.empty()) json.member("gmc", who.gmc);
    json.member("door", who.door).end_object();
}

void put_conversation(JsonText& json, ApprovalRequest const& request)
{
    json.key("conditions").array();
    for (auto const& condition : request.conditions) {
        json.object().member("text", condition.text).key("comment").flag(condition.is_comment);
        if (!condition.accepted_by.empty()) {
            json.member("acceptedBy", condition.accepted_by);
            put_time(json, "acceptedAt", condition.accepted_at);
        }
        json.end_object();
    }
    json.end_array().key("lines").array();
    for (auto const& line : request.lines) {
        json.object();
        json.member("from", line.from == ApprovalLine::From::practice ? "practice" : "clinic");
        json.member("text", line.text).member("name", line.name);
        put_time(json, "at", line.at);
        json.end_object();
    }
    json.end_array();
}

std::string request_id(Cause const& cause, unsigned number)
{
    return cause.booking_id + "/" + std::to_string(number);
}

/// The source of mappings/approval.map; its model is mappings/models/approval.schema.json.
std::string source_of(AdvanceParts const& parts, Cause const& cause, ApprovalRequest const& request,
                      std::string_view booking_event, NoticeKind kind)
{
    JsonText json;
    json.object().member("eventId", cause.message_id + "/" + request_id(cause, request.number) +
                                        "/" + std::string{to_string(kind)});
    put_time(json, "occurredAt", cause.now);
    json.member("notice", to_string(kind)).key("booking").raw(booking_event);
    json.key("request").object().member("id", request_id(cause, request.number));
    if (request.number > 1) json.member("previous", request_id(cause, request.number - 1));
    json.member("number", request.number).member("state", to_string(request.state));
    json.member("question", question).member("contentHash", request.question);
    put_time(json, "asked", request.asked);
    put_time(json, "deadline", request.deadline);
    if (!request.practice.empty()) json.member("practice", request.practice);
    json.member("policyVersion", request.risk_version).member("reminder", request.reminders);
    if (parts.approval_link && is_open(request.state)) {
        json.member("link", parts.approval_link(cause.booking_id, request.number));
    }
    put_factors(json, request);
    put_answer(json, request);
    put_conversation(json, request);
    json.end_object().end_object();
    return json.take();
}

/// What is of the house alone: that somebody looked, or that the clinic did its part.
bool is_told_to_practice(NoticeKind kind)
{
    return kind != NoticeKind::viewed && kind != NoticeKind::acknowledged &&
           kind != NoticeKind::late_no;
}

/// What a person of the clinic has to do about it, or "".
std::string_view work_of(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::escalated:
        return "the practice has not answered and the deadline is near: call the practice";
    case NoticeKind::expired:
        return "the practice did not answer in time: the booking stays on hold; ask again or "
               "cancel it, then discard this message";
    case NoticeKind::late_no:
        return "the practice said no after it had approved: the booking is on hold again; tell "
               "the clinician now, acknowledge it, then discard this message";
    default: return "";
    }
}

Message work_item(AdvanceParts const& parts, Cause const& cause, NoticeKind kind,
                  std::string_view text)
{
    auto message = new_message(parts, cause, std::string{approval_work},
                               "approval-" + std::string{to_string(kind)});
    message.lane = message.id; // One piece of work blocks no other.
    message.state = MessageState::held;
    message.last_error = text;
    message.body = "{}";
    return message;
}

std::string notice_json(Cause const& cause, ApprovalRequest const& request, NoticeKind kind)
{
    JsonText json;
    json.object().member("bookingId", cause.booking_id).member("request", request.number);
    json.member("event", to_string(kind)).member("status", to_string(request.state));
    json.member("task", approval_task_id(cause.booking_id, request.number));
    put_time(json, "deadline", request.deadline);
    json.key("urgent").flag(kind == NoticeKind::late_no || kind == NoticeKind::expired);
    json.end_object();
    return json.take();
}

/// Where to answer. Nothing of the patient: the link only locates the request.
void tell_contact(AdvanceParts const& parts, Cause const& cause, ApprovalRequest const& request,
                  NoticeKind kind, Batch& batch)
{
    auto const asks =
        kind == NoticeKind::asked || kind == NoticeKind::reminded || kind == NoticeKind::replied;
    if (!asks || !parts.approval_link || !parts.contacts.contains(request.practice)) return;
    auto message = new_message(parts, cause, contact_of(request.practice), "approval-link");
    JsonText json;
    json.object().member("type", "approval." + std::string{to_string(kind)});
    put_time(json, "timestamp", cause.now);
    json.key("data").object().member("practice", request.practice);
    json.member("link", parts.approval_link(cause.booking_id, request.number));
    put_time(json, "deadline", request.deadline);
    json.end_object().end_object();
    message.body = json.take();
    message.lane = message.id;
    batch.messages.push_back(std::move(message));
}

void send(AdvanceParts const& parts, Cause const& cause, BookingJourney const& journey,
          ApprovalRequest const& request, NoticeKind kind, std::string bundle, Batch& batch)
{
    if (!journey.share_with_gp.value_or(true)) {
        batch.audit.push_back({"gateway", "sharing.refused", cause.message_id,
                               "the patient refused sharing: nothing was sent"});
        if (kind != NoticeKind::asked) return;
        batch.messages.push_back(work_item(
            parts, cause, kind,
            "the patient refused sharing, so the practice cannot be asked: the booking stays on "
            "hold; speak with the patient, then send a new event or cancel the booking"));
        return;
    }
    auto const nobody = request.practice.empty();
    auto message = new_message(parts, cause, nobody ? std::string{no_practice} : request.practice,
                               "approval-" + std::string{to_string(kind)});
    message.mapping_version = parts.mapper.version();
    message.body = std::move(bundle);
    if (nobody) {
        message.state = MessageState::held;
        message.last_error = "the patient has no registered GP practice, so nobody can be asked: "
                             "send a booking event with patient.gpPractice, then discard this";
    }
    batch.messages.push_back(std::move(message));
    tell_contact(parts, cause, request, kind, batch);
}

Facts facts_of(Cause const& cause, BookingJourney const& journey)
{
    Facts facts{{"messageId", cause.message_id}, {"recorded", to_rfc3339(cause.now)}};
    add_standing(facts, journey);
    return facts;
}

Result<> tell(AdvanceParts const& parts, Cause const& cause, BookingJourney const& journey,
              std::string_view booking_event, ApprovalNotice notice, Batch& batch)
{
    auto const found =
        std::ranges::find(journey.requests, notice.request, &ApprovalRequest::number);
    if (found == journey.requests.end()) return fault("a notice names no request of its journey");
    auto const& request = *found;
    auto const source = source_of(parts, cause, request, booking_event, notice.kind);
    auto const facts = facts_of(cause, journey);
    TRY(mapped, parts.mapper.apply("approval", source, facts));
    add_resources(batch, cause, std::move(mapped.resources));
    if (is_told_to_practice(notice.kind)) {
        send(parts, cause, journey, request, notice.kind, std::move(mapped.bundle), batch);
    }
    if (auto const work = work_of(notice.kind); !work.empty()) {
        batch.messages.push_back(work_item(parts, cause, notice.kind, work));
    }
    batch.audit.push_back({"gateway", "approval." + std::string{to_string(notice.kind)},
                           approval_task_id(cause.booking_id, request.number), ""});
    announce(parts, batch, cause, "approval", notice_json(cause, request, notice.kind));
    return {};
}

} // namespace

std::string contact_of(std::string_view practice) { return "contact:" + std::string{practice}; }

Result<> follow_up(AdvanceParts const& parts, Cause const& cause, BookingJourney const& journey,
                   std::string_view booking_event, std::span<ApprovalNotice const> notices,
                   Batch& batch)
{
    for (auto const& notice : notices) {
        auto const told = tell(parts, cause, journey, booking_event, notice, batch);
        if (!told) return told.error();
    }
    return {};
}

} // namespace foramen
