#include "gateway/monitor/approval_watch.h"

#include "gateway/base/json_text.h"
#include "gateway/monitor/snapshot.h"

#include <rapidjson/pointer.h>

#include <algorithm>
#include <array>

namespace foramen {

namespace {

/// Statuses of a Task whose answer is still to come; see journey/approval.md.
constexpr std::array open_statuses{"requested", "received", "accepted", "in-progress", "on-hold"};

std::string text_at(rapidjson::Document const& document, char const* pointer)
{
    auto const* const value = rapidjson::Pointer{pointer}.Get(document);
    return value != nullptr && value->IsString() ? value->GetString() : "";
}

std::optional<TimePoint> time_at(rapidjson::Document const& document, char const* pointer)
{
    auto const time = parse_rfc3339(text_at(document, pointer));
    return time ? std::optional{*time} : std::nullopt;
}

OpenApproval approval_of(ResourceRecord const& task, rapidjson::Document const& document)
{
    OpenApproval approval;
    approval.task = task.id;
    approval.booking = task.booking_id;
    approval.state = text_at(document, "/businessStatus/coding/0/code");
    if (approval.state.empty()) approval.state = task.status;
    approval.asked = time_at(document, "/authoredOn");
    approval.deadline = time_at(document, "/restriction/period/end");
    return approval;
}

/// The ODS code of the organisation that "Organization/<id>" names.
Task<std::string> practice_of(Store& store, std::string reference)
{
    constexpr std::string_view prefix = "Organization/";
    if (!reference.starts_with(prefix)) co_return std::string{};
    CO_TRY(record,
           co_await store.resource("Organization", reference.substr(prefix.size()), std::nullopt));
    rapidjson::Document document;
    document.Parse(record.body.c_str());
    if (document.HasParseError()) co_return std::string{};
    co_return text_at(document, "/identifier/0/value");
}

bool sooner(OpenApproval const& left, OpenApproval const& right)
{
    if (left.deadline.has_value() != right.deadline.has_value()) return left.deadline.has_value();
    return left.deadline < right.deadline;
}

} // namespace

std::map<std::string, std::uint64_t> OpenApprovals::by_state() const
{
    std::map<std::string, std::uint64_t> counts;
    for (auto const& approval : approvals) ++counts[approval.state];
    return counts;
}

std::optional<TimePoint> OpenApprovals::next_deadline() const
{
    return approvals.empty() ? std::nullopt : approvals.front().deadline;
}

std::uint64_t OpenApprovals::due(TimePoint until) const
{
    auto const is_due = [&](OpenApproval const& one) {
        return one.deadline && *one.deadline <= until;
    };
    return static_cast<std::uint64_t>(std::ranges::count_if(approvals, is_due));
}

Task<OpenApprovals> open_approvals(Store& store)
{
    OpenApprovals open;
    std::map<std::string, std::string> practices; // By reference: few practices, many approvals.
    for (auto const* const status : open_statuses) {
        ResourceFilter filter;
        filter.type = "Task";
        filter.status = status;
        filter.limit = approvals_listed_max;
        CO_TRY(page, co_await store.resources(std::move(filter)));
        open.total += page.total;
        for (auto const& task : page.resources) {
            rapidjson::Document document;
            document.Parse(task.body.c_str());
            if (document.HasParseError()) continue;
            auto approval = approval_of(task, document);
            auto const owner = text_at(document, "/owner/reference");
            if (!practices.contains(owner)) {
                auto const practice = co_await practice_of(store, owner);
                practices[owner] = practice ? *practice : "";
            }
            approval.practice = practices[owner];
            open.approvals.push_back(std::move(approval));
        }
    }
    std::ranges::stable_sort(open.approvals, sooner);
    co_return open;
}

std::string to_json(OpenApprovals const& open)
{
    JsonText json;
    json.object().member("total", open.total).key("approvals").array();
    for (auto const& approval : open.approvals) {
        json.object().member("task", approval.task).member("booking", approval.booking);
        json.member("practice", approval.practice).member("state", approval.state);
        member_time(json, "asked", approval.asked);
        member_time(json, "deadline", approval.deadline);
        json.end_object();
    }
    json.end_array().end_object();
    return json.take();
}

} // namespace foramen
