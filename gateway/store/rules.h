// Why this file exists: what every backend decides in the same way stands here once: who may be
// moved from which state, what an ended lease leaves behind, how the audit trail is chained.
#pragma once

#include "gateway/store/store.h"

namespace foramen {

/// A message not settled in this time is offered again.
inline constexpr std::chrono::seconds lease_time{300};
inline constexpr std::string_view held_by_operator = "held by an operator";

/// Where an operator's action leads. Errors: conflict (not from this state; what is never sent can
/// only be discarded), incorrect (discard needs a reason).
Result<MessageState> state_after(MessageAction action, std::string_view partner, MessageState now,
                                 AuditEntry const& why);

/// The entry of an action as it is stored: names the action and the message.
AuditEntry action_entry(AuditEntry why, MessageAction action, std::string_view message_id);

/// Whether a line may be paused or resumed. Errors: conflict (it is so already), incorrect (a pause
/// needs a reason).
enum class Flow { open, paused };
Result<> check_partner_action(PartnerAction action, Flow now, AuditEntry const& why);
AuditEntry action_entry(AuditEntry why, PartnerAction action, std::string_view partner);

/// What the trail says of a recalled message that went on to `state`: discarded; sending (it
/// will be discarded unless it arrives); delivered (it arrived before it could be stopped).
AuditEntry recall_entry(MessageState state, std::string_view message_id, std::string_view reason);

/// Whether a settlement is of the attempt that counts: the one under way, or, of a recalled message
/// that was discarded when its lease ended, the last one after all: what arrived, arrived.
/// Error: conflict.
Result<> check_settlement(Settlement const& settlement, MessageState now, unsigned attempts,
                          std::optional<std::string> const& recalled);

/// The record of an attempt whose end nobody saw: the lease ran out or the gateway stopped.
Attempt interrupted_attempt(std::string message_id, unsigned number, TimePoint started,
                            TimePoint now);

/// SHA-256(0x01, previous, record), hex. Every field is length-prefixed, so that no two records
/// are written alike; `previous` is "" for the first (RFC 6962 uses the leading byte alike).
std::string audit_hash(std::string_view previous, AuditRecord const& record);

/// Under which words an identifier "system|value" is found: the whole and the bare value.
struct IdentifierWords {
    std::string whole; ///< "system|value"; "" when any system will do.
    std::string value;
};
IdentifierWords identifier_words(std::string_view identifier);

/// Whether a message is asked for, but for `before` and `limit`.
bool fits_filter(Message const& message, MessageFilter const& filter);

/// A message that is not finished keeps later ones of its lane waiting.
constexpr bool is_open(MessageState state)
{
    return state != MessageState::delivered && state != MessageState::discarded;
}

} // namespace foramen
