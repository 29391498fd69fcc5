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

/// A day is the whole of it, an instant as much as its last digit says: who asks for what came
/// after the last one he saw must not miss what came in the same second.
Result<std::pair<TimePoint, TimePoint>> span_of(std::string_view text)
{
    if (text.size() == 10) {
        TRY(date, parse_date(text));
        auto const from = TimePoint{std::chrono::sys_days{date}};
        return std::pair{from, from + std::chrono::days{1}};
    }
    TRY(instant, parse_rfc3339(text));
    std::chrono::microseconds step = std::chrono::seconds{1};
    auto const point = text.find('.');
    auto const after_point = point == std::string_view::npos ? text.size() : point + 1;
    for (auto at = after_point; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
        step = std::max(step / 10, std::chrono::microseconds{1});
    }
    auto const from = instant - instant.time_since_epoch() % step;
    return std::pair{TimePoint{from}, TimePoint{from + step}};
}

Result<> read_updated(std::string_view value, ResourceFilter& filter)
{
    auto prefix = std::string_view{"eq"};
    if (value.size() > 2 && value[0] >= 'a' && value[0] <= 'z') {
        prefix = value.substr(0, 2);
        value.remove_prefix(2);
    }
    TRY(span, span_of(value));
    auto const [from, until] = span;
    if (prefix == "eq" || prefix == "ge") filter.updated_from = from;
    if (prefix == "gt") filter.updated_from = until;
    if (prefix == "eq" || prefix == "le") filter.updated_until = until;
    if (prefix == "lt") filter.updated_until = from;
    if (prefix != "eq" && prefix != "ge" && prefix != "gt" && prefix != "le" && prefix != "lt") {
        return incorrect("_lastUpdated: use one of the prefixes eq, ge, gt, le, lt");
    }
    return {};
}

Result<> read_parameter(std::string const& name, std::string const& value, ResourceFilter& filter)
{
    if (value.empty()) return incorrect(name + ": has no value");
    if (name == "_id") filter.id = value;
    else if (name == "identifier") filter.identifier = value;
    else if (name == "patient.identifier" || name == "subject.identifier" ||
             name == "patient:Patient.identifier" || name == "subject:Patient.identifier") {
        filter.patient_identifier = value;
    } else if (name == "status") filter.status = value;
    else if (name == "_lastUpdated") return read_updated(value, filter);
    else if (name == "_count") {
        auto const count = whole_number(value);
        if (!count) return incorrect("_count: must be a whole number");
        filter.limit = static_cast<unsigned>(std::clamp<std::uint64_t>(*count, 1, count_max));
    } else if (name == "_format") {
        if (value.find("json") == std::string::npos)
            return incorrect("_format: only json is served");
    } else {
        // The name comes from outside and could carry anything: it is not repeated.
        return incorrect("a search parameter is not supported here; supported: _id, identifier, "
                         "patient.identifier, status, _lastUpdated, _count");
    }
    return {};
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
