#include "gateway/store/store.h"

namespace foramen {

std::string_view to_string(MessageState state)
{
    switch (state) {
    case MessageState::waiting: return "waiting";
    case MessageState::sending: return "sending";
    case MessageState::delivered: return "delivered";
    case MessageState::held: return "held";
    case MessageState::discarded: return "discarded";
    }
    return "";
}

std::string_view to_string(MessageAction action)
{
    switch (action) {
    case MessageAction::retry: return "retry";
    case MessageAction::hold: return "hold";
    case MessageAction::release: return "release";
    case MessageAction::discard: return "discard";
    }
    return "";
}

std::string_view to_string(PartnerAction action)
{
    return action == PartnerAction::pause ? "pause" : "resume";
}

} // namespace foramen
