// Why this file exists: an approval that nobody answers in time cancels a patient's appointment, so
// operators see which are open, whose they are and when they are due. No patient is named.
#pragma once

#include "gateway/store/store.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace foramen {

/// A question to a practice that has no final answer yet.
struct OpenApproval {
    std::string task; ///< Id of the Task.
    std::string booking;
    std::string practice; ///< ODS code, or "".
    std::string state;    ///< Of approval.md: "sent", "viewed", "more-info-needed", …
    std::optional<TimePoint> asked;
    std::optional<TimePoint> deadline;
};

struct OpenApprovals {
    std::vector<OpenApproval>
        approvals; ///< The nearest deadline first; at most listed_max a status.
    std::uint64_t total = 0;

    std::map<std::string, std::uint64_t> by_state() const;
    std::optional<TimePoint> next_deadline() const;
    /// How many are due at `until` or before.
    std::uint64_t due(TimePoint until) const;
};

inline constexpr unsigned approvals_listed_max = 200;

/// From the Tasks that the store holds.
Task<OpenApprovals> open_approvals(Store& store);

/// {"total", "approvals": [{"task","booking","practice","state","asked","deadline"}]}
std::string to_json(OpenApprovals const& open);

} // namespace foramen
