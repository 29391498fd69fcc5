#include "story.h"

using namespace foramen;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<std::string> holds_with(std::vector<Scan> scans,
                                    char const* start = "2030-03-15T10:00:00Z")
{
    Story story;
    auto booking = a_booking();
    booking_in(booking).start = at(start);
    story.tell(booking);
    story.tell(a_screening());
    for (auto& scan : scans) story.scan(std::move(scan));
    return story.holds();
}

Scan on(char const* date) { return {"S", Region::lumbar, day(date), true, true}; }
Scan cervical() { return {"S", Region::cervical, day("2030-01-05"), true, true}; }
Scan preliminary() { return {"S", Region::lumbar, day("2030-01-05"), false, true}; }
Scan unmatched() { return {"S", Region::lumbar, day("2030-01-05"), true, false}; }

} // namespace

TEST(Imaging, FitsWhenItIsAtMostSixMonthsOld)
{
    EXPECT_THAT(holds_with({on("2029-09-15")}), IsEmpty());
    EXPECT_THAT(holds_with({on("2029-09-14")}), ElementsAre("mri-too-old"));
    EXPECT_THAT(holds_with({on("2030-03-15")}), IsEmpty());
}

TEST(Imaging, CountsMonthsToTheirEnds)
{
    // 31 August minus six months is 28 February.
    EXPECT_THAT(holds_with({on("2030-02-28")}, "2030-08-31T10:00:00Z"), IsEmpty());
    EXPECT_THAT(holds_with({on("2030-02-27")}, "2030-08-31T10:00:00Z"), ElementsAre("mri-too-old"));
    // 29 August too.
    EXPECT_THAT(holds_with({on("2030-02-28")}, "2030-08-29T10:00:00Z"), IsEmpty());
}

TEST(Imaging, TakesTheDayOfTheProcedureInLondon)
{
    // 23:30 UTC on 30 June is 1 July in London.
    EXPECT_THAT(holds_with({on("2029-12-31")}, "2030-06-30T23:30:00Z"), ElementsAre("mri-too-old"));
    EXPECT_THAT(holds_with({on("2030-01-01")}, "2030-06-30T23:30:00Z"), IsEmpty());
}

TEST(Imaging, SaysWhatIsWrongWithTheOnlyScan)
{
    EXPECT_THAT(holds_with({}), ElementsAre("mri-missing"));
    EXPECT_THAT(holds_with({cervical()}), ElementsAre("mri-wrong-region"));
    EXPECT_THAT(holds_with({preliminary()}), ElementsAre("mri-not-final"));
    EXPECT_THAT(holds_with({unmatched()}), ElementsAre("mri-unmatched"));
    EXPECT_THAT(holds_with({on("2030-03-16")}), ElementsAre("mri-missing")) << "made afterwards";
    auto odd = cervical();
    odd.matched = false;
    EXPECT_THAT(holds_with({odd}), ElementsAre("mri-unmatched"));
    auto old = cervical();
    old.day = day("2020-01-01");
    EXPECT_THAT(holds_with({old}), ElementsAre("mri-wrong-region"));
}

TEST(Imaging, LetsTheBestScanDecide)
{
    std::vector<Scan> const from_best{on("2030-01-05"), preliminary(), unmatched(),
                                      on("2029-01-05"), cervical()};
    std::vector<std::vector<std::string>> const expected{
        {}, {"mri-not-final"}, {"mri-unmatched"}, {"mri-too-old"}, {"mri-wrong-region"}};
    for (std::size_t best = 0; best < from_best.size(); ++best) {
        std::vector<Scan> scans{from_best.begin() + static_cast<long>(best), from_best.end()};
        EXPECT_EQ(holds_with(scans), expected[best]);
        std::ranges::reverse(scans);
        EXPECT_EQ(holds_with(scans), expected[best]) << "in any order";
    }
}

TEST(Imaging, IsNoUseWhenSymptomsChangedOrMayHave)
{
    for (auto const changed : {Answer3::yes, Answer3::unsure}) {
        auto story = a_ready_story();
        auto screening = a_screening(2);
        screening_in(screening).symptoms_changed = changed;
        story.tell(screening);
        EXPECT_THAT(story.holds(), ElementsAre("mri-symptoms-changed"));
        story.journey.scans = {cervical()};
        reassess(story.journey, story.around());
        EXPECT_THAT(story.holds(), ElementsAre("mri-wrong-region"));
    }
}

TEST(Imaging, IsLookedAtAgainOnTheDayAndWhenItExpires)
{
    auto story = a_ready_story(); // Scanned on 5 January, booked for 15 March in the afternoon.
    EXPECT_EQ(mri_due(story.journey, story.around()), at("2030-03-15T00:00:00Z"));
    story.now = at("2030-03-15T08:00:00Z");
    EXPECT_EQ(mri_due(story.journey, story.around()), at("2030-07-05T23:00:00Z"));
    story.now = at("2030-07-05T22:59:59Z"); // Still 5 July in London.
    reassess(story.journey, story.around());
    EXPECT_THAT(story.holds(), IsEmpty());
    story.now = at("2030-07-05T23:00:00Z");
    reassess(story.journey, story.around());
    EXPECT_THAT(story.holds(), ElementsAre("mri-too-old"));
    EXPECT_EQ(mri_due(story.journey, story.around()), std::nullopt);
}

TEST(Imaging, IsNotLookedAtAgainWhenTheProcedureIsReportedOrTheBookingIsOver)
{
    auto story = a_ready_story();
    story.tell(a_report());
    EXPECT_EQ(mri_due(story.journey, story.around()), std::nullopt);
    story.now = at("2031-01-01T00:00:00Z");
    reassess(story.journey, story.around());
    EXPECT_THAT(story.holds(), IsEmpty());

    story = a_ready_story();
    story.journey.booking->status = BookingStatus::no_show;
    EXPECT_EQ(mri_due(story.journey, story.around()), std::nullopt);
    EXPECT_EQ(mri_due(Story{}.journey, story.around()), std::nullopt);
}
