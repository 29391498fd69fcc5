// What holds of a report after several messages, in whatever order they came.
#include "tests/gateway/imaging/reports.h"

namespace foramen::imaging {
namespace {

using enum hl7v2::ImagingStatus;
using hl7v2::ImagingReport;

Current after(std::vector<ImagingReport> reports)
{
    return current_of(a_case(std::move(reports)).tellings);
}

TEST(ReportLife, IsFinalAfterItsPreliminaryOne)
{
    auto const current = after({a_report(preliminary, "Draft.", "2026-09-14T12:00:00Z"),
                                a_report(final, "Disc protrusion.")});
    EXPECT_EQ(current.status, final);
    EXPECT_EQ(current.text, "Disc protrusion.");
}

TEST(ReportLife, DoesNotFallBackToALatePreliminaryReport)
{
    auto const current = after({a_report(final, "Disc protrusion."),
                                a_report(preliminary, "Draft.", "2026-09-17T12:00:00Z")});
    EXPECT_EQ(current.status, final);
    EXPECT_EQ(current.text, "Disc protrusion.");
}

TEST(ReportLife, IsTheSameWhenItIsSentAgain)
{
    auto const once = after({a_report()});
    auto const twice = after(
        {a_report(), a_report(final, "Disc protrusion at L5/S1, left.", "2026-09-17T12:00:00Z")});
    EXPECT_EQ(twice.status, final);
    EXPECT_EQ(twice.content, once.content);
}

TEST(ReportLife, IsAppendedWhenTheOldTextStandsInTheNewOne)
{
    auto const current =
        after({a_report(final, "No fracture."),
               a_report(final, "No fracture. Addendum: see L5.", "2026-09-17T12:00:00Z")});
    EXPECT_EQ(current.status, appended);
}

TEST(ReportLife, IsAmendedWhenAFinalTextIsAnotherOne)
{
    auto const current = after({a_report(final, "Left protrusion."),
                                a_report(final, "Right protrusion.", "2026-09-17T12:00:00Z")});
    EXPECT_EQ(current.status, amended);
    EXPECT_EQ(current.text, "Right protrusion.");
}

TEST(ReportLife, KeepsItsTextWhenAStatusComesAlone)
{
    auto const current = after(
        {a_report(preliminary, "Disc protrusion.", "2026-09-14T12:00:00Z"), a_report(final, "")});
    EXPECT_EQ(current.status, final);
    EXPECT_EQ(current.text, "Disc protrusion.");
}

TEST(ReportLife, TakesAnAnnouncementOfImagesForNoReport)
{
    auto images = a_report(final, "");
    images.kind = hl7v2::ReportKind::announcement;
    images.study_uid = "1.2.840.2";
    auto const alone = after({images});
    EXPECT_TRUE(alone.is_announced_only);
    EXPECT_EQ(alone.status, registered);
    images.reported = hl7v2::Moment{at("2026-09-20T12:00:00Z"), hl7v2::Precision::second};
    auto const later = after({a_report(corrected, "Right."), images});
    EXPECT_EQ(later.status, corrected);
    EXPECT_EQ(later.study_uid, "1.2.840.2");
}

TEST(ReportLife, MayComeBackAfterItWasEnteredInError)
{
    auto const current = after({a_report(), a_report(entered_in_error, "", "2026-09-16T12:00:00Z"),
                                a_report(final, "Disc protrusion.", "2026-09-17T12:00:00Z")});
    EXPECT_EQ(current.status, final);
}

/// A document of the report, as an MDM brings it.
ImagingReport document(std::string event, std::string id, hl7v2::ImagingStatus status,
                       std::string const& text, std::string_view time, std::string parent = "")
{
    auto report = a_report(status, text, time);
    report.event = "MDM^" + std::move(event);
    report.report_id = std::move(id);
    report.parent_report_id = std::move(parent);
    return report;
}

TEST(ReportLife, KeepsWhatStoodThereWhenADocumentIsAdded)
{
    auto const current =
        after({document("T02", "D1", final, "Left.", "2026-09-15T12:00:00Z"),
               document("T06", "D2", appended, "See L5.", "2026-09-16T12:00:00Z", "D1")});
    EXPECT_EQ(current.status, appended);
    EXPECT_EQ(current.text, "Left.\n\nSee L5.");
}

TEST(ReportLife, LeavesNothingOfADocumentThatWasReplaced)
{
    auto const replaced =
        after({document("T02", "D1", final, "Left.", "2026-09-15T12:00:00Z"),
               document("T10", "D2", corrected, "Right.", "2026-09-16T12:00:00Z", "D1")});
    EXPECT_EQ(replaced.status, corrected);
    EXPECT_EQ(replaced.text, "Right.");
    auto const edited = after({document("T02", "D1", final, "Left.", "2026-09-15T12:00:00Z"),
                               document("T08", "D1", amended, "Right.", "2026-09-16T12:00:00Z")});
    EXPECT_EQ(edited.text, "Right.");
}

TEST(ReportLife, IsCancelledWithItsLastDocument)
{
    std::vector all{document("T02", "D1", final, "Left.", "2026-09-15T12:00:00Z"),
                    document("T06", "D2", appended, "See L5.", "2026-09-16T12:00:00Z", "D1"),
                    document("T11", "D2", cancelled, "", "2026-09-17T12:00:00Z")};
    EXPECT_EQ(after(all).status, amended);
    EXPECT_EQ(after(all).text, "Left.");
    all.push_back(document("T11", "D1", cancelled, "", "2026-09-18T12:00:00Z"));
    EXPECT_EQ(after(all).status, cancelled);
}

TEST(ReportLife, IsOneReportForAllDocumentsOfAnExamination)
{
    auto const first = document("T02", "D1", final, "Left.", "2026-09-15T12:00:00Z");
    auto second = document("T10", "D2", corrected, "Right.", "2026-09-16T12:00:00Z", "D1");
    EXPECT_EQ(case_id(first, "C1"), case_id(second, "C2"));
    EXPECT_EQ(case_id(first, "C1"), case_id(a_report(), "C3")) << "told by an ORU, too";
    second.accession = "";
    auto alone = first;
    alone.accession = "";
    EXPECT_EQ(case_id(alone, "C1"), case_id(second, "C2"));
}

/// All orders of seven messages of one report, two of them of the same moment.
TEST(ReportLife, ComesToTheSameInAnyOrderOfArrival)
{
    std::vector<Telling> tellings;
    auto const tell = [&](hl7v2::ImagingStatus status, std::string const& text,
                          std::string_view time) {
        tellings.push_back(told(a_report(status, text, time)));
    };
    tell(registered, "", "2026-09-14T11:00:00Z");
    tell(preliminary, "Draft.", "2026-09-14T12:00:00Z");
    tell(final, "Left.", "2026-09-15T12:00:00Z");
    tell(final, "Left. More.", "2026-09-16T12:00:00Z");
    tell(corrected, "Right. More.", "2026-09-16T12:00:00Z");
    tell(preliminary, "Late draft.", "2026-09-17T12:00:00Z");
    tell(cancelled, "", "2026-09-13T12:00:00Z");
    std::vector<std::size_t> order{0, 1, 2, 3, 4, 5, 6};
    std::set<std::string> contents;
    std::set<hl7v2::ImagingStatus> statuses;
    std::size_t orders = 0;
    do {
        Case report;
        for (auto const place : order) add(report, tellings[place]);
        auto const current = current_of(report.tellings);
        contents.insert(current.content + current.text);
        statuses.insert(current.status);
        ++orders;
    } while (std::ranges::next_permutation(order).found);
    EXPECT_EQ(orders, 5'040u);
    EXPECT_EQ(contents.size(), 1u);
    EXPECT_THAT(statuses, testing::ElementsAre(corrected));
}

} // namespace
} // namespace foramen::imaging
