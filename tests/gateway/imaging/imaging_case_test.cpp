// Whose a report is, what is left to do about it, and what it gives the rules.
#include "tests/gateway/imaging/reports.h"

namespace foramen::imaging {
namespace {

using enum hl7v2::ImagingStatus;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Scan> scans(Case const& report) { return scans_of(report, table()); }

Step step(Action action, std::string clinic_id = "")
{
    return {action, std::move(clinic_id), {}, "operator:alice", "seen on the phone"};
}

TEST(ImagingCase, GivesItsScanToTheRulesOnceItIsCertain)
{
    auto const report = a_case({a_report()});
    EXPECT_EQ(report.standing, Standing::matched);
    EXPECT_EQ(report.decision.clinic_id, "P-1");
    EXPECT_EQ(report.decision.by, "gateway");
    EXPECT_THAT(report.work, IsEmpty());
    auto const found = scans(report);
    ASSERT_EQ(found.size(), 1u);
    auto const& scan = found.front();
    EXPECT_EQ(scan.region, Region::lumbar);
    EXPECT_EQ(foramen::to_string(scan.day), "2026-09-14");
    EXPECT_TRUE(scan.final);
    EXPECT_TRUE(scan.matched);
}

TEST(ImagingCase, GoesToAPersonWhenTheBirthDateDiffers)
{
    auto other = a_report();
    other.patient.birth_date = Sensitive{std::optional{*parse_date("1970-12-15")}};
    auto const report = a_case({other});
    EXPECT_EQ(report.standing, Standing::work_list);
    EXPECT_THAT(report.work, ElementsAre(Work::unmatched));
    EXPECT_THAT(patients_of(report), ElementsAre("P-1"));
    ASSERT_EQ(scans(report).size(), 1u);
    EXPECT_FALSE(scans(report).front().matched);
}

TEST(ImagingCase, IsNotOursWhenNobodyIsLikeIt)
{
    auto other = a_report();
    other.patient = {};
    other.patient.name = {secret("NOBODY"), secret("KNOWN")};
    auto const report = a_case({other});
    EXPECT_EQ(report.standing, Standing::not_ours);
    EXPECT_THAT(scans(report), IsEmpty());
    EXPECT_THAT(report.work, IsEmpty());
}

TEST(ImagingCase, IsMatchedWhenItsPatientBooksLater)
{
    Case report;
    add(report, told(a_report()));
    judge(report, known({}));
    EXPECT_EQ(report.standing, Standing::not_ours);
    judge(report, known());
    EXPECT_EQ(report.standing, Standing::matched);
}

TEST(ImagingCase, CountsACorrectionOnlyAfterSomebodyLooked)
{
    auto report = a_case({a_report(), a_report(corrected, "Right.", "2026-09-17T12:00:00Z")});
    EXPECT_THAT(report.work, ElementsAre(Work::changed));
    EXPECT_FALSE(scans(report).front().final);
    ASSERT_TRUE(take_step(report, step(Action::look), known()));
    EXPECT_TRUE(scans(report).front().final);
    EXPECT_THAT(report.work, IsEmpty());
}

TEST(ImagingCase, CountsACorrectionThatIsTheFirstToCome)
{
    auto const report = a_case({a_report(corrected, "Right.")});
    EXPECT_TRUE(scans(report).front().final);
    EXPECT_THAT(report.work, IsEmpty());
}

TEST(ImagingCase, NeverCountsAPreliminaryReport)
{
    auto const report = a_case({a_report(preliminary)});
    EXPECT_FALSE(scans(report).front().final);
}

TEST(ImagingCase, TakesBackWhatWasEnteredInErrorOrCancelled)
{
    for (auto const& [status, work] :
         {std::pair{entered_in_error, Work::withdrawn}, {cancelled, Work::cancelled}}) {
        auto const report = a_case({a_report(), a_report(status, "", "2026-09-17T12:00:00Z")});
        EXPECT_THAT(scans(report), IsEmpty());
        EXPECT_THAT(report.work, ElementsAre(work));
        EXPECT_EQ(report.standing, Standing::matched); // It is withdrawn from her record.
    }
}

TEST(ImagingCase, LeavesItsPatientWhenItsNextMessageNamesAnother)
{
    auto other = a_report(final, "Same.", "2026-09-17T12:00:00Z");
    other.patient.nhs_numbers = {secret("9434765919")};
    other.patient.name = {secret("OKAFOR"), secret("BELLA")};
    other.patient.birth_date = Sensitive{std::optional{*parse_date("1981-09-03")}};
    auto const report = a_case({a_report(), other});
    EXPECT_EQ(report.standing, Standing::work_list);
    EXPECT_THAT(patients_of(report), ElementsAre("P-2"));
    EXPECT_FALSE(scans(report).front().matched);
}

TEST(ImagingCase, AsksAPersonForWhatItDoesNotSay)
{
    auto unknown = a_report();
    unknown.exams = {{"X1", "MRI Spine", "L", {}}};
    EXPECT_THAT(a_case({unknown}).work, ElementsAre(Work::region_unknown));
    EXPECT_FALSE(scans(a_case({unknown})).front().matched);
    unknown = a_report();
    unknown.scanned = hl7v2::Moment{at("2026-09-01T00:00:00Z"), hl7v2::Precision::month};
    EXPECT_THAT(a_case({unknown}).work, ElementsAre(Work::date_unknown));
    EXPECT_FALSE(scans(a_case({unknown})).front().matched);
    unknown = a_report();
    unknown.modality = "";
    EXPECT_THAT(a_case({unknown}).work, ElementsAre(Work::modality_unknown));
    EXPECT_FALSE(scans(a_case({unknown})).front().matched);
}

TEST(ImagingCase, KeepsAnXRayAndFeedsNoRuleWithIt)
{
    auto x_ray = a_report();
    x_ray.modality = "DX";
    auto const report = a_case({x_ray});
    EXPECT_EQ(report.standing, Standing::matched);
    EXPECT_THAT(scans(report), IsEmpty());
    EXPECT_THAT(report.work, IsEmpty());
}

TEST(ImagingCase, GivesAScanForEachRegion)
{
    auto whole = a_report();
    whole.exams = {{"W", "MRI whole spine", "L", {}}};
    std::vector<std::optional<Region>> regions;
    for (auto const& scan : scans(a_case({whole}))) regions.push_back(scan.region);
    EXPECT_THAT(regions, ElementsAre(Region::cervical, std::nullopt, Region::lumbar));
}

TEST(ImagingCase, IsMatchedByAPersonWithAReason)
{
    auto other = a_report();
    other.patient.nhs_numbers.clear();
    auto report = a_case({other});
    ASSERT_EQ(report.standing, Standing::work_list);
    auto silent = step(Action::match, "P-1");
    silent.reason = "";
    EXPECT_EQ(take_step(report, silent, known()).error().kind(), ErrorKind::incorrect);
    ASSERT_TRUE(take_step(report, step(Action::match, "P-1"), known()));
    EXPECT_EQ(report.standing, Standing::matched);
    EXPECT_EQ(report.decision.by, "operator:alice");
    EXPECT_TRUE(scans(report).front().final);
    EXPECT_EQ(take_step(report, step(Action::match, "P-2"), known()).error().kind(),
              ErrorKind::conflict);
}

TEST(ImagingCase, IsNotMatchedAgainByTheMachineThatWasWrong)
{
    auto report = a_case({a_report()});
    ASSERT_TRUE(take_step(report, step(Action::unmatch), known()));
    EXPECT_EQ(report.standing, Standing::work_list);
    EXPECT_THAT(patients_of(report), IsEmpty());
    add(report, told(a_report(final, "Same patient.", "2026-09-17T12:00:00Z")));
    judge(report, known());
    EXPECT_EQ(report.standing, Standing::work_list);
}

TEST(ImagingCase, IsNotOursWhenAPersonSaysSo)
{
    auto other = a_report();
    other.patient.nhs_numbers.clear();
    auto report = a_case({other});
    ASSERT_TRUE(take_step(report, step(Action::not_ours), known()));
    EXPECT_THAT(scans(report), IsEmpty());
    EXPECT_THAT(report.work, IsEmpty());
    judge(report, known());
    EXPECT_EQ(report.standing, Standing::not_ours);
}

TEST(ImagingCase, TakesTheRegionThatAPersonSets)
{
    auto unknown = a_report();
    unknown.exams = {{"X1", "MRI Spine", "L", {}}};
    auto report = a_case({unknown});
    auto set = step(Action::set_region);
    set.regions = {matching::SpineRegion::cervical};
    ASSERT_TRUE(take_step(report, set, known()));
    EXPECT_THAT(report.work, IsEmpty());
    EXPECT_EQ(scans(report).front().region, Region::cervical);
}

TEST(ImagingCase, ChangesNothingWhenTheSameMessageComesAgain)
{
    Case report;
    auto const telling = told(a_report());
    EXPECT_TRUE(add(report, telling));
    EXPECT_FALSE(add(report, telling));
    EXPECT_EQ(report.tellings.size(), 1u);
}

TEST(ImagingCase, KeepsOnlySoManyTellings)
{
    Case report;
    for (std::size_t i = 0; i < tellings_max + 5; ++i) add(report, told(a_report()));
    EXPECT_EQ(report.tellings.size(), tellings_max);
}

TEST(ImagingCase, IsReadAsItWasWritten)
{
    auto full = a_report();
    full.reporter = {"C9999997", "RADIOLOGIST", "RUTH"};
    full.patient.local_ids = {{secret("EX1"), "EXIMG", "MR"}};
    full.patient.other_names = {{secret("OLD"), secret("ANNA")}};
    full.patient.postcode = secret("ZZ99 3VZ");
    full.exams[0].regions = {{hl7v2::SpineRegion::lumbar, hl7v2::RegionFrom::words}};
    full.flaws = {{"OBR[1]-25", "is missing"}};
    full.body_parts = {"LSPINE"};
    full.study_url = "https://pacs.example/dicom-web/studies/1.2.840.1";
    full.series_count = 2;
    full.instance_count = 6;
    full.attachments = {{"application/pdf", secret("%PDF-1.4"), secret("")}};
    auto other = full;
    other.patient.birth_date = Sensitive{std::optional{*parse_date("1970-12-15")}};
    for (auto const& given : {a_case({full}), a_case({other})}) {
        auto const text = given.to_json();
        auto const read = Case::from(text);
        ASSERT_TRUE(read) << read.error().text();
        EXPECT_EQ(read->to_json(), text);
        EXPECT_EQ(read->tellings[0].attachments[0].bytes, 8u);
        EXPECT_EQ(text.find("%PDF"), std::string::npos);
    }
}

TEST(ImagingCase, IsNotReadFromWhatIsNone)
{
    auto const text = a_case({a_report()}).to_json();
    EXPECT_FALSE(Case::from(""));
    EXPECT_FALSE(Case::from("{}"));
    for (std::size_t length = 1; length < text.size(); length += 7) {
        EXPECT_FALSE(Case::from(text.substr(0, length)));
    }
    auto newer = text;
    newer.replace(newer.find("\"format\":1"), 10, "\"format\":9");
    EXPECT_THAT(Case::from(newer).error().text(), testing::HasSubstr("newer program"));
}

} // namespace
} // namespace foramen::imaging
