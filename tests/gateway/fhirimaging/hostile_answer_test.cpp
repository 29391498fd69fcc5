// Whatever a server sends, it is read or refused with a place, and nothing of it is quoted.
#include "tests/gateway/fhirimaging/answers.h"

#include "fhir/json/json.h"

#include <random>

namespace foramen::fhirimaging {
namespace {

std::string good()
{
    return bundle({finding(R"("imagingStudy":[{"reference":"ImagingStudy/s1"}],)"
                           R"("presentedForm":[{"contentType":"text/plain","data":"RGlzYw=="}],)"
                           R"("basedOn":[{"identifier":{"type":{"coding":[{"code":"PLAC"}]},)"
                           R"("value":"R1"}}],)"),
                   anna(), study()});
}

TEST(HostileFhirAnswer, IsReadOrRefusedWithoutItsValues)
{
    auto const whole = good();
    std::mt19937 random{20'260'914};
    unsigned refused = 0;
    for (int round = 0; round < 4'000; ++round) {
        auto text = whole;
        for (auto changes = random() % 4 + 1; changes > 0 && !text.empty(); --changes) {
            auto const at = random() % text.size();
            switch (random() % 4) {
            case 0: text[at] = static_cast<char>(random() % 256); break;
            case 1: text.erase(at, random() % 40); break;
            case 2: text.insert(at, text.substr(random() % text.size(), random() % 60)); break;
            default: text.resize(at + 1); break;
            }
        }
        auto const all = read(text);
        if (all) continue;
        ++refused;
        for (auto const* value : {"9990000018", "Example", "1970", "RGlzYw", "NB-77"}) {
            ASSERT_EQ(all.error().text().find(value), std::string::npos) << all.error().text();
        }
    }
    EXPECT_GT(refused, 1'000u);
}

/// Every value of another kind: what should be an object is a text, a number, a list, nothing.
TEST(HostileFhirAnswer, MayHaveAnyShape)
{
    auto const whole = good();
    for (std::size_t colon = whole.find("\":"); colon != std::string::npos;
         colon = whole.find("\":", colon + 1)) {
        for (auto const* instead : {"7", "\"x\"", "{}", "[]", "true", "[{},{}]", "[\"x\"]"}) {
            auto text = whole;
            // A member that was not there takes the name; the old value has another one.
            text.insert(colon + 2, std::string{instead} + ",\"other\":");
            auto const all = read(text);
            if (!all) {
                EXPECT_FALSE(all.error().text().empty());
            }
        }
    }
}

TEST(HostileFhirAnswer, MayReferInCircles)
{
    auto circle = study("ImagingStudy/s1");
    auto const report = one(circle);
    EXPECT_TRUE(report.patient.nhs_numbers.empty());
    auto const self = finding(R"("imagingStudy":[{"reference":"DiagnosticReport/r1"}],)"
                              R"("basedOn":[{"reference":"DiagnosticReport/r1"}],)");
    EXPECT_EQ(one(self).study_uid, "");
}

} // namespace
} // namespace foramen::fhirimaging
