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
    if (!who.behalf.empty()) json.member("behalf", who.behalf);
    json.member("door", who.door).end_object();
}

/// `inForce` only while it lets the booking go ahead.
void put_override(JsonText& json, ApprovalRequest const& request, BookingJourney const& journey)
{
    if (!request.overridden) return;
    auto const& one = *request.overridden;
    json.key("override").object().key("inForce").flag(is_overridden(request, journey));
    json.member("reason", one.reason).member("askedBy", one.asked_by);
    if (!one.confirmed_by.empty()) json.member("confirmedBy", one.confirmed_by);
    put_time(json, "at", one.confirmed_by.empty() ? one.asked_at : one.confirmed_at);
    json.end_object();
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
std::string source_of(AdvanceParts const& parts, Cause const& cause, BookingJourney const& journey,
                      ApprovalRequest const& request, std::string_view booking_event,
                      NoticeKind kind)
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
    if (request.practice.empty() || !request.undelivered.empty()) json.member("delivery", "failed");
    put_factors(json, request);
    put_answer(json, request);
    put_override(json, request, journey);
    put_conversation(json, request);
    json.end_object().end_object();
    return json.take();
}

/// What is of the house alone: that somebody looked, or that the clinic did its part.
bool is_told_to_practice(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::viewed:
    case NoticeKind::acknowledged:
    case NoticeKind::late_no:
    case NoticeKind::unacknowledged:
    case NoticeKind::incident:
    case NoticeKind::override_asked:
    case NoticeKind::delivery_failed:
    case NoticeKind::delivery_resumed: return false;
    default: return true;
    }
}

/// A webhook that somebody should look at now.
bool is_urgent(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::late_no:
    case NoticeKind::unacknowledged:
    case NoticeKind::expired:
    case NoticeKind::incident:
    case NoticeKind::overridden:
    case NoticeKind::delivery_failed: return true;
    default: return false;
    }
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
    case NoticeKind::unacknowledged:
        return "nobody has acknowledged in time that the practice said no after it had approved: "
               "reach the clinician now, acknowledge it, then discard this message";
    case NoticeKind::incident:
        return "the practice says that this is not its patient, so data may have gone to the wrong "
               "practice: find out what was sent to whom, have the registered practice corrected, "
               "record the incident, then discard this message with its number as the reason";
    case NoticeKind::overridden:
        return "two people of the clinic let the booking go ahead without the practice's answer: "
               "review the reason, then discard this message";
    case NoticeKind::delivery_failed:
        return "the question has not reached the practice: mend what its held message says and "
               "release it, or telephone the practice, then discard this message";
    default: return "";
    }
}

Message notice_work(AdvanceParts const& parts, Cause const& cause, NoticeKind kind,
                    std::string_view text)
{
    auto const owner = kind == NoticeKind::incident ? governance_work : approval_work;
    return work_item(parts, cause, owner, "approval-" + std::string{to_string(kind)}, text);
}

std::string notice_json(Cause const& cause, ApprovalRequest const& request, NoticeKind kind)
{
    JsonText json;
    json.object().member("bookingId", cause.booking_id).member("request", request.number);
    json.member("event", to_string(kind)).member("status", to_string(request.state));
    json.member("task", approval_task_id(cause.booking_id, request.number));
    put_time(json, "deadline", request.deadline);
    json.key("urgent").flag(is_urgent(kind));
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
        batch.messages.push_back(notice_work(
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
        message.error_class = ErrorClass::content;
        message.last_error = "the patient has no registered GP practice, so nobody can be asked: "
                             "send a booking event with patient.gpPractice, then discard this";
    }
    if (kind == NoticeKind::asked && !nobody) { // Something may block the lane already.
        batch.messages.push_back(
            question_note(message, new_uuid(parts.clock, parts.random), cause.now));
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
    auto const source = source_of(parts, cause, journey, request, booking_event, notice.kind);
    auto const facts = facts_of(cause, journey);
    TRY(mapped, parts.mapper.apply("approval", source, facts));
    add_resources(batch, cause, std::move(mapped.resources));
    if (is_told_to_practice(notice.kind)) {
        send(parts, cause, journey, request, notice.kind, std::move(mapped.bundle), batch);
    }
    if (auto const work = work_of(notice.kind); !work.empty()) {
        batch.messages.push_back(notice_work(parts, cause, notice.kind, work));
    }
    batch.audit.push_back({"gateway", "approval." + std::string{to_string(notice.kind)},
                           approval_task_id(cause.booking_id, request.number), ""});
    announce(parts, batch, cause, "approval", notice_json(cause, request, notice.kind));
    return {};
}

} // namespace

Message work_item(AdvanceParts const& parts, Cause const& cause, std::string_view owner,
                  std::string kind, std::string_view text)
{
    auto message = new_message(parts, cause, std::string{owner}, std::move(kind));
    message.lane = message.id;
    message.state = MessageState::held;
    message.last_error = text;
    message.body = "{}";
    return message;
}

bool is_question(std::string_view kind)
{
    return kind == "approval-asked" || kind == "approval-link";
}

Message question_note(Message const& about, std::string id, TimePoint now)
{
    Message note;
    note.id = std::move(id);
    note.event_message_id = about.event_message_id;
    note.partner = question_partner;
    note.kind = "question-look";
    note.lane = about.booking_id;
    note.booking_id = about.booking_id;
    JsonText json;
    json.object().member("message", about.id).end_object();
    note.body = json.take();
    note.created = now;
    note.not_before = now;
    return note;
}

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
