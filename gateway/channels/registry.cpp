#include "gateway/channels/registry.h"

#include "gateway/channels/fhir_rest/fhir_rest_channel.h"
#include "gateway/channels/file_drop/file_drop_channel.h"
#include "gateway/channels/webhook/webhook_channel.h"

#include <algorithm>
#include <array>

namespace foramen {

std::span<Channel const> channels()
{
    static constexpr std::array<Channel, 3> known{{
        {"file-drop", check_file_drop, begin_file_drop},
        {"fhir-rest", check_fhir_rest, begin_fhir_rest},
        {"webhook", check_webhook, begin_webhook},
    }};
    return known;
}

Channel const* find_channel(std::string_view name)
{
    auto const found = std::ranges::find(channels(), name, &Channel::name);
    return found == channels().end() ? nullptr : &*found;
}

} // namespace foramen
