// Why this file exists: what an operator may read of a message, an attempt or an audit record.
// The shapes are in README.md; the command line reads the same.
#pragma once

#include "gateway/base/json_text.h"
#include "gateway/store/store.h"

#include <optional>
#include <string>
#include <vector>

namespace foramen {

/// Everything about one message that the monitor shows.
struct MessageTrace {
    Message message;
    std::vector<Attempt> attempts;
    std::optional<StoredEvent> event; ///< What caused it; its body is never shown.
};

/// What a person may do with a message in that state.
std::vector<MessageAction> actions_for(MessageState state);

/// {"messages": […], "next": sequence or null}
std::string messages_json(std::vector<Message> const& messages, std::optional<std::uint64_t> next);
/// {"message", "actions", "attempts", "event", "body"}
std::string trace_json(MessageTrace const& trace);
/// {"records": […newest first…], "older": number or null}
std::string audit_json(std::vector<AuditRecord> const& records, std::optional<std::uint64_t> older);

} // namespace foramen
