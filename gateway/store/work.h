// Why this file exists: partners that are nobody's server. What stands there is held until a person
// has done it; sending it would replace what it says is to be done.
#pragma once

#include <string_view>

namespace foramen {

/// What a person of the clinic has to do about an approval.
inline constexpr std::string_view approval_work = "approvals";
/// The same, of who answers for information governance.
inline constexpr std::string_view governance_work = "governance";
/// Messages of patients without a registered practice.
inline constexpr std::string_view no_practice = "no-practice";

constexpr bool is_never_sent(std::string_view partner)
{
    return partner == approval_work || partner == governance_work || partner == no_practice;
}

} // namespace foramen
