#include "gateway/delivery/breaker.h"

#include <gtest/gtest.h>

using namespace foramen;
using namespace std::chrono_literals;

namespace {

TimePoint const morning = std::chrono::sys_days{std::chrono::year{2030} / 1 / 14} + 9h;

BreakerSettings const settings{3, 2s, 60s};

Breaker opened()
{
    Breaker breaker{settings};
    for (unsigned i = 0; i < settings.failures_max; ++i) breaker.failed(morning);
    return breaker;
}

} // namespace

TEST(Breaker, LetsAllPassUntilSoManyFailInARow)
{
    Breaker breaker{settings};
    breaker.failed(morning);
    breaker.failed(morning);
    EXPECT_EQ(breaker.admit(morning, 8), 8u);
    breaker.succeeded(); // In a row: this begins anew.
    breaker.failed(morning);
    breaker.failed(morning);
    EXPECT_EQ(breaker.state(), BreakerState::closed);
    breaker.failed(morning);
    EXPECT_EQ(breaker.state(), BreakerState::open);
    EXPECT_EQ(breaker.open_until(), morning + 2s);
    EXPECT_EQ(breaker.admit(morning + 1'999ms, 8), 0u);
}

TEST(Breaker, ProbesWithOneMessageAfterThePause)
{
    auto breaker = opened();
    EXPECT_EQ(breaker.admit(morning + 2s, 8), 1u);
    EXPECT_EQ(breaker.state(), BreakerState::probing);
    EXPECT_EQ(breaker.admit(morning + 2s, 7), 0u) << "one probe at a time";
}

TEST(Breaker, WaitsTwiceAsLongAfterEachFailedProbeUpToALimit)
{
    auto breaker = opened();
    auto now = morning;
    for (auto const pause : {4s, 8s, 16s, 32s, 60s, 60s}) {
        now = breaker.open_until();
        ASSERT_EQ(breaker.admit(now, 8), 1u);
        breaker.failed(now);
        EXPECT_EQ(breaker.open_until(), now + pause);
    }
}

TEST(Breaker, RampsUpAfterAnOutage)
{
    auto breaker = opened();
    auto const now = morning + 2s;
    ASSERT_EQ(breaker.admit(now, 100), 1u);
    breaker.succeeded();
    for (unsigned const round : {2u, 4u, 8u, 16u}) {
        ASSERT_EQ(breaker.admit(now, 100), round);
        EXPECT_EQ(breaker.admit(now, 100 - round), 0u) << "nothing more until one is answered";
        for (unsigned i = 0; i < round; ++i) breaker.succeeded();
    }
    EXPECT_EQ(breaker.admit(now, 100), 100u);
    EXPECT_EQ(breaker.admit(now, 100), 100u) << "the ramp is over";
}

TEST(Breaker, OpensAtTheFirstFailureWhileItRampsUp)
{
    auto breaker = opened();
    auto const now = morning + 2s;
    ASSERT_EQ(breaker.admit(now, 100), 1u);
    breaker.succeeded();
    ASSERT_EQ(breaker.admit(now, 100), 2u);
    breaker.failed(now);
    EXPECT_EQ(breaker.state(), BreakerState::open);
    EXPECT_EQ(breaker.open_until(), now + 2s);
}

TEST(Breaker, SaysWhatItWouldAllowWithoutUsingItUp)
{
    auto breaker = opened();
    EXPECT_EQ(breaker.allowance(morning + 1s), 0u);
    auto const now = morning + 2s;
    EXPECT_EQ(breaker.allowance(now), 1u);
    EXPECT_EQ(breaker.state(), BreakerState::open);
    ASSERT_EQ(breaker.admit(now, 8), 1u);
    EXPECT_EQ(breaker.allowance(now), 0u);
    breaker.succeeded();
    EXPECT_EQ(breaker.allowance(now), 2u);
    ASSERT_EQ(breaker.admit(now, 1), 1u);
    EXPECT_EQ(breaker.allowance(now), 1u);
    EXPECT_EQ(Breaker{settings}.allowance(now), Breaker::all);
}

TEST(Breaker, StaysAwayAsLongAsItIsAskedToAndNoLongerThanItsLongestPause)
{
    Breaker asked{settings};
    asked.failed(morning, 20s);
    EXPECT_EQ(asked.state(), BreakerState::open) << "it said so: no need to fail three times";
    EXPECT_EQ(asked.open_until(), morning + 20s);

    Breaker asked_for_days{settings};
    asked_for_days.failed(morning, std::chrono::hours{72});
    EXPECT_EQ(asked_for_days.open_until(), morning + 60s) << "one probe a minute does no harm";

    Breaker asked_for_nothing{settings};
    asked_for_nothing.failed(morning, 0s);
    EXPECT_EQ(asked_for_nothing.open_until(), morning + 2s);
}

TEST(Breaker, IsNotLedAstrayByMessagesThatWereUnderWayBefore)
{
    auto breaker = opened();
    auto const until = breaker.open_until();
    breaker.failed(morning + 1s);
    EXPECT_EQ(breaker.open_until(), until) << "the same outage";
    breaker.succeeded();
    EXPECT_EQ(breaker.state(), BreakerState::closed) << "the line works";
    EXPECT_EQ(breaker.admit(morning + 1s, 8), 2u);
}

TEST(Breaker, DoesNothingWhenNothingIsWanted)
{
    auto breaker = opened();
    EXPECT_EQ(breaker.admit(morning + 2s, 0), 0u);
    EXPECT_EQ(breaker.state(), BreakerState::open);
}
