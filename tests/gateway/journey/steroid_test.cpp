#include "story.h"

using namespace foramen;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

Story with_declared(std::vector<EarlierInjection> earlier)
{
    auto story = a_ready_story();
    auto screening = a_screening(2);
    screening_in(screening).earlier_injections = std::move(earlier);
    story.tell(screening);
    return story;
}

EarlierInjection lumbar(char const* date) { return {Region::lumbar, day(date)}; }

} // namespace

TEST(SteroidLimit, HoldsTheFourthInTwelveMonths)
{
    EXPECT_THAT(with_declared({lumbar("2030-02-11"), lumbar("2029-11-13")}).holds(), IsEmpty());
    auto const story =
        with_declared({lumbar("2030-02-11"), lumbar("2029-11-13"), lumbar("2029-06-16")});
    EXPECT_THAT(story.holds(), ElementsAre("steroid-limit"));
    EXPECT_EQ(steroid_count(story.journey, story.around()), 3u);
}

TEST(SteroidLimit, LooksTwelveMonthsBackAndAtTheSameRegionOnly)
{
    // The booking is on 15 March 2030; the same day a year ago still counts.
    auto const story = with_declared(
        {lumbar("2029-03-14"), lumbar("2029-03-15"), {Region::cervical, day("2030-01-01")}});
    EXPECT_EQ(steroid_count(story.journey, story.around()), 1u);
}

TEST(SteroidLimit, CountsTheSameInjectionOnce)
{
    auto story = with_declared({lumbar("2030-02-11"), lumbar("2030-02-11")});
    story.procedures = {{"PR-8", Region::lumbar, day("2030-02-11")},
                        {"PR-9", Region::lumbar, day("2029-11-13")},
                        {"PR-7", Region::cervical, day("2029-11-14")}};
    EXPECT_EQ(steroid_count(story.journey, story.around()), 2u);
}

TEST(SteroidLimit, CountsTwoReportsOfOneDayTwice)
{
    auto story = a_ready_story(); // The left side in the morning, the right one after it.
    story.procedures = {{"PR-7", Region::lumbar, day("2029-11-13")},
                        {"PR-8", Region::lumbar, day("2030-02-11")},
                        {"PR-9", Region::lumbar, day("2030-02-11")}};
    EXPECT_EQ(steroid_count(story.journey, story.around()), 3u);
    reassess(story.journey, story.around());
    EXPECT_THAT(story.holds(), ElementsAre("steroid-limit"));
}

TEST(SteroidLimit, AddsKnownToDeclaredOnes)
{
    auto story = with_declared({lumbar("2030-02-11"), lumbar("2029-11-13")});
    story.procedures = {{"PR-8", Region::lumbar, day("2029-07-01")}};
    EXPECT_TRUE(reassess(story.journey, story.around()));
    EXPECT_THAT(story.holds(), ElementsAre("steroid-limit"));
}

TEST(SteroidLimit, DoesNotCountTheBookingsOwnReport)
{
    auto story = with_declared({lumbar("2030-02-11"), lumbar("2029-11-13")});
    story.tell(a_report());
    story.procedures = {{"PR-1", Region::lumbar, day("2030-03-15")}};
    reassess(story.journey, story.around());
    EXPECT_THAT(story.holds(), IsEmpty());
}

TEST(SteroidLimit, IsNothingWithoutABooking)
{
    Story story;
    story.tell(a_screening());
    EXPECT_EQ(steroid_count(story.journey, story.around()), 0u);
}
