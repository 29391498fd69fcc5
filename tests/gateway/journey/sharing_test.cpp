#include "story.h"

using namespace foramen;

namespace {

ClinicEvent with_share(ClinicEvent event, std::optional<bool> share)
{
    event.patient.share_with_gp = share;
    return event;
}

} // namespace

TEST(Sharing, SendsNothingWhenThePatientRefused)
{
    Story story;
    auto const booked = story.tell(with_share(a_booking(), false));
    EXPECT_EQ(booked.outcome, EventOutcome::applied);
    EXPECT_FALSE(booked.orders.at(0).send_to_practice);
    auto const reported = story.tell(with_share(a_report(), {}));
    EXPECT_FALSE(reported.orders.at(0).send_to_practice);
    EXPECT_EQ(story.journey.reports.at(0).status, "not-shared");
    EXPECT_EQ(story.journey.reports.at(0).practice, "");
}

TEST(Sharing, GoesByWhatHappenedLastNotByWhatArrivedLast)
{
    Story story;
    story.tell(with_share(a_booking(1, "2030-01-12T10:00:00Z"), false));
    story.tell(with_share(a_screening(1, "2030-01-11T10:00:00Z"), true));
    EXPECT_EQ(story.journey.share_with_gp, false);
    story.tell(with_share(a_screening(2, "2030-01-13T10:00:00Z"), true));
    EXPECT_EQ(story.journey.share_with_gp, true);
}

TEST(Sharing, TakesARefusalAlsoFromASupersededEvent)
{
    Story story;
    story.tell(with_share(a_booking(2, "2030-01-12T10:00:00Z"), {}));
    auto const late = story.tell(with_share(a_booking(1, "2030-01-10T10:00:00Z"), false));
    EXPECT_EQ(late.outcome, EventOutcome::superseded);
    EXPECT_FALSE(story.tell(with_share(a_report(), {})).orders.at(0).send_to_practice);
}

TEST(Sharing, LetsTheRefusalWinAtTheSameMoment)
{
    for (auto const first : {true, false}) {
        Story story;
        story.tell(with_share(a_booking(1, "2030-01-10T10:00:00Z"), first));
        story.tell(with_share(a_screening(1, "2030-01-10T10:00:00Z"), !first));
        EXPECT_EQ(story.journey.share_with_gp, false);
    }
}

TEST(Sharing, SendsNothingMoreWhenThePatientRefusesLater)
{
    auto story = a_ready_story();
    EXPECT_TRUE(story.tell(a_report(1)).orders.at(0).send_to_practice);
    auto const amended = story.tell(with_share(a_report(2, "2030-03-16T10:00:00Z"), false));
    EXPECT_FALSE(amended.orders.at(0).send_to_practice);
    EXPECT_EQ(story.journey.reports.at(0).status, "waiting");
    EXPECT_EQ(story.journey.reports.at(1).status, "not-shared");
}

TEST(Sharing, GoesToTheNewPracticeAfterTheOldOne)
{
    auto story = a_ready_story();
    story.tell(a_report(1));
    auto moved = a_booking(2, "2030-03-15T13:00:00Z");
    moved.patient.practice = "Z10005";
    story.tell(moved);
    auto amended = a_report(2, "2030-03-15T14:00:00Z");
    amended.patient.practice.reset();
    story.tell(amended);
    EXPECT_EQ(story.journey.reports.at(0).practice, "Z10002");
    EXPECT_EQ(story.journey.reports.at(1).practice, "Z10005");
    auto late = a_screening(2, "2030-01-13T10:00:00Z");
    late.patient.practice = "Z10009";
    story.tell(late);
    EXPECT_EQ(story.journey.practice, "Z10005");
}

TEST(Sharing, HoldsAReportThatHasNowhereToGo)
{
    Story story;
    auto report = a_report();
    report.patient.practice.reset();
    story.tell(report);
    EXPECT_EQ(story.journey.reports.at(0).status, "held");
}
