#include "gateway/hl7v2/report.h"

#include <array>

namespace foramen::hl7v2 {

namespace {

constexpr std::array<std::string_view, 10> status_names{
    "unknown", "registered", "partial",   "preliminary", "final",
    "amended", "appended",   "corrected", "cancelled",   "entered-in-error"};
constexpr std::array<std::string_view, 5> region_names{"cervical", "thoracic", "lumbar", "sacral",
                                                       "whole"};

template <class Value, std::size_t count>
std::optional<Value> value_of(std::array<std::string_view, count> const& names,
                              std::string_view word)
{
    for (std::size_t i = 0; i < count; ++i) {
        if (names[i] == word) return static_cast<Value>(i);
    }
    return {};
}

} // namespace

std::string_view to_string(ImagingStatus status)
{
    return status_names[static_cast<std::size_t>(status)];
}
std::optional<ImagingStatus> imaging_status(std::string_view word)
{
    return value_of<ImagingStatus>(status_names, word);
}

std::string_view to_string(SpineRegion region)
{
    return region_names[static_cast<std::size_t>(region)];
}
std::optional<SpineRegion> spine_region(std::string_view word)
{
    return value_of<SpineRegion>(region_names, word);
}

} // namespace foramen::hl7v2
