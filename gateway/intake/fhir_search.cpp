#include "gateway/intake/fhir_search.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_text.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <charconv>

namespace foramen {

namespace {

constexpr unsigned count_max = 200;
constexpr std::string_view page_place = "fhir-search-page";

std::optional<std::uint64_t> whole_number(std::string_view text)
{
    std::uint64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

/// "2030" and "2030-01": from its first day until that of the next one.
Result<std::pair<TimePoint, TimePoint>> span_of_days(std::string_view text)
{
    constexpr std::string_view first_day = "0000-01-01";
    TRY(first, parse_date(std::string{text} + std::string{first_day.substr(text.size())}));
    auto next = std::chrono::sys_days{first} + std::chrono::days{1};
    if (text.size() == 4) next = std::chrono::sys_days{first + std::chrono::years{1}};
    if (text.size() == 7) next = std::chrono::sys_days{first + std::chrono::months{1}};
    return std::pair{TimePoint{std::chrono::sys_days{first}}, TimePoint{next}};
}

/// A day is the whole of it, an instant as much as its last digit says: who asks for what came
/// after the last one he saw must not miss what came in the same second.
Result<std::pair<TimePoint, TimePoint>> span_of(std::string_view text)
{
    constexpr auto minutes_end = std::string_view{"2030-01-14T17:15"}.size();
    if (text.size() == 4 || text.size() == 7 || text.size() == 10) return span_of_days(text);
    TRY(instant, parse_rfc3339(text));
    std::chrono::microseconds step = std::chrono::seconds{1};
    if (text[minutes_end] != ':') step = std::chrono::minutes{1};
    auto const point = text.find('.');
    auto const after_point = point == std::string_view::npos ? text.size() : point + 1;
    for (auto at = after_point; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
        step = std::max(step / 10, std::chrono::microseconds{1});
    }
    auto const from = instant - instant.time_since_epoch() % step;
    return std::pair{TimePoint{from}, TimePoint{from + step}};
}

/// Given twice, both are meant.
Result<> read_updated(std::string_view value, ResourceFilter& filter)
{
    auto prefix = std::string_view{"eq"};
    if (value.size() > 2 && value[0] >= 'a' && value[0] <= 'z') {
        prefix = value.substr(0, 2);
        value.remove_prefix(2);
    }
    auto const span = span_of(value);
    if (!span) return incorrect("_lastUpdated: " + span.error().text());
    auto const not_before = [&](TimePoint from) {
        filter.updated_from = std::max(filter.updated_from.value_or(from), from);
    };
    auto const before = [&](TimePoint until) {
        filter.updated_until = std::min(filter.updated_until.value_or(until), until);
    };
    auto const [from, until] = *span;
    if (prefix == "eq" || prefix == "ge") not_before(from);
    if (prefix == "gt") not_before(until);
    if (prefix == "eq" || prefix == "le") before(until);
    if (prefix == "lt") before(from);
    if (prefix != "eq" && prefix != "ge" && prefix != "gt" && prefix != "le" && prefix != "lt") {
        return incorrect("_lastUpdated: use one of the prefixes eq, ge, gt, le, lt");
    }
    return {};
}

/// What a comma and a repetition mean (any of them, all of them) is not served; taken for one
/// value they would find nothing, or too much. "\\," is a comma in a value.
Result<> read_value(std::string const& name, std::string_view value, std::string& into)
{
    if (!into.empty()) return incorrect(name + ": is given twice; ask for one value at a time");
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (value[at] == ',') {
            return incorrect(name + ": has several values; ask for one at a time");
        }
        bool const escaped = value[at] == '\\' && at + 1 < value.size();
        into += escaped ? value[++at] : value[at];
    }
    return {};
}

Result<> read_parameter(std::string const& name, std::string const& value, ResourceFilter& filter)
{
    if (value.empty()) return incorrect(name + ": has no value");
    if (name == "_id") return read_value(name, value, filter.id);
    if (name == "identifier") return read_value(name, value, filter.identifier);
    if (name == "patient.identifier" || name == "subject.identifier" ||
        name == "patient:Patient.identifier" || name == "subject:Patient.identifier") {
        return read_value(name, value, filter.patient_identifier);
    }
    if (name == "status") return read_value(name, value, filter.status);
    if (name == "_lastUpdated") return read_updated(value, filter);
    if (name == "_count") {
        auto const count = whole_number(value);
        if (!count) return incorrect("_count: must be a whole number");
        filter.limit = static_cast<unsigned>(std::clamp<std::uint64_t>(*count, 1, count_max));
        return {};
    }
    if (name == "_format") {
        if (value.find("json") != std::string::npos) return {};
        return incorrect("_format: only json is served");
    }
    // The name comes from outside and could carry anything: it is not repeated.
    return incorrect("a search parameter is not supported here; supported: _id, identifier, "
                     "patient.identifier, status, _lastUpdated, _count");
}

Result<ResourceFilter> open_page(std::string const& token, std::string type, Sealer const& sealer)
{
    auto const gone = [] { return incorrect("_page: not a link of ours, or no longer valid"); };
    auto sealed = from_base64(token);
    if (!sealed) return gone();
    auto const opened = sealer.open(*sealed, page_place);
    if (!opened) return gone();
    rapidjson::Document document;
    document.Parse(opened->data(), opened->size());
    if (!document.IsObject() || document["type"].GetString() != type) return gone();
    ResourceFilter filter;
    filter.type = std::move(type);
    filter.identifier = document["identifier"].GetString();
    filter.patient_identifier = document["patient"].GetString();
    filter.status = document["status"].GetString();
    filter.limit = document["limit"].GetUint();
    filter.after = document["after"].GetUint64();
    auto const time = [&](char const* key) -> std::optional<TimePoint> {
        auto const micros = document[key].GetInt64();
        if (micros < 0) return {};
        return TimePoint{microseconds{micros}};
    };
    filter.updated_from = time("from");
    filter.updated_until = time("until");
    return filter;
}

} // namespace

Result<ResourceFilter> parse_search(std::string type, SearchParameters const& parameters,
                                    Sealer const& sealer)
{
    for (auto const& [name, value] : parameters) {
        if (name == "_page") return open_page(value, std::move(type), sealer);
    }
    ResourceFilter filter;
    filter.type = std::move(type);
    for (auto const& [name, value] : parameters) {
        auto const understood = read_parameter(name, value, filter);
        if (!understood) return understood.error();
    }
    return filter;
}

std::string page_token(ResourceFilter const& filter, Sealer const& sealer)
{
    auto const micros = [](std::optional<TimePoint> const& time) {
        return time ? time->time_since_epoch().count() : std::int64_t{-1};
    };
    JsonText json;
    json.object().member("type", filter.type).member("identifier", filter.identifier);
    json.member("patient", filter.patient_identifier).member("status", filter.status);
    json.member("limit", filter.limit).member("after", filter.after);
    json.member("from", micros(filter.updated_from)).member("until", micros(filter.updated_until));
    json.end_object();
    return to_base64(sealer.seal(json.take(), page_place));
}

} // namespace foramen
