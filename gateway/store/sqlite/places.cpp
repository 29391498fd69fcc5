#include "gateway/store/sqlite/places.h"

namespace foramen {

namespace {

std::string joined(std::string_view first, std::string_view second, std::string_view third = {})
{
    std::string text;
    text.reserve(first.size() + second.size() + third.size());
    return text.append(first).append(second).append(third);
}

} // namespace

std::string event_place(std::string_view message_id)
{
    return joined("event/", message_id, "/body");
}

std::string journey_place(std::string_view booking_id, std::uint64_t version)
{
    return joined("journey/", booking_id, "/body/") + std::to_string(version);
}

std::string imaging_place(std::string_view id, std::uint64_t version)
{
    return joined("imaging/", id, "/body/") + std::to_string(version);
}

std::string resource_place(std::string_view type, std::string_view id, std::uint64_t version)
{
    return joined("resource/", type, "/") + joined(id, "/body/") + std::to_string(version);
}

std::string message_place(std::string_view id) { return joined("message/", id, "/body"); }

std::string texts_place(std::int64_t id) { return joined("texts/", std::to_string(id), "/body"); }

std::string change_place(std::uint64_t number)
{
    return joined("change/", std::to_string(number), "/body");
}

int code_of(MessageState state)
{
    switch (state) {
    case MessageState::waiting: return 0;
    case MessageState::sending: return 1;
    case MessageState::held: return 2;
    case MessageState::discarded: return 3;
    case MessageState::delivered: return 4;
    }
    return 2;
}

MessageState message_state(std::int64_t code)
{
    switch (code) {
    case 0: return MessageState::waiting;
    case 1: return MessageState::sending;
    case 3: return MessageState::discarded;
    case 4: return MessageState::delivered;
    default: return MessageState::held;
    }
}

} // namespace foramen
