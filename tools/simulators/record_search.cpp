#include "tools/simulators/record_search.h"

#include "gateway/base/clock.h"
#include "gateway/base/json_text.h"
#include "tools/simulators/resource_text.h"
#include "tools/simulators/transaction.h"

#include <algorithm>
#include <charconv>

namespace foramen {

namespace {

using namespace std::chrono_literals;

/// A date means its whole day, a time without a fraction its whole second (R4 search.html#date).
struct Span {
    TimePoint from;
    TimePoint until; ///< The first moment that is not meant any more.
};

Result<Span> span_of(std::string_view text)
{
    constexpr std::size_t date_length = 10;
    if (text.size() == date_length) {
        TRY(date, parse_date(text));
        auto const day = std::chrono::sys_days{date};
        return Span{day, day + std::chrono::days{1}};
    }
    TRY(from, parse_rfc3339(text));
    auto const width = text.find('.') == std::string_view::npos ? 1000ms : 1ms;
    return Span{from, from + width};
}

void raise(std::string& bound, TimePoint to) { bound = std::max(bound, to_rfc3339(to)); }
void lower(std::string& bound, TimePoint to)
{
    auto text = to_rfc3339(to);
    if (bound.empty() || text < bound) bound = std::move(text);
}

Result<> take_updated(RecordSearch& search, std::string_view value)
{
    std::string_view prefix = "eq";
    if (value.size() > 2 && value[0] >= 'a' && value[0] <= 'z') {
        prefix = value.substr(0, 2);
        value.remove_prefix(2);
    }
    TRY(span, span_of(value));
    if (prefix == "eq" || prefix == "ge") raise(search.updated_from, span.from);
    else if (prefix == "gt" || prefix == "sa") raise(search.updated_from, span.until);
    else if (prefix == "lt" || prefix == "eb") lower(search.updated_before, span.from);
    else if (prefix != "le") return incorrect("_lastUpdated: the prefix is none that we know");
    if (prefix == "eq" || prefix == "le") lower(search.updated_before, span.until);
    return {};
}

Result<> take_order(RecordSearch& search, std::string_view value)
{
    if (value == "_lastUpdated") search.order = RecordSearch::Order::oldest_first;
    else if (value == "-_lastUpdated") search.order = RecordSearch::Order::newest_first;
    else return Error{ErrorKind::unsupported, "_sort is _lastUpdated or -_lastUpdated"};
    return {};
}

Result<> take_number(std::size_t& number, std::string_view value)
{
    auto const* const end = value.data() + value.size();
    auto const [last, failed] = std::from_chars(value.data(), end, number);
    if (last != end || failed != std::errc{}) return incorrect("_count and _offset are numbers");
    return {};
}

/// One without a bar is one without a system.
std::vector<std::string> identifiers_in(std::string const& value)
{
    auto wanted = search_values(value);
    for (auto& one : wanted) {
        if (one.find('|') == std::string::npos) one.insert(0, 1, '|');
    }
    return wanted;
}

Result<> take(RecordSearch& search, std::string const& name, std::string const& value)
{
    if (name == "identifier") {
        search.identifiers.push_back(identifiers_in(value));
    } else if (name == "patient.identifier" || name == "subject.identifier") {
        search.subjects.push_back(identifiers_in(value));
    } else if (name == "_id") {
        search.ids.push_back(search_values(value));
    } else if (name == "status") {
        search.statuses.push_back(search_values(value));
    } else if (name == "_lastUpdated") {
        return take_updated(search, value);
    } else if (name == "_sort") {
        return take_order(search, value);
    } else if (name == "_count" || name == "_offset") {
        return take_number(name == "_count" ? search.count : search.offset, value);
    } else if (name != "_format") {
        return Error{ErrorKind::unsupported, "search is by identifier, patient.identifier, _id, "
                                             "status, _lastUpdated, _sort, _count"};
    }
    return {};
}

bool has_any(std::vector<std::string> const& wanted, std::string const& value)
{
    return std::ranges::find(wanted, value) != wanted.end();
}

bool fits(RecordSearch const& search, StoredResource const& one)
{
    if (one.updated < search.updated_from) return false;
    if (!search.updated_before.empty() && one.updated >= search.updated_before) return false;
    auto const holds = [&](std::vector<std::string> const& wanted) {
        return std::ranges::any_of(one.identifiers,
                                   [&](auto const& mine) { return has_any(wanted, mine); });
    };
    auto const is_about = [&](auto const& any) { return has_any(any, one.subject); };
    return std::ranges::all_of(search.identifiers, holds) &&
           std::ranges::all_of(search.subjects, is_about) &&
           std::ranges::all_of(search.ids, [&](auto const& any) { return has_any(any, one.id); }) &&
           std::ranges::all_of(search.statuses,
                               [&](auto const& any) { return has_any(any, one.status); });
}

void put_link(JsonText& json, std::string_view relation, std::string const& url)
{
    json.object().member("relation", relation).member("url", url).end_object();
}

/// The query without _offset, and with a new one.
std::string query_of_next(std::string_view query, std::size_t offset)
{
    std::string next = "?";
    for (auto const& [name, value] : parse_target("/?" + std::string{query}).query) {
        if (name == "_offset") continue;
        next += percent_encode(name) + "=" + percent_encode(value) + "&";
    }
    return next + "_offset=" + std::to_string(offset);
}

} // namespace

Result<RecordSearch> RecordSearch::parse(std::string_view query)
{
    RecordSearch search;
    auto const target = parse_target("/?" + std::string{query});
    if (target.path.empty()) return incorrect("the query is malformed");
    for (auto const& [name, value] : target.query) {
        if (auto taken = take(search, name, value); !taken) return taken.error();
    }
    return search;
}

std::vector<StoredResource const*> RecordSearch::in(Record const& record,
                                                    std::string_view type) const
{
    std::vector<StoredResource const*> found;
    auto const keep = [&](StoredResource const* one) {
        if (fits(*this, *one)) found.push_back(one);
    };
    // A practice under load holds many resources: an identifier has its own index.
    if (!identifiers.empty() && identifiers.front().size() == 1) {
        for (auto const* one : record.with_identifier(type, identifiers.front().front())) keep(one);
    } else {
        for (auto const* one : record.all_of(type)) keep(one);
    }
    auto const older = [](auto const* a, auto const* b) { return a->updated < b->updated; };
    if (order != Order::as_stored) std::ranges::stable_sort(found, older);
    if (order == Order::newest_first) std::ranges::reverse(found);
    return found;
}

HttpReply searchset(std::vector<StoredResource const*> const& found, RecordSearch const& search,
                    SearchAddress const& address)
{
    auto const begin = std::min(search.offset, found.size());
    auto const end = begin + std::min(search.count, found.size() - begin);
    JsonText json;
    json.object().member("resourceType", "Bundle").member("type", "searchset");
    json.member("total", found.size()).key("link").array();
    auto const& base = address.base;
    put_link(json, "self", address.query.empty() ? base : base + "?" + address.query);
    if (!address.foreign.empty()) {
        put_link(json, "next", std::string{address.foreign} + query_of_next(address.query, end));
    } else if (end < found.size() && end > begin) {
        put_link(json, "next", base + query_of_next(address.query, end));
    }
    json.end_array();
    if (end > begin) json.key("entry").array();
    for (auto at = begin; at < end; ++at) {
        auto const& one = *found[at];
        json.object().member("fullUrl", base + "/" + one.id);
        if (!one.json.empty()) json.key("resource").raw(one.json);
        json.key("search").object().member("mode", "match").end_object().end_object();
    }
    if (end > begin) json.end_array();
    json.end_object();
    return simulated_fhir_reply(200, json.take());
}

} // namespace foramen
