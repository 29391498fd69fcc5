#include "samples.h"

namespace foramen::hl7v2 {

namespace {

std::string txa(std::string const& completion = "AU", std::string const& parent = "")
{
    return "TXA|1|DI|TX|20260914101500||20260915090000|20260915100000|20260915110000|||TYPIST|"
           "DOC7^EXIMG|" +
           parent + "|FORA-REQ-77^FORAMEN|ACC1001^EXIMG||" + completion + "||AV\r";
}

std::string document(std::string const& event, std::string const& segments)
{
    return header("MDM^" + event) + "EVN|" + event + "|20260915\r" + patient + segments;
}

} // namespace

TEST(Document, IsAReportWithTheNumbersOfItsTxa)
{
    auto const report =
        report_of(document("T02", txa() + text("No cord compression.") + "NTE|1||n\r"));
    EXPECT_EQ(report.event, "MDM^T02");
    EXPECT_EQ(report.report_id, "DOC7");
    EXPECT_EQ(report.parent_report_id, "");
    EXPECT_EQ(report.accession, "ACC1001");
    EXPECT_EQ(report.request_number, "FORA-REQ-77");
    EXPECT_EQ(report.request_authority, "FORAMEN");
    EXPECT_EQ(report.status, ImagingStatus::final);
    EXPECT_EQ(words(report.text), "No cord compression.\nn");
    EXPECT_EQ(to_rfc3339(report.scanned->at), "2026-09-14T09:15:00.000Z");
    EXPECT_EQ(to_rfc3339(report.reported->at), "2026-09-15T10:00:00.000Z");
    EXPECT_TRUE(has_flaw(report, "OBR-4")) << "nobody says what was examined";
    EXPECT_EQ(words(report.patient.nhs_numbers.at(0)), "9990000018");
}

TEST(Document, TakesExaminationAndTimesFromAnObrWhereOneIsThere)
{
    auto const report = report_of(document("T02", order + exam() + txa() + text("T")));
    ASSERT_EQ(report.exams.size(), 1u);
    EXPECT_EQ(report.exams[0].regions.at(0).region, SpineRegion::lumbar);
    EXPECT_EQ(report.modality, "MR");
    EXPECT_EQ(to_rfc3339(report.reported->at), "2026-09-15T11:00:00.000Z");
    EXPECT_TRUE(report.flaws.empty()) << report.flaws[0].place;
}

TEST(Document, ChangesAnotherOneByItsEvent)
{
    auto const addendum = report_of(document("T06", txa("AU", "DOC1^EXIMG") + text("T")));
    EXPECT_EQ(addendum.status, ImagingStatus::appended);
    EXPECT_EQ(addendum.parent_report_id, "DOC1");
    EXPECT_EQ(report_of(document("T08", txa() + text("T"))).status, ImagingStatus::amended);
    EXPECT_EQ(report_of(document("T10", txa("AU", "DOC1") + text("T"))).status,
              ImagingStatus::corrected);
    EXPECT_EQ(report_of(document("T11", txa())).status, ImagingStatus::cancelled);
    EXPECT_EQ(report_of(document("T04", txa("PA") + text("T"))).status, ImagingStatus::preliminary);
}

TEST(Document, ThatWasPostedAsWrongIsInError)
{
    EXPECT_EQ(report_of(document("T02", txa() + text("T", "W"))).status,
              ImagingStatus::entered_in_error);
}

TEST(Document, FindsItsNumberInWhateverComponentItStands)
{
    auto const odd = "TXA|1|DI|TX|||20260915||||||^^DOC9|||||AU\r";
    EXPECT_EQ(report_of(document("T02", odd + text("T"))).report_id, "DOC9");
}

} // namespace foramen::hl7v2
