// What is asked of a DICOMweb server, and that no answer about anybody else is believed.
#include "study_query.h"

#include <gmock/gmock.h>

namespace foramen::dicomweb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Server const server{"northpacs", "https://pacs.example/dicom-web"};

std::string attribute(std::string const& tag, std::string const& value)
{
    return '"' + tag + R"(":{"vr":"XX","Value":[)" + value + "]}";
}
std::string row(std::string const& id = "9990000018",
                std::string const& modalities = R"("MR","SR")", std::string const& uid = "1.2.3")
{
    return "{" + attribute("00100020", '"' + id + '"') + "," + attribute("00080061", modalities) +
           "," + attribute("0020000D", '"' + uid + '"') + "," +
           attribute("00100010", R"({"Alphabetic":"EXAMPLE^ANNA^LOUISE^MS"})") + "," +
           attribute("00100030", R"("19700215")") + "," + attribute("00100040", R"("F")") + "," +
           attribute("00080020", R"("20260914")") + "," + attribute("00080030", R"("101500.000")") +
           "," + attribute("00080050", R"("ACC1001 ")") + "," +
           attribute("00081030", R"("MRI LUMBAR SPINE")") + "," + attribute("00201206", "4") + "," +
           attribute("00201208", R"("12")") + "," +
           attribute("00081190", R"("http://localhost/dicom-web/studies/6.6.6")") + "}";
}

TEST(Qido, AsksForOnePatientsStudies)
{
    EXPECT_THAT(target_of(query), HasSubstr("/studies?PatientID=9990000018&"));
    EXPECT_THAT(target_of(query), HasSubstr("StudyDate=20260501-&"));
    auto spaced = query;
    spaced.form = NumberForm::wildcard;
    EXPECT_THAT(target_of(spaced), HasSubstr("PatientID=999?000?0018&"));
}

TEST(Qido, ReadsAStudyAsAnAnnouncementOfImages)
{
    auto const page = read_studies("[" + row() + "]", query, server);
    ASSERT_TRUE(page) << page.error().text();
    ASSERT_EQ(page->studies.size(), 1u);
    auto const& study = page->studies[0];
    EXPECT_EQ(study.kind, hl7v2::ReportKind::announcement);
    EXPECT_EQ(study.sender, "northpacs");
    EXPECT_EQ(study.accession, "ACC1001");
    EXPECT_EQ(study.study_uid, "1.2.3");
    EXPECT_EQ(study.modality, "MR");
    EXPECT_EQ(study.exams[0].text, "MRI LUMBAR SPINE");
    EXPECT_EQ(study.series_count, 4u);
    EXPECT_EQ(study.instance_count, 12u);
    EXPECT_EQ(study.patient.name.family.reveal(Purpose::policy), "EXAMPLE");
    EXPECT_EQ(study.patient.name.given.reveal(Purpose::policy), "ANNA LOUISE");
    EXPECT_EQ(study.patient.birth_date.reveal(Purpose::policy), *parse_date("1970-02-15"));
    EXPECT_EQ(to_rfc3339(study.scanned->at), "2026-09-14T09:15:00.000Z"); // London, in summer.
    EXPECT_THAT(page->has_reports, ElementsAre(true));
}

TEST(Qido, BuildsLinksFromTheConfiguredBaseOnly)
{
    auto const page = read_studies("[" + row() + "]", query, server);
    EXPECT_EQ(page->studies[0].study_url, "https://pacs.example/dicom-web/studies/1.2.3");
}

TEST(Qido, RefusesTheWholeAnswerForOneRowOfSomebodyElse)
{
    auto const page = read_studies("[" + row() + "," + row("9990000026", R"("MR")", "1.2.4") + "]",
                                   query, server);
    ASSERT_FALSE(page);
    EXPECT_THAT(page.error().text(), HasSubstr("another patient"));
    EXPECT_THAT(page.error().text(), Not(HasSubstr("9990000026")));
    EXPECT_FALSE(read_studies(R"([{"0020000D":{"vr":"UI","Value":["1.2"]}}])", query, server));
}

TEST(Qido, KnowsANumberWithSpaces)
{
    EXPECT_EQ(read_studies("[" + row("999 000 0018 ") + "]", query, server)->studies.size(), 1u);
}

TEST(Qido, LeavesOtherModalitiesOutAndCountsThemAsRows)
{
    auto const page = read_studies("[" + row("9990000018", R"("CR")") + "]", query, server);
    ASSERT_TRUE(page);
    EXPECT_THAT(page->studies, IsEmpty());
    EXPECT_EQ(page->rows, 1u);
}

TEST(Qido, TakesNoAnswerForAnEmptyOne)
{
    EXPECT_EQ(read_studies("", query, server)->rows, 0u);
    EXPECT_EQ(read_studies(" \n", query, server)->rows, 0u);
    EXPECT_EQ(read_studies("[]", query, server)->rows, 0u);
    for (std::string const body : {"{}", "<html>", "[7]", "[", "null"}) {
        EXPECT_FALSE(read_studies(body, query, server)) << body;
    }
    EXPECT_FALSE(
        read_studies("[" + row("9990000018", R"("MR")", "../../secret") + "]", query, server));
    EXPECT_FALSE(read_studies(std::string(200'000, '['), query, server));
}

TEST(Qido, ReadsTheBodyPartsOfMrSeriesAndWhereReportsAre)
{
    auto const list = read_series(
        "[{" + attribute("00080060", R"("MR")") + "," + attribute("00180015", R"("LSPINE")") +
        "},{" + attribute("00080060", R"("MR")") + "},{" + attribute("00080060", R"("SR")") + "," +
        attribute("0020000E", R"("1.2.3.9")") + "}]");
    ASSERT_TRUE(list);
    EXPECT_THAT(list->body_parts, ElementsAre("LSPINE", ""));
    EXPECT_THAT(list->report_uids, ElementsAre("1.2.3.9"));
    EXPECT_EQ(metadata_target("1.2.3", list->report_uids[0]),
              "/studies/1.2.3/series/1.2.3.9/metadata");
    EXPECT_FALSE(read_series("[{" + attribute("00080060", R"("SR")") + "," +
                             attribute("0020000E", R"("1/../2")") + "}]"));
}

std::string structured(std::string const& completion, std::string const& verification,
                       std::string const& id = "9990000018")
{
    auto const item = "{" + attribute("0040A160", R"("Disc protrusion.")") + "}";
    auto const nested =
        "{" +
        attribute("0040A730", item + ",{" + attribute("0040A160", R"("No fracture.")") + "}") + "}";
    return "[{" + attribute("00100020", '"' + id + '"') + "," +
           attribute("0020000D", R"("1.2.3")") + "," +
           attribute("0040A491", '"' + completion + '"') + "," +
           attribute("0040A493", '"' + verification + '"') + "," +
           attribute("00080023", R"("20260915")") + "," + attribute("00080033", R"("120000")") +
           "," + attribute("0040A730", nested) + "}]";
}

hl7v2::ImagingReport a_study()
{
    return read_studies("[" + row() + "]", query, server)->studies[0];
}

TEST(StructuredReport, IsFinalWhenItIsCompleteAndVerified)
{
    auto const read = [](std::string const& completion, std::string const& verification) {
        auto const reports =
            read_structured_reports(structured(completion, verification), query, a_study());
        return reports->at(0);
    };
    auto const report = read("COMPLETE", "VERIFIED");
    EXPECT_EQ(report.kind, hl7v2::ReportKind::report);
    EXPECT_EQ(report.status, hl7v2::ImagingStatus::final);
    EXPECT_EQ(report.text.reveal(Purpose::mapping), "Disc protrusion.\nNo fracture.");
    EXPECT_EQ(to_rfc3339(report.reported->at), "2026-09-15T11:00:00.000Z");
    EXPECT_EQ(read("PARTIAL", "UNVERIFIED").status, hl7v2::ImagingStatus::preliminary);
    EXPECT_EQ(read("COMPLETE", "UNVERIFIED").status, hl7v2::ImagingStatus::preliminary);
}

TEST(StructuredReport, OfSomebodyElseIsRefused)
{
    EXPECT_FALSE(read_structured_reports(structured("COMPLETE", "VERIFIED", "9990000026"), query,
                                         a_study()));
    auto other = a_study();
    other.study_uid = "1.2.4";
    EXPECT_FALSE(read_structured_reports(structured("COMPLETE", "VERIFIED"), query, other));
}

} // namespace
} // namespace foramen::dicomweb
