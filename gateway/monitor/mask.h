// Why this file exists: an operator sees what a message is made of and nothing of the patient.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace foramen {

/// What stands where a value was.
inline constexpr std::string_view masked_value = "•••";

struct MaskedBody {
    std::string structure; ///< JSON with every value masked; "null" when the body is not JSON.
    std::map<std::string, std::size_t> resources; ///< Resource type -> how often in the Bundle.
    std::size_t bytes = 0;                        ///< Of the body as it is sent.
};

/// Every string, number and boolean becomes "•••". What stays: element names, `resourceType`,
/// `status` and `request.method`, and those only where they look like a code. Names that do
/// not look like an element name are masked too. What is nested too deep is left out.
MaskedBody mask_body(std::string_view body);

/// Text that came from outside or from a keyboard: what looks like an NHS number or a date is
/// masked, control characters become spaces, and what is too long is cut.
std::string careful_text(std::string_view text);

} // namespace foramen
