// Why this file exists: a practice answers on working days; which days those are is data.
#include "gateway/clinic/json_tree.h"
#include "gateway/journey/approval_request.h"

#include <algorithm>
#include <cstdlib>

namespace foramen {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// A shift over more holidays than this in a row is a fault of the table.
constexpr int idle_days_max = 30;

} // namespace

Checked<WorkingDays> WorkingDays::parse(std::string_view json)
{
    JsonTree tree;
    if (auto fault = tree.read(json)) return std::vector{*std::move(fault)};
    auto const& root = tree.root();
    auto const list =
        root.IsObject() ? root.FindMember("days") : rapidjson::Value::ConstMemberIterator{};
    if (!root.IsObject() || list == root.MemberEnd() || !list->value.IsArray()) {
        return std::vector{Fault{"/days", "must be a list of dates"}};
    }
    WorkingDays made;
    FaultList faults;
    for (rapidjson::SizeType i = 0; i < list->value.Size(); ++i) {
        auto const& one = list->value[i];
        auto const day = parse_date(one.IsString() ? one.GetString() : "");
        if (day) made.holidays_.push_back(*day);
        else faults.add("/days/" + std::to_string(i), "must be a date such as 2026-12-25");
    }
    if (!faults.empty()) return faults.take();
    std::ranges::sort(made.holidays_);
    return made;
}

bool WorkingDays::is_working(Date day) const
{
    std::chrono::weekday const weekday{sys_days{day}};
    if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
    return !std::ranges::binary_search(holidays_, day);
}

TimePoint WorkingDays::shift(TimePoint from, int count) const
{
    auto const step = days{count < 0 ? -1 : 1};
    auto const start = london_date(from);
    sys_days day{start};
    int idle = 0;
    for (auto left = std::abs(count); left > 0 && idle < idle_days_max;) {
        day += step;
        if (is_working(Date{day})) {
            --left;
            idle = 0;
        } else {
            ++idle;
        }
    }
    auto const moved = from + (day - sys_days{start});
    // The same time of day in London, whatever the summer does in between.
    return moved + (london_offset(from) - london_offset(moved));
}

} // namespace foramen
