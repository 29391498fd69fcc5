// Why this file exists: whatever an archive answers, it is believed whole or not at all: every
// study that comes out is of the patient who was asked for, its link stands below the configured
// base, and a refusal says why.
#include "gateway/dicomweb/qido.h"
#include "tests/fuzz/target.h"

namespace {

using namespace foramen;
using namespace foramen::dicomweb;
using fhir::fuzz::promise;

StudyQuery query()
{
    StudyQuery made;
    made.nhs_number = "9990000018";
    made.from = Date{std::chrono::year{2029} / 1 / 1};
    return made;
}

Server const server{"fuzz", "https://archive.example/dicom-web"};

std::string digits_of(std::string text)
{
    std::erase(text, ' ');
    return text;
}

void expect_studies(std::string const& body)
{
    auto const page = read_studies(body, query(), server);
    if (!page) {
        promise(!page.error().text().empty(), "a refusal says why");
        return;
    }
    promise(page->studies.size() == page->sources.size(), "each study has its source");
    promise(page->studies.size() == page->has_reports.size(), "each study says if it has reports");
    promise(page->studies.size() <= page->rows, "no study without a row");
    for (auto const& study : page->studies) {
        promise(is_uid(study.study_uid), "a study has a UID that may stand in a URL");
        promise(study.study_url == server.base_url + "/studies/" + study.study_uid,
                "a link stands below the base");
        for (auto const& number : study.patient.nhs_numbers) {
            promise(digits_of(number.reveal(Purpose::audit)) == query().nhs_number,
                    "every study is of the patient who was asked for");
        }
    }
}

void expect_reports(std::string const& body)
{
    hl7v2::ImagingReport study;
    study.study_uid = "1.2.3";
    auto const reports = read_structured_reports(body, query(), study);
    if (!reports) {
        promise(!reports.error().text().empty(), "a refusal says why");
        return;
    }
    for (auto const& report : *reports) {
        promise(report.study_uid == study.study_uid, "every report is of the study");
        promise(!report.text.reveal(Purpose::audit).empty(), "a report has text");
    }
}

} // namespace

int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    std::string const body{fhir::fuzz::text_of(bytes, size)};
    expect_studies(body);
    expect_reports(body);
    if (auto const series = read_series(body)) {
        for (auto const& uid : series->report_uids) {
            promise(is_uid(uid), "a series has a UID that may stand in a URL");
        }
    }
    return 0;
}
