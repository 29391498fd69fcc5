#include "gateway/intake/fhir_api.h"

#include "fhir/json/json.h"
#include "gateway/base/json_text.h"
#include "gateway/intake/fhir_search.h"
#include "gateway/intake/operation_outcome.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace foramen {

namespace {

constexpr std::array served{
    "AllergyIntolerance",
    "Appointment",
    "AuditEvent",
    "Bundle",
    "Communication",
    "Composition",
    "Condition",
    "Consent",
    "DiagnosticReport",
    "DocumentReference",
    "Endpoint",
    "Flag",
    "ImagingStudy",
    "Location",
    "MedicationAdministration",
    "Observation",
    "Organization",
    "Patient",
    "Practitioner",
    "Procedure",
    "Provenance",
    "Questionnaire",
    "QuestionnaireResponse",
    "ServiceRequest",
    "Task",
};

bool is_served(std::string_view type) { return std::ranges::find(served, type) != served.end(); }

Answer no_such_type()
{
    return operation_outcome(404, "this resource type is not served; see /fhir/R4/metadata");
}

void add_version(HttpReply& reply, ResourceRecord const& record)
{
    reply.headers.emplace_back("ETag", "W/\"" + std::to_string(record.version) + "\"");
}

Answer one_resource(Result<ResourceRecord> const& found)
{
    if (!found) return operation_outcome(found.error());
    auto const body = shown(*found);
    if (!body) return operation_outcome(body.error());
    auto reply = fhir_reply(200, *body);
    add_version(reply, *found);
    return reply;
}

/// An entry of a searchset or history Bundle.
Result<> put_entry(JsonText& json, std::string const& base, ResourceRecord const& record,
                   std::string_view mode)
{
    TRY(body, shown(record));
    json.object().member("fullUrl", base + record.type + "/" + record.id);
    json.key("resource").raw(body);
    if (mode == "history") {
        json.key("request").object().member("method", record.version == 1 ? "POST" : "PUT");
        json.member("url", record.type + "/" + record.id).end_object();
        json.key("response").object().member("status", record.version == 1 ? "201" : "200");
        json.member("etag", "W/\"" + std::to_string(record.version) + "\"");
        json.member("lastModified", to_rfc3339(record.updated)).end_object();
    } else {
        json.key("search").object().member("mode", mode).end_object();
    }
    json.end_object();
    return {};
}

Result<std::string> history_bundle(std::string const& base,
                                   std::vector<ResourceRecord> const& versions)
{
    JsonText json;
    json.object().member("resourceType", "Bundle").member("type", "history");
    json.member("total", versions.size()).key("entry").array();
    for (auto const& version : versions) {
        auto const put = put_entry(json, base, version, "history");
        if (!put) return put.error();
    }
    json.end_array().end_object();
    return json.take();
}

void put_capability(JsonText& json, std::string_view type)
{
    json.object().member("type", type).key("interaction").array();
    for (auto const* code : {"read", "vread", "history-instance", "search-type"}) {
        json.object().member("code", code).end_object();
    }
    json.end_array().member("versioning", "versioned").key("searchParam").array();
    auto const parameter = [&](char const* name, char const* kind) {
        json.object().member("name", name).member("type", kind).end_object();
    };
    parameter("_id", "token");
    parameter("_lastUpdated", "date");
    parameter("identifier", "token");
    parameter("patient.identifier", "token");
    parameter("status", "token");
    json.end_array().key("operation").array().object().member("name", "validate");
    json.member("definition", "http://hl7.org/fhir/OperationDefinition/Resource-validate");
    json.end_object().end_array().end_object();
}

fhir::Element& child_of(fhir::Tree& tree, fhir::Element& parent, std::string_view name,
                        fhir::Kind kind)
{
    for (auto* one = parent.first; one != nullptr; one = one->next) {
        if (one->name == name) return *one;
    }
    return tree.append(parent, name, kind);
}

} // namespace

Result<std::string> shown(ResourceRecord const& record)
{
    auto tree = fhir::json::read(record.body);
    if (!tree) return fault("a stored resource cannot be read");
    auto& meta = child_of(*tree, tree->root(), "meta", fhir::Kind::complex);
    child_of(*tree, meta, "versionId", fhir::Kind::string).text =
        tree->keep(std::to_string(record.version));
    child_of(*tree, meta, "lastUpdated", fhir::Kind::string).text =
        tree->keep(to_rfc3339(record.updated));
    return fhir::json::write(tree->root());
}

