#include "gateway/intake/imaging_doors.h"

#include "gateway/intake/imaging_view.h"
#include "gateway/monitor/fields.h"
#include "gateway/net/problem.h"

#include <algorithm>
#include <array>

namespace foramen {

namespace {

using imaging::Action;
using imaging::Standing;

constexpr unsigned page_size = 50;
constexpr unsigned page_size_max = 200;
constexpr std::size_t reason_bytes_max = 2'000;
constexpr std::array standings{Standing::work_list, Standing::matched, Standing::not_ours};
constexpr std::array actions{Action::match, Action::unmatch, Action::not_ours, Action::look,
                             Action::set_region};
constexpr std::array step_fields{std::string_view{"reason"}, std::string_view{"booking"},
                                 std::string_view{"regions"}};

Result<Standing> standing_of(Target const& target)
{
    auto const word = target.query_value("standing");
    if (word.empty()) return Standing::work_list;
    auto const found =
        std::ranges::find_if(standings, [&](auto one) { return to_string(one) == word; });
    if (found != standings.end()) return *found;
    return incorrect("standing must be work-list, matched or not-ours");
}

/// "lumbar,sacral"
Result<std::vector<matching::SpineRegion>> regions_of(std::string_view text)
{
    std::vector<matching::SpineRegion> regions;
    while (!text.empty()) {
        auto const comma = std::min(text.find(','), text.size());
        auto const region = matching::spine_region(text.substr(0, comma));
        if (!region) {
            return incorrect("regions: name cervical, thoracic, lumbar or sacral, a comma between "
                             "them");
        }
        regions.push_back(*region);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return regions;
}

struct Asked {
    imaging::Step step;
    std::string booking_id;
};

Result<Asked> asked_of(Visit const& visit, Action action)
{
    TRY(fields, read_fields(visit.request.body, step_fields));
    auto const field = [&](std::string_view name) {
        auto const found = fields.find(name);
        return found == fields.end() ? std::string{} : found->second;
    };
    Asked asked{{action, "", {}, visit.identity->name, field("reason")}, field("booking")};
    auto const& reason = asked.step.reason;
    if (reason.find_first_not_of(" \t\r\n") == std::string::npos) {
        return incorrect("reason: say why, for the audit");
    }
    if (reason.size() > reason_bytes_max) return incorrect("reason: is longer than 2,000 bytes");
    TRY(regions, regions_of(field("regions")));
    asked.step.regions = std::move(regions);
    return asked;
}

} // namespace

boost::asio::awaitable<Answer> ImagingDoors::list(Visit visit)
{
    auto const& target = visit.target;
    auto const standing = standing_of(target);
    if (!standing) co_return problem(400, standing.error().text());
    auto const given = target.query_value("limit");
    auto const limit = given.empty() ? Result<std::uint64_t>{page_size}
                                     : read_count("limit", given, 1, page_size_max);
    if (!limit) co_return problem(400, limit.error().text());
    std::string word{to_string(*standing)};
    std::string after{target.query_value("after")};
    // One more than asked for tells whether there is a next page.
    auto found = co_await store_.imaging_standing(std::move(word), std::move(after),
                                                  static_cast<unsigned>(*limit) + 1);
    if (!found) co_return problem(found.error());
    std::optional<std::string> next;
    if (found->size() > *limit) {
        found->pop_back();
        next = found->back().id;
    }
    std::vector<imaging::Case> reports;
    for (auto const& record : *found) {
        auto report = imaging::Case::from(record.body);
        if (!report) co_return problem(report.error());
        reports.push_back(*std::move(report));
    }
    co_return json_reply(200, imaging_list_json(reports, imports_.regions(), next));
}

Task<imaging::Case> ImagingDoors::read(std::string id)
{
    CO_TRY(record, co_await store_.imaging(std::move(id)));
    if (!is_report(record)) co_return not_found("there is no such report");
    co_return imaging::Case::from(record.body);
}

Task<> ImagingDoors::note_read(std::string id, std::string who)
{
    Batch batch;
    batch.audit.push_back({std::move(who), "imaging.read", std::move(id), ""});
    co_return co_await store_.commit(std::move(batch));
}

boost::asio::awaitable<Answer> ImagingDoors::show(Visit visit)
{
    if (!visit.identity || visit.captures.empty())
        co_return problem(404, "there is no such report");
    auto const word = visit.target.query_value("people");
    if (!word.empty() && word != "masked") co_return problem(400, "people must be masked");
    auto const people = word.empty() ? People::shown : People::masked;
    auto const report = co_await read(visit.captures[0]);
    if (!report) co_return problem(report.error());
    if (people == People::shown) {
        // Before it is shown: what was seen and not noted would be seen by nobody.
        auto const noted = co_await note_read(visit.captures[0], visit.identity->name);
        if (!noted) co_return problem(noted.error());
    }
    auto const json = imaging_json(*report, imports_.regions(), imports_.patients(), people);
    co_return json_reply(200, json);
}

boost::asio::awaitable<Answer> ImagingDoors::act(Visit visit)
{
    if (!visit.identity) co_return problem(401, "sign in first");
    if (visit.captures.size() < 2) co_return problem(404, "there is no such action");
    auto const action = std::ranges::find_if(
        actions, [&](auto one) { return to_string(one) == visit.captures[1]; });
    if (action == actions.end()) {
        co_return problem(404, "the actions are match, unmatch, not-ours, look and set-region");
    }
    auto asked = asked_of(visit, *action);
    if (!asked) co_return problem(422, asked.error().text());
    auto const report = co_await imports_.take(visit.captures[0], std::move(asked->step),
                                               std::move(asked->booking_id));
    if (!report) co_return problem(report.error());
    auto const json =
        imaging_json(*report, imports_.regions(), imports_.patients(), People::masked);
    co_return json_reply(200, json);
}

} // namespace foramen
