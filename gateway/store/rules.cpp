#include "gateway/store/rules.h"

#include "gateway/base/digest.h"
#include "gateway/store/work.h"

#include <algorithm>

namespace foramen {

namespace {

void append_number(std::string& text, std::uint64_t number)
{
    for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>(number >> shift & 0xFF);
}

void append_text(std::string& text, std::string_view part)
{
    append_number(text, part.size());
    text += part;
}

} // namespace

Result<MessageState> state_after(MessageAction action, std::string_view partner, MessageState now,
                                 AuditEntry const& why)
{
    if (is_never_sent(partner) && action != MessageAction::discard) {
        return conflict("this is for a person and is never sent: do what it says, then discard it");
    }
    auto const waiting = now == MessageState::waiting;
    auto const held = now == MessageState::held;
    switch (action) {
    case MessageAction::retry:
        if (waiting || held) return MessageState::waiting;
        break;
    case MessageAction::hold:
        if (waiting) return MessageState::held;
        break;
    case MessageAction::release:
        if (held) return MessageState::waiting;
        break;
    case MessageAction::discard:
        if (why.reason.empty()) {
            return incorrect("a discarded message is never sent: write down the reason");
        }
        if (waiting || held) return MessageState::discarded;
        break;
    }
    auto const state = std::string{to_string(now)};
    if (now == MessageState::sending) {
        return conflict("the message is being sent at this moment: wait for its end, look again");
    }
    return conflict("the message is " + state + ": " + std::string{to_string(action)} +
                    " is not possible from there");
}

AuditEntry action_entry(AuditEntry why, MessageAction action, std::string_view message_id)
{
    why.action = "message." + std::string{to_string(action)};
    why.object = message_id;
    return why;
}

Result<> check_partner_action(PartnerAction action, Flow now, AuditEntry const& why)
{
    if (action == PartnerAction::resume) {
        return now == Flow::paused ? Result<>{} : conflict("the line is not paused");
    }
    if (now == Flow::paused) return conflict("the line is paused already: read by whom and why");
    if (why.reason.empty()) return incorrect("nothing is sent while paused: write down the reason");
    return {};
}

AuditEntry action_entry(AuditEntry why, PartnerAction action, std::string_view partner)
{
    why.action = "partner." + std::string{to_string(action)};
    why.object = partner;
    return why;
}

Result<> check_settlement(Settlement const& settlement, MessageState now, unsigned attempts,
                          std::optional<std::string> const& recalled)
{
    auto const arrived = std::holds_alternative<Finish>(settlement.verdict);
    auto const came_late = arrived && recalled && now == MessageState::discarded;
    auto const current = now == MessageState::sending || came_late;
    if (current && attempts == settlement.attempt) return {};
    return conflict("another attempt at this message began since");
}

AuditEntry recall_entry(MessageState state, std::string_view message_id, std::string_view reason)
{
    std::string const action = state == MessageState::discarded   ? "message.discard"
                               : state == MessageState::delivered ? "message.recalled-too-late"
                                                                  : "message.recall";
    return {"gateway", action, std::string{message_id}, std::string{reason}};
}

Attempt interrupted_attempt(std::string message_id, unsigned number, TimePoint started,
                            TimePoint now)
{
    auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(now - started);
    return {std::move(message_id),
            number,
            started,
            std::max(took, std::chrono::milliseconds{0}),
            "interrupted",
            "the gateway stopped or the lease ended before the end of the attempt was known"};
}

bool fits_filter(Message const& message, MessageFilter const& filter)
{
    return (!filter.state || message.state == *filter.state) &&
           (filter.partner.empty() || message.partner == filter.partner) &&
           (filter.kind.empty() || message.kind == filter.kind) &&
           (filter.booking_id.empty() || message.booking_id == filter.booking_id) &&
           (filter.event_message_id.empty() ||
            message.event_message_id == filter.event_message_id) &&
           (!filter.error_class || message.error_class == *filter.error_class) &&
           (!filter.created_until || message.created <= *filter.created_until);
}

std::string audit_hash(std::string_view previous, AuditRecord const& record)
{
    std::string text{'\x01'};
    append_text(text, previous);
    append_number(text, record.number);
    append_number(text, static_cast<std::uint64_t>(record.at.time_since_epoch().count()));
    append_text(text, record.entry.actor);
    append_text(text, record.entry.action);
    append_text(text, record.entry.object);
    append_text(text, record.entry.reason);
    return to_hex(sha256(text));
}

IdentifierWords identifier_words(std::string_view identifier)
{
    auto const bar = identifier.find('|');
    if (bar == std::string_view::npos) return {"", std::string{identifier}};
    return {std::string{identifier}, std::string{identifier.substr(bar + 1)}};
}

} // namespace foramen
