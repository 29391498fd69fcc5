// Events of one booking that are kept but not applied: it is on hold until each of them is read, or
// can say nothing new.
#include "tests/gateway/journey/story.h"

namespace foramen {
namespace {

using testing::Contains;
using testing::Not;

constexpr auto booking_waits = "booking-changed-since-approval";
constexpr auto form_waits = "screening-missing";
constexpr auto morning = "2030-02-01T09:00:00Z";
constexpr auto noon = "2030-02-01T12:00:00Z";

ClinicEvent named(std::string id, ClinicEvent event)
{
    event.event_id = std::move(id);
    return event;
}

/// Ready but for these, which nobody has read.
Story story_with_unapplied(std::vector<ClinicEvent> const& events)
{
    auto story = a_ready_story();
    for (auto const& event : events) note_unapplied(story.journey, event);
    reassess(story.journey, story.around());
    return story;
}

} // namespace

TEST(UnappliedEvent, ALowerVersionThatHappenedLaterOrTogetherEndsNoOthersWaiting)
{
    auto cancelled = named("ev-3", a_booking(3, morning));
    booking_in(cancelled).status = BookingStatus::cancelled;
    for (auto const& moment : {morning, noon}) {
        auto const moved = named("ev-2", a_booking(2, moment));
        for (auto const& order : {std::vector{moved, cancelled}, std::vector{cancelled, moved}}) {
            auto story = story_with_unapplied(order);
            story.tell(moved);
            EXPECT_THAT(story.holds(), Contains(booking_waits)) << moment;
            story.tell(cancelled);
            EXPECT_THAT(story.holds(), testing::ElementsAre("booking-cancelled"));
        }
    }
}

TEST(UnappliedEvent, TheBookingIsReadyWhenTheLastOfThemIsApplied)
{
    auto const second = named("ev-2", a_booking(2, morning));
    auto const third = named("ev-3", a_booking(3, morning));
    auto story = story_with_unapplied({second, third});
    for (auto const& event : {second, third}) {
        EXPECT_FALSE(story.journey.ready);
        story.tell(event);
    }
    EXPECT_TRUE(story.journey.ready) << testing::PrintToString(story.holds());
}

TEST(UnappliedEvent, OfTheSameVersionAndMomentMayBeTheCancellation)
{
    auto story = story_with_unapplied({named("ev-2", a_booking(2, morning))});
    story.tell(named("ev-9", a_booking(2, morning)));
    EXPECT_THAT(story.holds(), Contains(booking_waits));
    story.tell(named("ev-10", a_booking(2, noon)));
    EXPECT_TRUE(story.journey.ready) << testing::PrintToString(story.holds());
}

TEST(UnappliedEvent, AFormOfALowerVersionEndsNoHigherOnesWaiting)
{
    auto const second = named("ev-2", a_screening(2, noon));
    auto const third = named("ev-3", a_screening(3, morning));
    auto story = story_with_unapplied({second, third});
    story.tell(second);
    EXPECT_THAT(story.holds(), Contains(form_waits));
    story.tell(third);
    EXPECT_THAT(story.holds(), Not(Contains(form_waits)));
}

TEST(UnappliedEvent, ASecondFormThatWasFilledInLaterEndsTheWaitingOfTheFirst)
{
    auto story = story_with_unapplied({named("ev-2", a_screening(7, morning))});
    auto second = named("ev-3", a_screening(1, noon));
    screening_in(second).id = "SC-2";
    story.tell(second);
    EXPECT_TRUE(story.journey.ready) << testing::PrintToString(story.holds());
}

TEST(UnappliedEvent, AHigherVersionEndsTheWaitingOfALowerOne)
{
    auto story = story_with_unapplied({named("ev-2", a_booking(2, noon))});
    story.tell(named("ev-3", a_booking(3, morning)));
    EXPECT_TRUE(story.journey.ready) << testing::PrintToString(story.holds());
}

/// Format 4 knew when the latest of them happened and no more.
TEST(UnappliedEvent, OfAnOlderProgramWaitsUntilALaterOneIsApplied)
{
    auto json = a_ready_story().journey.to_json();
    auto const put = [&](std::string_view old, std::string const& now) {
        auto const place = json.find(old);
        ASSERT_NE(place, std::string::npos);
        json.replace(place, old.size(), now);
    };
    auto const micros = std::to_string(at(noon).time_since_epoch().count());
    put("\"format\":5", "\"format\":4,\"unappliedBooking\":" + micros);
    auto const read = BookingJourney::from(json);
    ASSERT_TRUE(read.has_value()) << read.error().text();
    Story story{*read, {}, at(noon)};
    reassess(story.journey, story.around());
    EXPECT_THAT(story.holds(), Contains(booking_waits));
    EXPECT_EQ(*BookingJourney::from(story.journey.to_json()), story.journey);

    story.tell(named("ev-2", a_booking(2, morning)));
    EXPECT_THAT(story.holds(), Contains(booking_waits));
    auto itself = story;
    itself.tell(named("ev-3", a_booking(3, noon)));
    EXPECT_TRUE(itself.journey.ready) << testing::PrintToString(itself.holds());
    story.tell(named("ev-4", a_booking(4, "2030-02-01T12:01:00Z")));
    EXPECT_TRUE(story.journey.ready) << testing::PrintToString(story.holds());
}

} // namespace foramen
