// What people find on the work list: what presses, what waits too long, and what needs two of them.
#include "tests/gateway/imaging/reports.h"

namespace foramen::imaging {
namespace {

using enum hl7v2::ImagingStatus;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

Step by(std::string who, Action action = Action::match, std::string clinic_id = "P-1")
{
    return {action, std::move(clinic_id), {}, "operator:" + who, "seen on the phone"};
}

/// Nobody can say for certain that it is Anna's.
hl7v2::ImagingReport doubtful(std::string const& text = "Disc protrusion at L5/S1, left.")
{
    auto report = a_report(final, text);
    report.patient.nhs_numbers.clear();
    return report;
}

/// Another birth date altogether: the evidence speaks against Anna.
hl7v2::ImagingReport contrary()
{
    auto report = a_report();
    report.patient.birth_date = Sensitive{std::optional{*parse_date("1931-11-30")}};
    return report;
}

Known later(std::chrono::seconds after)
{
    auto known_then = known();
    known_then.now += after;
    return known_then;
}

TEST(WorkList, PutsUrgentWordsFirstWhileTheReportIsNobodys)
{
    auto report = a_case({doubtful("Cauda equina compression.")});
    EXPECT_THAT(report.work, ElementsAre(Work::unmatched, Work::urgent));
    ASSERT_TRUE(take_step(report, by("alice"), known()));
    EXPECT_THAT(report.work, IsEmpty());

    auto stranger = doubtful("Cauda equina compression.");
    stranger.patient.name = {secret("NOBODY"), secret("KNOWN")};
    stranger.patient.birth_date = Sensitive{std::optional{*parse_date("1931-11-30")}};
    auto of_nobody = a_case({stranger});
    EXPECT_EQ(of_nobody.standing, Standing::not_ours);
    EXPECT_THAT(of_nobody.work, ElementsAre(Work::urgent));
    ASSERT_TRUE(take_step(of_nobody, by("alice", Action::not_ours, ""), known()));
    EXPECT_THAT(of_nobody.work, IsEmpty());
}

TEST(WorkList, RaisesNothingForACertainReportOrAWithdrawnOne)
{
    EXPECT_THAT(a_case({a_report(final, "Cauda equina compression.")}).work, IsEmpty());
    auto const withdrawn = a_case(
        {doubtful("Cauda equina compression."), [] {
             auto one = doubtful("Cauda equina: wrong patient.");
             one.status = entered_in_error;
             one.reported = hl7v2::Moment{at("2026-09-17T12:00:00Z"), hl7v2::Precision::second};
             return one;
         }()});
    EXPECT_THAT(withdrawn.work, Not(Contains(Work::urgent)));
}

TEST(WorkList, TellsWhenAReportWaitsTooLong)
{
    auto report = a_case({doubtful()});
    EXPECT_EQ(report.waiting_since, known().now);
    judge(report, later(std::chrono::hours{23}));
    EXPECT_THAT(report.work, ElementsAre(Work::unmatched));
    EXPECT_EQ(report.waiting_since, known().now) << "judged again, it waits all the same";
    judge(report, later(std::chrono::hours{24}));
    EXPECT_THAT(report.work, ElementsAre(Work::unmatched, Work::overdue));
    ASSERT_TRUE(take_step(report, by("alice"), later(std::chrono::hours{25})));
    EXPECT_EQ(report.waiting_since, TimePoint{});
    ASSERT_TRUE(take_step(report, by("alice", Action::unmatch, ""), later(std::chrono::hours{48})));
    EXPECT_THAT(report.work, ElementsAre(Work::unmatched)) << "it waits from then on";
}

TEST(WorkList, AsksForASecondPersonWhereTheEvidenceSpeaksAgainst)
{
    auto report = a_case({contrary()});
    ASSERT_EQ(report.standing, Standing::work_list);
    ASSERT_TRUE(is_override(report, "P-1"));
    ASSERT_TRUE(take_step(report, by("alice"), known()));
    EXPECT_EQ(report.standing, Standing::work_list);
    EXPECT_THAT(report.work, ElementsAre(Work::unmatched, Work::second_person));
    EXPECT_FALSE(scans_of(report, table()).front().matched);
    EXPECT_EQ(take_step(report, by("alice"), known()).error().kind(), ErrorKind::conflict);

    auto const read = Case::from(report.to_json());
    ASSERT_TRUE(read) << read.error().text();
    report = *read;
    ASSERT_TRUE(take_step(report, by("bob"), known()));
    EXPECT_EQ(report.standing, Standing::matched);
    EXPECT_EQ(report.decision.basis, "two-persons");
    EXPECT_EQ(report.decision.by, "operator:bob");
    EXPECT_THAT(report.decision.reason, testing::HasSubstr("operator:alice"));
    EXPECT_THAT(report.work, IsEmpty());
}

TEST(WorkList, ForgetsTheFirstPersonWhenTheSecondOneDisagrees)
{
    auto report = a_case({contrary()});
    ASSERT_TRUE(take_step(report, by("alice"), known()));
    ASSERT_TRUE(take_step(report, by("bob", Action::match, "P-2"), known()));
    EXPECT_EQ(report.standing, Standing::work_list) << "P-2 is no candidate at all";
    EXPECT_EQ(report.proposal->by, "operator:bob");
    ASSERT_TRUE(take_step(report, by("carol", Action::not_ours, ""), known()));
    EXPECT_FALSE(report.proposal);
    EXPECT_THAT(report.work, IsEmpty());
}

TEST(WorkList, ForgetsTheFirstPersonWhenTheReportNamesSomebodyElse)
{
    auto report = a_case({contrary()});
    ASSERT_TRUE(take_step(report, by("alice"), known()));
    auto other = contrary();
    other.patient.name = {secret("RICHARDS"), secret("ANNE")};
    other.reported = hl7v2::Moment{at("2026-09-18T12:00:00Z"), hl7v2::Precision::second};
    add(report, told(other));
    judge(report, known());
    EXPECT_FALSE(report.proposal);
}

TEST(WorkList, NeedsOnePersonWhereTheHouseSaysSo)
{
    auto report = a_case({contrary()});
    auto alone = known();
    alone.second_person = SecondPerson::never;
    ASSERT_TRUE(take_step(report, by("alice"), alone));
    EXPECT_EQ(report.standing, Standing::matched);
}

TEST(WorkList, AsksAPersonToReadACompleteReportThatCameWithoutText)
{
    auto report = a_case({a_report(final, "")});
    EXPECT_THAT(report.work, ElementsAre(Work::text_missing));
    EXPECT_FALSE(scans_of(report, table()).front().final);
    ASSERT_TRUE(take_step(report, by("alice", Action::look, ""), known()));
    EXPECT_THAT(report.work, IsEmpty());
    EXPECT_TRUE(scans_of(report, table()).front().final);

    auto with_link = a_report(final, "");
    with_link.attachments = {{"application/pdf", secret(""), secret("https://pacs.example/1")}};
    EXPECT_THAT(a_case({with_link}).work, IsEmpty());
}

TEST(WorkList, NeverBelievesAFormByItself)
{
    auto form = a_report();
    form.event = hl7v2::form_event;
    auto report = a_case({form});
    EXPECT_EQ(report.standing, Standing::work_list);
    EXPECT_THAT(report.work, ElementsAre(Work::unmatched));
    EXPECT_THAT(patients_of(report), ElementsAre("P-1"));
    EXPECT_FALSE(is_override(report, "P-1"));
    ASSERT_TRUE(take_step(report, by("alice"), known()));
    EXPECT_EQ(report.standing, Standing::matched);
    EXPECT_TRUE(scans_of(report, table()).front().final);
}

} // namespace
} // namespace foramen::imaging
