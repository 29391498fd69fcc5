// Why this file exists: how a booking and a message look to the clinic, as JSON.
#pragma once

#include "gateway/base/json_text.h"
#include "gateway/journey/journey.h"
#include "gateway/store/store.h"

#include <string>
#include <vector>

namespace foramen {

struct BookingView {
    BookingJourney const& journey;
    std::vector<Message> const& messages;
    std::vector<ResourceRecord> const& resources;
    std::vector<ProcedureRecord> const& procedures;
    RiskTable const& rules;
    TimePoint now;
};

struct MessageTrace {
    Message message;
    std::vector<Attempt> attempts;
};

std::string to_json(BookingView const& view);
std::string to_json(StoredEvent const& event, std::string_view status,
                    std::vector<MessageTrace> const& traces);

} // namespace foramen
