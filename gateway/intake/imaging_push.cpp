#include "gateway/intake/imaging_push.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_text.h"
#include "gateway/fhirimaging/fhir_answer.h"
#include "gateway/intake/operation_outcome.h"

namespace foramen {

namespace {

constexpr std::string_view waits =
    "kept; it is not in a patient's record yet: a person of the clinic matches it, or it is of "
    "nobody here";

/// https://hl7.org/fhir/R4/operationoutcome.html: nothing went wrong.
HttpReply informed(unsigned status, std::string_view text)
{
    JsonText json;
    json.object().member("resourceType", "OperationOutcome").key("issue").array().object();
    json.member("severity", "information").member("code", "informational");
    json.member("diagnostics", text).end_object().end_array().end_object();
    return fhir_reply(status, json.take());
}

} // namespace

Task<ImagingPush::Kept> ImagingPush::standing_of(hl7v2::ImagingReport report)
{
    auto id = imaging::case_id(report, report.control_id + "#0");
    CO_TRY(record, co_await store_.imaging(std::move(id)));
    if (record.version == 0) co_return Kept{};
    CO_TRY(kept, imaging::Case::from(record.body));
    co_return Kept{imported_location(kept)};
}

Task<std::vector<ImagingPush::Kept>> ImagingPush::keep(std::string sender, std::string body)
{
    fhirimaging::Provider provider;
    provider.profile.name = std::move(sender);
    CO_TRY(reports, fhirimaging::read_fhir_imaging(body, provider, clock_.now()));
    if (reports.empty()) {
        co_return incorrect("there is no DiagnosticReport and no ImagingStudy in it");
    }
    std::vector<Kept> all;
    for (auto& one : reports) {
        auto const report = one.report;
        ImagingArrival arrival;
        arrival.key = {report.sender, report.control_id, to_hex(sha256(one.bytes))};
        arrival.bytes = std::move(one.bytes);
        arrival.reports.push_back(std::move(one.report));
        CO_TRY(acknowledged, co_await desk_.keep(std::move(arrival)));
        static_cast<void>(acknowledged);
        auto named = report;
        CO_TRY(kept, co_await standing_of(std::move(named)));
        all.push_back(std::move(kept));
    }
    co_return all;
}

boost::asio::awaitable<Answer> ImagingPush::post(Visit visit)
{
    auto sender = visit.identity ? visit.identity->name : std::string{};
    auto const kept = co_await keep(std::move(sender), std::move(visit.request.body));
    if (!kept) co_return operation_outcome(kept.error());
    auto const& location = kept->front().location;
    if (location.empty()) co_return informed(202, waits);
    auto reply = informed(201, "kept in the record of its patient");
    reply.headers.emplace_back("Location", base_url_ + "/fhir/R4/" + location);
    co_return reply;
}

boost::asio::awaitable<Answer> ImagingPush::bundle(Visit visit)
{
    auto sender = visit.identity ? visit.identity->name : std::string{};
    auto const kept = co_await keep(std::move(sender), std::move(visit.request.body));
    if (!kept) co_return operation_outcome(kept.error());
    JsonText json;
    json.object().member("resourceType", "Bundle").member("type", "transaction-response");
    json.key("entry").array();
    for (auto const& one : *kept) {
        json.object().key("response").object();
        json.member("status", one.location.empty() ? "202 Accepted" : "201 Created");
        if (!one.location.empty()) json.member("location", one.location);
        json.end_object().end_object();
    }
    json.end_array().end_object();
    co_return fhir_reply(200, json.take());
}

} // namespace foramen
