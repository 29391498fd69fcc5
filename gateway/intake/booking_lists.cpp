#include "gateway/intake/booking_lists.h"

#include "gateway/base/json_text.h"
#include "gateway/intake/approval_html.h"
#include "gateway/net/problem.h"
#include "gateway/rows.h"

#include <rapidjson/document.h>

#include <algorithm>

namespace foramen {

namespace {

constexpr unsigned journeys_at_once = 100;
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t reason_bytes_max = 1'000;

HttpReply reply_of(HoldList const& list, std::string_view format)
{
    if (format == "html") {
        // The page shell of an approval: no script, nothing kept, nothing framed.
        auto reply = approval_reply({200, "", list.clinic, {}});
        reply.body = to_html(list);
        return reply;
    }
    if (format == "csv") {
        return {200,
                {{"Content-Type", "text/csv; charset=utf-8"}, {"Cache-Control", "no-store"}},
                to_csv(list)};
    }
    auto reply = json_reply(200, to_json(list));
    reply.headers.emplace_back("Cache-Control", "no-store");
    return reply;
}

std::string text_in(rapidjson::Document const& body, char const* name)
{
    auto const found = body.FindMember(name);
    if (found == body.MemberEnd() || !found->value.IsString()) return "";
    return {found->value.GetString(), found->value.GetStringLength()};
}

/// Who, for the audit, and what they compared. Error: incorrect.
Result<AuditEntry> who_confirms(Visit const& visit)
{
    rapidjson::Document body;
    body.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
        visit.request.body.data(), visit.request.body.size());
    if (body.HasParseError() || !body.IsObject()) return incorrect("the body is no JSON object");
    auto const name = text_in(body, "name");
    auto reason = text_in(body, "reason");
    if (name.empty() || name.size() > name_bytes_max) {
        return incorrect("name: who confirms it, in at most 200 bytes");
    }
    if (reason.empty() || reason.size() > reason_bytes_max) {
        return incorrect("reason: what the booking was compared with, in at most 1000 bytes");
    }
    return AuditEntry{visit.identity->name + ":" + name, "", "", std::move(reason)};
}

} // namespace

Task<std::vector<BookingJourney>> BookingLists::journeys(Wanted wanted)
{
    std::vector<BookingJourney> found;
    std::string after;
    for (;;) {
        CO_TRY(page, co_await store_.journeys(after, journeys_at_once));
        if (page.empty()) co_return found;
        after = page.back().booking_id;
        for (auto const& record : page) {
            CO_TRY(journey, BookingJourney::from(record.body));
            if (wanted(journey)) found.push_back(std::move(journey));
        }
    }
}

boost::asio::awaitable<Answer> BookingLists::holds(Visit visit)
{
    auto const now = clock_.now();
    auto const asked = visit.target.query_value("day");
    auto const day = asked.empty() ? Result<Date>{london_date(now)} : parse_date(asked);
    if (!day) co_return problem(422, "day: " + day.error().text());
    auto const format = std::string{visit.target.query_value("format")};
    if (!format.empty() && format != "json" && format != "csv" && format != "html") {
        co_return problem(422, "format: json, csv or html");
    }
    HoldList list{*day, now, clinic_, {}, PatientsShown::no};
    if (visit.identity->role == Role::clinic) list.patients = PatientsShown::yes;
    Wanted wanted = [day = *day](BookingJourney const& one) { return is_on_list(one, day); };
    auto found = co_await journeys(std::move(wanted));
    if (!found) co_return problem(found.error());
    list.bookings = *std::move(found);
    std::ranges::sort(list.bookings, {}, [](auto const& one) { return one.booking->start; });
    co_return reply_of(list, format);
}

boost::asio::awaitable<Answer> BookingLists::restored(Visit visit)
{
    static_cast<void>(visit);
    Wanted wanted = [](BookingJourney const& one) { return one.restored != TimePoint{}; };
    auto const found = co_await journeys(std::move(wanted));
    if (!found) co_return problem(found.error());
    JsonText json;
    json.object().key("bookings").array();
    for (auto const& journey : *found) {
        json.object().member("id", journey.booking_id);
        json.member("held", to_rfc3339(journey.restored));
        if (journey.booking) json.member("start", to_london_rfc3339(journey.booking->start));
        json.key("otherwiseReady").flag(journey.booking && journey.holds.size() == 1);
        json.end_object();
    }
    json.end_array().end_object();
    co_return json_reply(200, json.take());
}

boost::asio::awaitable<Answer> BookingLists::confirm(Visit visit)
{
    auto who = who_confirms(visit);
    if (!who) co_return problem(422, who.error().text());
    auto const confirmed =
        co_await advance_.confirm_restored(std::move(visit.captures[0]), *std::move(who));
    co_return confirmed ? json_reply(200, readiness_json(*confirmed)) : problem(confirmed.error());
}

} // namespace foramen
