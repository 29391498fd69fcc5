// Why this file exists: the list of all channels; a new one is a folder and one line here.
#pragma once

#include "gateway/base/result.h"
#include "gateway/channels/conversation.h"

#include <span>
#include <string_view>

namespace foramen {

struct Channel {
    std::string_view name;
    /// What is missing or wrong in a partner's configuration. Error: incorrect.
    Result<> (*check)(Partner const& partner);
    std::unique_ptr<Conversation> (*begin)(Partner const& partner, Parcel parcel, TimePoint now);
};

std::span<Channel const> channels();
/// Null when there is no such channel.
Channel const* find_channel(std::string_view name);

} // namespace foramen
