// Why this file exists: whatever a provider's FHIR server answers or sends, it becomes reports that
// can be known again, or a refusal that says why; no link leads anywhere but below the base.
#include "gateway/fhirimaging/fhir_answer.h"
#include "gateway/fhirimaging/next_link.h"
#include "tests/fuzz/target.h"

namespace {

using namespace foramen;
using namespace foramen::fhirimaging;
using fhir::fuzz::promise;

std::string const base = "https://provider.example/fhir/R4";

Provider provider()
{
    Provider made;
    made.profile.name = "fuzz";
    return made;
}

void expect_reports(Result<std::vector<FhirReport>> const& reports)
{
    if (!reports) {
        promise(!reports.error().text().empty(), "a refusal says why");
        return;
    }
    for (auto const& one : *reports) {
        promise(one.report.sender == "fuzz", "a report says who sent it");
        promise(!one.report.control_id.empty(), "a report can be known again");
        promise(!one.bytes.empty(), "a report has its source");
        auto const has_text = !one.report.text.reveal(Purpose::audit).empty();
        promise(!has_text || one.report.text_is != hl7v2::TextIs::absent, "text is told");
    }
}

void expect_next(FhirAnswer const& answer)
{
    auto const next = next_target(answer.root(), base);
    if (!next || next->empty()) return;
    promise(next->front() == '/' || next->front() == '?', "the next page is below the base");
    promise(next->find("..") == std::string::npos || next->find('?') < next->find(".."),
            "the next page is not above the base");
}

} // namespace

int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    std::string const json{fhir::fuzz::text_of(bytes, size)};
    expect_reports(read_fhir_imaging(json, provider(), TimePoint{}));
    auto answer = FhirAnswer::read(json, base);
    if (!answer) return 0;
    expect_next(*answer);
    for (auto const& reference : answer->missing()) {
        promise(!reference.empty(), "what is missing has a name");
        (void)answer->add(reference, json);
    }
    expect_reports(answer->reports(provider(), TimePoint{}));
    return 0;
}
