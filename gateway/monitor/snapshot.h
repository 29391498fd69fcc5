// Why this file exists: one JSON of how the house stands, for the page, the feed and the command
// line. Its shape is in README.md.
#pragma once

#include "gateway/base/json_text.h"
#include "gateway/monitor/standing.h"

#include <string>
#include <string_view>

namespace foramen {

/// The members of the snapshot but `id` and `at`: as long as this text is the same, nothing that
/// a person can see has changed.
std::string snapshot_content(Standing const& standing);

/// {"id", "at", … content}
std::string snapshot_json(std::string_view id, TimePoint at, std::string_view content);

std::string_view to_string(BreakerState state);
/// "paused": {"since", "by", "reason"}, or null.
void member_pause(JsonText& json, std::optional<Pause> const& pause);
/// `name`: the time, or null.
void member_time(JsonText& json, std::string_view name, std::optional<TimePoint> time);

} // namespace foramen
