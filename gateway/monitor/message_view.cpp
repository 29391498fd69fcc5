#include "gateway/monitor/message_view.h"

#include "gateway/monitor/mask.h"
#include "gateway/monitor/snapshot.h"

namespace foramen {

namespace {

std::string_view to_string(EventState state)
{
    switch (state) {
    case EventState::applied: return "applied";
    case EventState::superseded: return "superseded";
    case EventState::held: return "held";
    }
    return "applied";
}

void write_message(JsonText& json, Message const& message)
{
    json.object().member("id", message.id).member("sequence", message.sequence);
    json.member("state", foramen::to_string(message.state)).member("partner", message.partner);
    json.member("kind", message.kind).member("booking", message.booking_id);
    json.member("report", message.report).member("event", message.event_message_id);
    json.member("attempts", message.attempts);
    member_time(json, "created", message.created);
    bool const due = message.state == MessageState::waiting;
    member_time(json, "nextAttempt", due ? std::optional{message.not_before} : std::nullopt);
    member_time(json, "finished", message.finished);
    json.member("lastError", careful_text(message.last_error));
    json.member("errorClass", foramen::to_string(message.error_class));
    json.member("receipt", careful_text(message.receipt));
    json.member("mappingVersion", message.mapping_version).end_object();
}

void write_attempts(JsonText& json, std::vector<Attempt> const& attempts)
{
    json.key("attempts").array();
    for (auto const& attempt : attempts) {
        json.object().member("number", attempt.number);
        member_time(json, "started", attempt.started);
        json.member("tookMs", attempt.took.count()).member("outcome", attempt.outcome);
        json.member("detail", careful_text(attempt.detail)).end_object();
    }
    json.end_array();
}

void write_event(JsonText& json, std::optional<StoredEvent> const& event)
{
    json.key("event");
    if (!event) {
        json.null();
        return;
    }
    json.object().member("messageId", event->message_id).member("kind", event->kind);
    json.member("booking", event->booking_id).member("state", to_string(event->state));
    json.member("note", careful_text(event->note));
    member_time(json, "received", event->received);
    json.end_object();
}

void write_body(JsonText& json, std::string const& body)
{
    auto const masked = mask_body(body);
    json.key("body").object().member("bytes", masked.bytes);
    json.key("resources").object();
    for (auto const& [type, count] : masked.resources) json.member(type, count);
    json.end_object().key("structure").raw(masked.structure).end_object();
}

} // namespace

std::vector<MessageAction> actions_for(MessageState state)
{
    switch (state) {
    case MessageState::waiting:
        return {MessageAction::retry, MessageAction::hold, MessageAction::discard};
    case MessageState::held:
        return {MessageAction::release, MessageAction::retry, MessageAction::discard};
    // It is under way and may have arrived: nobody can know yet what stopping it would mean.
    case MessageState::sending: return {};
    case MessageState::delivered:
    case MessageState::discarded: return {};
    }
    return {};
}

std::string messages_json(std::vector<Message> const& messages, std::optional<std::uint64_t> next)
{
    JsonText json;
    json.object().key("messages").array();
    for (auto const& message : messages) write_message(json, message);
    json.end_array().key("next");
    if (next) json.number(*next);
    else json.null();
    json.end_object();
    return json.take();
}

std::string trace_json(MessageTrace const& trace)
{
    JsonText json;
    json.object().key("message");
    write_message(json, trace.message);
    json.key("actions").array();
    for (auto const action : actions_for(trace.message.state)) {
        json.text(foramen::to_string(action));
    }
    json.end_array();
    write_attempts(json, trace.attempts);
    write_event(json, trace.event);
    write_body(json, trace.message.body);
    json.end_object();
    return json.take();
}

std::string audit_json(std::vector<AuditRecord> const& records, std::optional<std::uint64_t> older)
{
    JsonText json;
    json.object().key("records").array();
    for (auto const& record : records) {
        json.object().member("number", record.number);
        member_time(json, "at", record.at);
        json.member("actor", record.entry.actor).member("action", record.entry.action);
        json.member("object", record.entry.object);
        json.member("reason", careful_text(record.entry.reason)).member("hash", record.hash);
        json.end_object();
    }
    json.end_array().key("older");
    if (older) json.number(*older);
    else json.null();
    json.end_object();
    return json.take();
}

} // namespace foramen
