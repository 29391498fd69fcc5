#include "tools/simulators/imaging.h"

#include "gateway/base/json_text.h"
#include "gateway/net/problem.h"
#include "tools/simulators/fhir_server.h"
#include "tools/simulators/transaction.h"

namespace foramen {

namespace {

constexpr char provider[] = "imaging";
constexpr std::string_view fhir_base = "/fhir/R4";
constexpr std::string_view studies_base = "/dicom-web/studies";
constexpr char metadata[] =
    R"({"resourceType":"CapabilityStatement","status":"active","kind":"instance",)"
    R"("fhirVersion":"4.0.1","format":["application/fhir+json"],"rest":[{"mode":"server",)"
    R"("resource":[{"type":"DiagnosticReport","interaction":[{"code":"search-type"}]},)"
    R"({"type":"ImagingStudy","interaction":[{"code":"search-type"}]}]}]})";

/// What is asked of the archive by a path below /dicom-web/studies: "", "/{uid}/series", …
std::string qido_interaction(std::string_view method, std::string_view rest)
{
    auto const is_study = rest.find('/', 1) == std::string_view::npos && rest.size() > 1;
    if (method == "PUT") return is_study ? "put-study" : "";
    if (method != "GET") return "";
    if (rest.empty()) return "qido";
    if (rest.ends_with("/series")) return "qido-series";
    return rest.ends_with("/metadata") ? "qido-metadata" : "";
}

} // namespace

std::optional<FarRequest> ImagingSystem::recognise(HttpRequest const& request,
                                                   Target const& target) const
{
    FarRequest wanted;
    wanted.practice = provider;
    wanted.method = request.method;
    wanted.key = header(request.headers, "Idempotency-Key");
    wanted.if_none_exist = header(request.headers, "If-None-Exist");
    if (auto const mark = request.target.find('?'); mark != std::string::npos) {
        wanted.query = request.target.substr(mark + 1);
    }
    std::string_view path = target.path;
    if (path.starts_with(studies_base)) {
        path.remove_prefix(studies_base.size());
        wanted.interaction = qido_interaction(request.method, path);
        if (!path.empty()) wanted.path = path.substr(1, path.find('/', 1) - 1);
    } else if (path.starts_with(fhir_base)) {
        path.remove_prefix(fhir_base.size());
        wanted.path = path.empty() ? path : path.substr(1);
        wanted.interaction = fhir_interaction(request.method, wanted.path);
        if (wanted.interaction == "search" && wanted.path.empty()) return {};
    }
    if (wanted.interaction.empty()) return {};
    return wanted;
}

HttpReply ImagingSystem::answer(FarRequest request, Journal const& journal)
{
    auto const& interaction = request.interaction;
    if (interaction.starts_with("qido") || interaction == "put-study") return answer_qido(request);
    if (interaction == "metadata") return simulated_fhir_reply(200, metadata);
    if (interaction == "search") return fhir_search(record_, request, fhir_base);
    if (interaction == "read") return fhir_read(record_, request);
    WriteContext const context{record_, bodies_, journal, to_rfc3339(clock_.now())};
    return fhir_write(context, std::move(request));
}

HttpReply ImagingSystem::answer_qido(FarRequest const& request)
{
    if (request.interaction == "put-study") return archive_.put(request.path, request.body);
    if (request.interaction == "qido-series") return archive_.series(request.path);
    if (request.interaction == "qido-metadata") return archive_.metadata(request.path);
    auto const is_foreign = request.trick == Trick::foreign_rows;
    return archive_.studies(request.query, is_foreign ? QidoRows::foreign_too : QidoRows::matching);
}

std::string ImagingSystem::summary(std::string_view) const
{
    JsonText json;
    json.object().key("resources").object();
    for (auto const& [type, count] : record_.by_type()) json.member(type, count);
    json.end_object().end_object();
    auto const text = json.take();
    return text.substr(1, text.size() - 2) + ",";
}

void ImagingSystem::reset()
{
    record_ = {};
    archive_.clear();
}

} // namespace foramen
