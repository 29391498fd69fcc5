#include "tools/simulators/imaging.h"

#include "tools/simulators/transaction.h"

#include <array>

namespace foramen {

namespace {

constexpr char provider[] = "imaging";
constexpr char empty_set[] =
    R"({"resourceType":"Bundle","type":"searchset","total":0,"link":[{"relation":"self",)"
    R"("url":"/fhir/R4"}]})";
constexpr char metadata[] =
    R"({"resourceType":"CapabilityStatement","status":"active","kind":"instance",)"
    R"("fhirVersion":"4.0.1","format":["application/fhir+json"],"rest":[{"mode":"server",)"
    R"("resource":[{"type":"DiagnosticReport","interaction":[{"code":"search-type"}]},)"
    R"({"type":"ImagingStudy","interaction":[{"code":"search-type"}]}]}]})";

struct Door {
    std::string_view path;
    std::string_view interaction;
};
constexpr std::array doors{
    Door{"/fhir/R4/metadata", "metadata"},
    Door{"/fhir/R4/DiagnosticReport", "search"},
    Door{"/fhir/R4/ImagingStudy", "search"},
    Door{"/dicom-web/studies", "qido"},
};

} // namespace

std::optional<FarRequest> ImagingSystem::recognise(HttpRequest const& request,
                                                   Target const& target) const
{
    if (request.method != "GET") return {};
    for (auto const& door : doors) {
        if (target.path != door.path) continue;
        FarRequest wanted;
        wanted.practice = provider;
        wanted.method = request.method;
        wanted.interaction = door.interaction;
        return wanted;
    }
    return {};
}

HttpReply ImagingSystem::answer(FarRequest request, Journal const&)
{
    if (request.interaction == "metadata") return fhir_reply(200, metadata);
    if (request.interaction == "search") return fhir_reply(200, empty_set);
    // PS3.18 10.6.3.1: no match is 204.
    return {204, {}, ""};
}

} // namespace foramen