Task<> FhirApi::check_reader(Identity const& who, ResourceRecord const& record)
{
    if (who.role != Role::practice) co_return Nothing{};
    auto const booking_id = record.booking_id;
    CO_TRY(kept, co_await store_.journey(booking_id));
    auto const journey =
        kept.version == 0 ? Result<BookingJourney>{not_found("")} : BookingJourney::from(kept.body);
    // Another practice's, or what the patient does not share, looks like one that is not there.
    auto const is_theirs =
        who.partner == any_practice || (journey && journey->practice == who.partner);
    auto const refused = journey && journey->share_with_gp == false;
    if (is_theirs && !refused) co_return Nothing{};
    co_return not_found("there is no such resource");
}

boost::asio::awaitable<Answer> FhirApi::metadata(Visit)
{
    JsonText json;
    json.object().member("resourceType", "CapabilityStatement").member("status", "active");
    json.member("date", to_rfc3339(clock_.now())).member("kind", "instance");
    json.member("fhirVersion", "4.0.1").key("format").array().text("json").end_array();
    json.key("software").object().member("name", "Foramen").end_object();
    json.key("implementation").object();
    json.member("description", "FHIR gateway of an injection clinic").end_object();
    json.key("rest").array().object().member("mode", "server").key("resource").array();
    for (auto const* type : served) put_capability(json, type);
    json.end_array().end_object().end_array().end_object();
    co_return fhir_reply(200, json.take());
}

boost::asio::awaitable<Answer> FhirApi::read(Visit visit)
{
    if (!is_served(visit.captures[0])) co_return no_such_type();
    auto found = co_await store_.resource(visit.captures[0], visit.captures[1], std::nullopt);
    if (found) {
        auto const allowed = co_await check_reader(*visit.identity, *found);
        if (!allowed) co_return operation_outcome(allowed.error());
    }
    co_return one_resource(found);
}

boost::asio::awaitable<Answer> FhirApi::vread(Visit visit)
{
    if (!is_served(visit.captures[0])) co_return no_such_type();
    auto const& text = visit.captures[2];
    std::uint64_t version = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc{} || end != text.data() + text.size()) {
        co_return operation_outcome(404, "there is no such version");
    }
    std::optional<std::uint64_t> const wanted{version};
    auto found = co_await store_.resource(visit.captures[0], visit.captures[1], wanted);
    co_return one_resource(found);
}

boost::asio::awaitable<Answer> FhirApi::history(Visit visit)
{
    if (!is_served(visit.captures[0])) co_return no_such_type();
    auto const versions = co_await store_.history(visit.captures[0], visit.captures[1]);
    if (!versions) co_return operation_outcome(versions.error());
    if (versions->empty()) co_return operation_outcome(404, "there is no such resource");
    auto const bundle = history_bundle(base_, *versions);
    co_return bundle ? fhir_reply(200, *bundle) : operation_outcome(bundle.error());
}

boost::asio::awaitable<Answer> FhirApi::search(Visit visit)
{
    if (!is_served(visit.captures[0])) co_return no_such_type();
    auto parameters = visit.target.query;
    if (visit.request.method == "POST") {
        auto const form = parse_target("/?" + visit.request.body);
        if (form.path.empty()) co_return operation_outcome(400, "the form is malformed");
        parameters.insert(parameters.end(), form.query.begin(), form.query.end());
    }
    auto filter = parse_search(visit.captures[0], parameters, sealer_);
    if (!filter) co_return operation_outcome(400, filter.error().text());
    co_return co_await page(*std::move(filter));
}

boost::asio::awaitable<Answer> FhirApi::validate(Visit visit)
{
    co_return validation_.answer(visit, to_rfc3339(clock_.now()));
}

boost::asio::awaitable<Answer> FhirApi::page(ResourceFilter filter)
{
    auto next = filter;
    auto const found = co_await store_.resources(std::move(filter));
    if (!found) co_return operation_outcome(found.error());
    JsonText json;
    json.object().member("resourceType", "Bundle").member("type", "searchset");
    json.member("total", found->total);
    if (found->next != 0) {
        next.after = found->next;
        json.key("link").array().object().member("relation", "next");
        json.member("url",
                    base_ + next.type + "?_page=" + percent_encode(page_token(next, sealer_)));
        json.end_object().end_array();
    }
    if (!found->resources.empty()) json.key("entry").array();
    for (auto const& record : found->resources) {
        auto const put = put_entry(json, base_, record, "match");
        if (!put) co_return operation_outcome(put.error());
    }
    if (!found->resources.empty()) json.end_array();
    json.end_object();
    co_return fhir_reply(200, json.take());
}

} // namespace foramen
