// Why this file exists: the place of every sealed text (table, row, column), and the numbers that
// stand for words in the tables.
#pragma once

#include "gateway/store/store.h"

namespace foramen {

std::string event_place(std::string_view message_id);
std::string journey_place(std::string_view booking_id, std::uint64_t version);
std::string imaging_place(std::string_view id, std::uint64_t version);
std::string resource_place(std::string_view type, std::string_view id, std::uint64_t version);
std::string message_place(std::string_view id);
/// Of all texts of one batch: see texts.h.
std::string texts_place(std::int64_t id);
std::string change_place(std::uint64_t number);

/// The states of a message as they are stored: open ones are below 3, see migrations/.
int code_of(MessageState state);
MessageState message_state(std::int64_t code);

enum class TraceOf { event = 0, message = 1 };

} // namespace foramen
