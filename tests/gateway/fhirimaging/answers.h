// Why this file exists: reports of one invented patient, as FHIR servers tell of them.
#pragma once

#include "gateway/fhirimaging/fhir_answer.h"
#include "gateway/fhirimaging/next_link.h"

#include <gmock/gmock.h>

namespace foramen::fhirimaging {

inline TimePoint const received = *parse_rfc3339("2026-09-20T08:00:00Z");

inline Provider northbank()
{
    Provider provider;
    provider.profile.name = "northbank";
    provider.study_base = "https://pacs.example/dicom-web";
    return provider;
}

inline std::string anna(std::string const& number = "9990000018")
{
    return R"({"resourceType":"Patient","id":"p1","identifier":[{"system":)"
           R"("https://fhir.nhs.uk/Id/nhs-number","value":")" +
           number +
           R"("},{"system":"urn:northbank:mrn","value":"N7"}],"name":[{"use":"old","family":)"
           R"("Maiden","given":["Anna"]},{"use":"official","family":"Example","given":["Anna",)"
           R"("Louise"]}],"birthDate":"1970-02-15","gender":"female","address":[{"postalCode":)"
           R"("AB1 2CD"}]})";
}

inline std::string study(std::string const& patient = "Patient/p1",
                         std::string const& status = "available")
{
    return R"({"resourceType":"ImagingStudy","id":"s1","status":")" + status +
           R"(","identifier":[{"system":"urn:dicom:uid","value":"urn:oid:1.2.3"},{"type":)"
           R"({"coding":[{"code":"ACSN"}]},"value":"ACC1001"}],"subject":{"reference":")" +
           patient +
           R"("},"modality":[{"code":"SR"},{"code":"MR"}],"started":"2026-09-14T10:15:00+01:00",)"
           R"("numberOfSeries":2,"numberOfInstances":6,"description":"MRI Lumbar spine","series":)"
           R"([{"uid":"1.2.3.1","modality":{"code":"MR"},"bodySite":{"code":"LSPINE"}}]})";
}

/// `more` ends with a comma or is empty.
inline std::string finding(std::string const& more = "", std::string const& status = "final")
{
    return R"({"resourceType":"DiagnosticReport","id":"r1",)" + more + R"("status":")" + status +
           R"(","identifier":[{"system":"urn:northbank:report","value":"NB-77"}],"code":{"coding":)"
           R"([{"system":"http://loinc.org","code":"18748-4","display":"Diagnostic imaging)"
           R"( study"},)"
           R"({"system":"https://nicip.nhs.uk","code":"MSPLU"}],"text":"MRI Spine lumbar"},)"
           R"("category":[{"coding":[{"code":"NMR"}]}],"subject":{"reference":"Patient/p1"},)"
           R"("effectiveDateTime":"2026-09-14","issued":"2026-09-15T12:00:00Z"})";
}

inline std::string bundle(std::vector<std::string> const& resources,
                          std::string const& type = "searchset", std::string const& more = "")
{
    std::string all = R"({"resourceType":"Bundle",)" + more + R"("type":")" + type + "\"";
    for (auto const& one : resources) {
        all += (&one == &resources.front() ? R"(,"entry":[{"resource":)" : R"(,{"resource":)");
        all += one + '}';
    }
    return all + (resources.empty() ? "}" : "]}");
}

inline Result<std::vector<FhirReport>> read(std::string const& json)
{
    return read_fhir_imaging(json, northbank(), received);
}
/// The only report of `json`.
inline hl7v2::ImagingReport one(std::string const& json)
{
    auto const all = read(json);
    EXPECT_TRUE(all) << all.error().text();
    if (!all || all->size() != 1) {
        ADD_FAILURE() << "not one report";
        return {};
    }
    return all->front().report;
}

} // namespace foramen::fhirimaging
