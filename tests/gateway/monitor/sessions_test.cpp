#include "gateway/monitor/sessions.h"

#include "tests/support/fake_clock.h"

#include <gtest/gtest.h>

namespace foramen {

namespace {

using namespace std::chrono_literals;

struct SessionsTest : ::testing::Test {
    FakeClock clock;
    SystemRandom random;
    Sessions sessions{clock, random};
    Identity const alice{"operator:alice", Role::operations, ""};
};

TEST_F(SessionsTest, KnowsAPersonByACookieOf256RandomBits)
{
    auto const id = sessions.open(alice);

    EXPECT_EQ(id.size(), 64u);
    EXPECT_NE(id, sessions.open(alice));
    auto const found = sessions.find(id, Sessions::Look::use);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->identity.name, "operator:alice");
    EXPECT_EQ(found->csrf.size(), 64u);
    EXPECT_NE(found->csrf, id);
}

TEST_F(SessionsTest, KnowsNobodyByAnotherCookie)
{
    auto id = sessions.open(alice);
    id[0] = id[0] == 'a' ? 'b' : 'a';

    EXPECT_FALSE(sessions.find(id, Sessions::Look::use));
    EXPECT_FALSE(sessions.find("", Sessions::Look::use));
}

TEST_F(SessionsTest, EndsAfterEightHoursWithoutUse)
{
    auto const id = sessions.open(alice);

    clock.advance(8h - 1s);
    EXPECT_TRUE(sessions.find(id, Sessions::Look::use));
    clock.advance(8h - 1s);
    EXPECT_TRUE(sessions.find(id, Sessions::Look::use));
    clock.advance(8h);
    EXPECT_FALSE(sessions.find(id, Sessions::Look::use));
}

TEST_F(SessionsTest, AFeedThatRunsByItselfKeepsNobodySignedIn)
{
    auto const id = sessions.open(alice);

    for (int hour = 0; hour < 7; ++hour) {
        clock.advance(1h);
        EXPECT_TRUE(sessions.find(id, Sessions::Look::peek));
    }
    clock.advance(1h);
    EXPECT_FALSE(sessions.find(id, Sessions::Look::peek));
}

TEST_F(SessionsTest, EndsAfterADayHoweverMuchItIsUsed)
{
    auto const id = sessions.open(alice);

    for (int hour = 0; hour < 23; ++hour) {
        clock.advance(1h);
        EXPECT_TRUE(sessions.find(id, Sessions::Look::use));
    }
    clock.advance(1h);
    EXPECT_FALSE(sessions.find(id, Sessions::Look::use));
}

TEST_F(SessionsTest, MakesRoomByEndingTheLongestUnusedOne)
{
    auto const oldest = sessions.open(alice);
    clock.advance(1s);
    auto const second = sessions.open(alice);
    for (std::size_t i = 0; i < Sessions::sessions_max - 1; ++i) sessions.open(alice);

    EXPECT_FALSE(sessions.find(oldest, Sessions::Look::peek));
    EXPECT_TRUE(sessions.find(second, Sessions::Look::peek));
}

TEST_F(SessionsTest, ClosesOnce)
{
    auto const id = sessions.open(alice);

    EXPECT_TRUE(sessions.close(id));
    EXPECT_FALSE(sessions.close(id));
    EXPECT_FALSE(sessions.find(id, Sessions::Look::use));
}

TEST(SignInLimit, SlowsDownWhoGuessesAndNobodyElse)
{
    FakeClock clock;
    SignInLimit limit{clock};

    for (std::size_t i = 0; i < SignInLimit::failures_max; ++i) {
        EXPECT_TRUE(limit.admits("10.0.0.1"));
        limit.failed("10.0.0.1");
    }
    EXPECT_FALSE(limit.admits("10.0.0.1"));
    EXPECT_TRUE(limit.admits("10.0.0.2"));
    clock.advance(SignInLimit::window);
    EXPECT_TRUE(limit.admits("10.0.0.1"));
}

TEST(SignInLimit, RemembersNoMoreAddressesThanItMay)
{
    FakeClock clock;
    SignInLimit limit{clock};

    for (std::size_t i = 0; i < SignInLimit::addresses_max; ++i) limit.failed(std::to_string(i));

    EXPECT_FALSE(limit.admits("one more"));
    clock.advance(SignInLimit::window);
    EXPECT_TRUE(limit.admits("one more"));
}

TEST(Cookie, IsFoundByItsWholeName)
{
    EXPECT_EQ(cookie("a=1; foramen_session=xyz; b=2", "foramen_session"), "xyz");
    EXPECT_EQ(cookie("not_foramen_session=xyz", "foramen_session"), "");
    EXPECT_EQ(cookie("foramen_session", "foramen_session"), "");
    EXPECT_EQ(cookie(" ;; =;foramen_session=", "foramen_session"), "");
    EXPECT_EQ(cookie("", "foramen_session"), "");
}

} // namespace

} // namespace foramen
