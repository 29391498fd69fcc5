// What a reader of an imported report may rely on, whatever it says.
#include "tests/gateway/mapping/example.h"

#include <gmock/gmock.h>

#include <set>

namespace foramen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> const names{
    "imaging-announced",  "imaging-appended",  "imaging-attached",
    "imaging-cancelled",  "imaging-corrected", "imaging-entered-in-error",
    "imaging-final",      "imaging-minimal",   "imaging-matched-by-person",
    "imaging-preliminary"};

std::string id_of(Mapped const& mapped, std::string_view type)
{
    auto const found = std::ranges::find(mapped.resources, type, &MappedResource::type);
    return found == mapped.resources.end() ? "" : found->id;
}
std::string body_of(Mapped const& mapped, std::string_view type)
{
    auto const found = std::ranges::find(mapped.resources, type, &MappedResource::type);
    return found == mapped.resources.end() ? "" : found->body;
}
Mapped with(std::string const& name, std::string const& from, std::string const& to)
{
    auto event = example::event_of(name);
    auto const place = event.find(from);
    if (place == std::string::npos) throw std::runtime_error("not there: " + from);
    event.replace(place, from.size(), to);
    auto made = example::mapper().apply("imaging", event, example::facts_of(name));
    if (!made) throw std::runtime_error(made.error().text());
    return *std::move(made);
}

TEST(ImagingMap, IsOneReportInAllItsVersions)
{
    std::set<std::string> ids;
    for (auto const& name : names) {
        if (name != "imaging-announced")
            ids.insert(id_of(example::apply(name), "DiagnosticReport"));
    }
    EXPECT_EQ(ids.size(), 1u);
}

TEST(ImagingMap, IsAnotherResourceForAnotherPatient)
{
    auto const one = example::apply("imaging-final");
    auto const other = with("imaging-final", "P-09495", "P-09496");
    EXPECT_NE(id_of(one, "ImagingStudy"), id_of(other, "ImagingStudy"));
}

TEST(ImagingMap, HasNoReportWhereOnlyImagesWereAnnounced)
{
    auto const mapped = example::apply("imaging-announced");
    EXPECT_EQ(id_of(mapped, "DiagnosticReport"), "");
    EXPECT_NE(id_of(mapped, "ImagingStudy"), "");
    EXPECT_THAT(body_of(mapped, "Endpoint"),
                HasSubstr("https://pacs.example/dicom-web/studies/1.2.826.0.1"));
}

TEST(ImagingMap, MakesNoStudyUpWithoutItsUid)
{
    EXPECT_EQ(id_of(example::apply("imaging-minimal"), "ImagingStudy"), "");
}

TEST(ImagingMap, HoldsLinksAndNothingToOpen)
{
    for (auto const& name : names) {
        for (auto const& resource : example::apply(name).resources) {
            EXPECT_THAT(resource.body, Not(HasSubstr("\"data\""))) << name;
        }
    }
    auto const mapped = example::apply("imaging-attached");
    EXPECT_THAT(body_of(mapped, "DiagnosticReport"), HasSubstr("https://portal.example/view"));
}

TEST(ImagingMap, LeavesNothingToReadOfWhatWasEnteredInError)
{
    auto const mapped = example::apply("imaging-entered-in-error");
    for (auto const* const type : {"DiagnosticReport", "ImagingStudy"}) {
        EXPECT_THAT(body_of(mapped, type), HasSubstr(R"("status":"entered-in-error")"));
    }
    EXPECT_THAT(body_of(mapped, "DiagnosticReport"), Not(HasSubstr("conclusion")));
}

TEST(ImagingMap, SendsACodeAsNationalOnlyWhereTheProviderSaysSo)
{
    EXPECT_THAT(body_of(example::apply("imaging-final"), "DiagnosticReport"),
                HasSubstr("https://nicip.nhs.uk"));
    auto const local = body_of(example::apply("imaging-attached"), "DiagnosticReport");
    EXPECT_THAT(local, Not(HasSubstr("nicip")));
    EXPECT_THAT(local, HasSubstr("urn:foramen:imaging-exam:northbank"));
    EXPECT_THAT(local, HasSubstr("MRI Spine; MRI Sacrum"));
}

TEST(ImagingMap, SaysWhoMatchedItAndWhy)
{
    auto const origin = body_of(example::apply("imaging-matched-by-person"), "Provenance");
    EXPECT_THAT(origin, HasSubstr("operator:alice: asked the patient"));
    EXPECT_THAT(origin, HasSubstr("SHA-256 2c26b46b"));
    EXPECT_THAT(body_of(example::apply("imaging-final"), "Provenance"), Not(HasSubstr("verifier")));
}

TEST(ImagingMap, NeverWritesTheNhsNumberIntoAnIdOrAQuery)
{
    EXPECT_THAT(example::apply("imaging-final").bundle, Not(HasSubstr("9998159083")));
}

} // namespace
} // namespace foramen
