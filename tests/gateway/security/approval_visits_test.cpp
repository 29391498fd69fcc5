#include "gateway/security/approval_visits.h"

#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"

#include <gtest/gtest.h>

namespace foramen {

namespace {

using namespace std::chrono_literals;
using Proof = ApprovalVisits::Proof;

struct ApprovalVisitsTest : ::testing::Test {
    FakeClock clock;
    FakeRandom random;
    ApprovalVisits visits{clock, random};

    ApprovalVisits::Opened opened(std::string const& link = "link-1",
                                  std::string const& address = "10.0.0.1")
    {
        auto made = visits.open(link, "Z10001", address);
        EXPECT_TRUE(made) << "no code for " << link;
        return made ? *made : ApprovalVisits::Opened{};
    }
    static std::string wrong(std::string code)
    {
        code.back() = code.back() == '0' ? '1' : '0';
        return code;
    }
};

TEST_F(ApprovalVisitsTest, GivesACodeOfSixDigitsAndAnIdOf256Bits)
{
    for (int i = 0; i < 50; ++i) {
        auto const made = opened("link-" + std::to_string(i), std::to_string(i));
        EXPECT_EQ(made.code.size(), 6u);
        EXPECT_EQ(made.code.find_first_not_of("0123456789"), std::string::npos);
        EXPECT_EQ(made.id.size(), 64u);
    }
}

TEST_F(ApprovalVisitsTest, ProvesWhoEntersTheCode)
{
    auto const made = opened();

    EXPECT_EQ(visits.find(made.id, "link-1")->stage, VisitStage::asked);
    EXPECT_EQ(visits.prove(made.id, made.code), Proof::proved);
    auto const visit = visits.find(made.id, "link-1");
    ASSERT_TRUE(visit);
    EXPECT_EQ(visit->stage, VisitStage::proved);
    EXPECT_EQ(visit->practice, "Z10001");
}

TEST_F(ApprovalVisitsTest, TakesACodeOnce)
{
    auto const made = opened();

    EXPECT_EQ(visits.prove(made.id, made.code), Proof::proved);
    EXPECT_EQ(visits.prove(made.id, made.code), Proof::expired);
}

TEST_F(ApprovalVisitsTest, TakesACodeForTenMinutes)
{
    auto const early = opened("link-1");
    clock.advance(10min - 1us);
    EXPECT_EQ(visits.prove(early.id, early.code), Proof::proved);

    auto const late = opened("link-2");
    clock.advance(10min);
    EXPECT_EQ(visits.prove(late.id, late.code), Proof::expired);
    clock.advance(-5min);
    EXPECT_EQ(visits.prove(late.id, late.code), Proof::expired) << "it does not come back";
}

TEST_F(ApprovalVisitsTest, VoidsACodeAfterFiveWrongOnes)
{
    auto const made = opened();

    for (unsigned i = 1; i < ApprovalVisits::attempts_max; ++i) {
        EXPECT_EQ(visits.prove(made.id, wrong(made.code)), Proof::wrong);
    }
    EXPECT_EQ(visits.prove(made.id, wrong(made.code)), Proof::expired);
    EXPECT_EQ(visits.prove(made.id, made.code), Proof::expired);
}

TEST_F(ApprovalVisitsTest, TakesTheRightCodeAtTheLastAttempt)
{
    auto const made = opened();

    for (unsigned i = 1; i < ApprovalVisits::attempts_max; ++i) {
        EXPECT_EQ(visits.prove(made.id, wrong(made.code)), Proof::wrong);
    }
    EXPECT_EQ(visits.prove(made.id, made.code), Proof::proved);
}

TEST_F(ApprovalVisitsTest, AFreshCodeVoidsTheOlderOne)
{
    auto const first = opened();
    auto const second = opened();

    EXPECT_EQ(visits.prove(first.id, first.code), Proof::expired);
    EXPECT_EQ(visits.prove(second.id, second.code), Proof::proved);
}

TEST_F(ApprovalVisitsTest, AWrongGuessElsewhereCostsTheNewCodeNoAttempt)
{
    auto const first = opened();
    auto const second = opened();

    for (int i = 0; i < 10; ++i) EXPECT_EQ(visits.prove(first.id, "000000"), Proof::expired);
    EXPECT_EQ(visits.prove(second.id, second.code), Proof::proved);
}

TEST_F(ApprovalVisitsTest, ACodeOpensNothingInAnotherBrowserOrForAnotherRequest)
{
    auto const mine = opened("link-1");
    auto const other = opened("link-2");

    EXPECT_NE(visits.prove(other.id, mine.code), Proof::proved);
    EXPECT_NE(visits.prove("", mine.code), Proof::proved);
    EXPECT_EQ(visits.prove(mine.id, mine.code), Proof::proved);
    EXPECT_FALSE(visits.find(mine.id, "link-2"));
    EXPECT_FALSE(visits.find(wrong(mine.id), "link-1"));
    EXPECT_FALSE(visits.find("", "link-1"));
}

TEST_F(ApprovalVisitsTest, SendsThreeCodesForALinkInFifteenMinutes)
{
    for (int i = 0; i < 3; ++i) {
        opened("link-1", "10.0.0." + std::to_string(i));
        clock.advance(1min);
    }
    auto const fourth = visits.open("link-1", "Z10001", "10.0.0.9");
    ASSERT_FALSE(fourth);
    EXPECT_EQ(fourth.error().kind(), ErrorKind::busy);
    opened("link-2");

    clock.advance(12min);
    opened("link-1");
    EXPECT_FALSE(visits.open("link-1", "Z10001", "10.0.0.9"));
}

TEST_F(ApprovalVisitsTest, ARefusedCodeLeavesTheOneBeforeIt)
{
    opened();
    opened();
    auto const third = opened();

    ASSERT_FALSE(visits.open("link-1", "Z10001", "10.0.0.9"));
    EXPECT_EQ(visits.prove(third.id, third.code), Proof::proved);
}

TEST_F(ApprovalVisitsTest, SendsTenCodesForALinkInADay)
{
    for (std::size_t i = 0; i < ApprovalVisits::codes_max_a_day; ++i) {
        opened();
        clock.advance(15min);
    }
    EXPECT_FALSE(visits.open("link-1", "Z10001", "10.0.0.1"));
    clock.advance(24h - 15min * static_cast<int>(ApprovalVisits::codes_max_a_day));
    opened();
}

TEST_F(ApprovalVisitsTest, LimitsTheCodesAnAddressAsksFor)
{
    for (std::size_t i = 0; i < ApprovalVisits::codes_max_an_address; ++i) {
        opened("link-" + std::to_string(i));
    }
    EXPECT_FALSE(visits.open("another", "Z10001", "10.0.0.1"));
    opened("another", "10.0.0.2");
    clock.advance(15min);
    opened("one more", "10.0.0.1");
}

TEST_F(ApprovalVisitsTest, EndsAVisitAfterThirtyMinutesWithoutUse)
{
    auto const made = opened();

    clock.advance(30min - 1us);
    EXPECT_TRUE(visits.find(made.id, "link-1"));
    clock.advance(30min - 1us);
    EXPECT_TRUE(visits.find(made.id, "link-1"));
    clock.advance(30min);
    EXPECT_FALSE(visits.find(made.id, "link-1"));
}

TEST_F(ApprovalVisitsTest, EndsAVisitAfterFourHoursOfUse)
{
    auto const made = opened();

    for (int i = 0; i < 23; ++i) {
        clock.advance(10min);
        ASSERT_TRUE(visits.find(made.id, "link-1"));
    }
    clock.advance(10min);
    EXPECT_FALSE(visits.find(made.id, "link-1"));
}

TEST_F(ApprovalVisitsTest, LetsOneAnswerThroughAndShowsItsReferenceOnly)
{
    auto const made = opened();
    EXPECT_FALSE(visits.claim(made.id)) << "not proved yet";
    visits.prove(made.id, made.code);

    EXPECT_TRUE(visits.claim(made.id));
    EXPECT_FALSE(visits.claim(made.id));
    visits.release(made.id);
    EXPECT_TRUE(visits.claim(made.id));
    visits.finish(made.id, "the reference");
    EXPECT_FALSE(visits.claim(made.id));
    visits.release(made.id);

    auto const visit = visits.find(made.id, "link-1");
    ASSERT_TRUE(visit);
    EXPECT_EQ(visit->stage, VisitStage::done);
    EXPECT_EQ(visit->reference, "the reference");
    visits.close(made.id);
    EXPECT_FALSE(visits.find(made.id, "link-1"));
}

TEST_F(ApprovalVisitsTest, KnowsItsOwnForms)
{
    auto const visit = *visits.find(opened().id, "link-1");

    EXPECT_TRUE(ApprovalVisits::is_own_form(visit, visit.csrf));
    EXPECT_FALSE(ApprovalVisits::is_own_form(visit, ""));
    EXPECT_FALSE(ApprovalVisits::is_own_form(visit, wrong(visit.csrf)));
    EXPECT_NE(visits.find(opened().id, "link-1")->csrf, visit.csrf);
}

TEST_F(ApprovalVisitsTest, TheLongestUnusedVisitMakesRoom)
{
    auto const first = opened("first", "first");
    clock.advance(1s);
    auto const second = opened("second", "second");
    clock.advance(1s);
    for (std::size_t i = 2; i < ApprovalVisits::visits_max; ++i) {
        opened(std::to_string(i), std::to_string(i));
    }
    clock.advance(1s);
    EXPECT_TRUE(visits.find(first.id, "first"));
    EXPECT_EQ(visits.visit_count(), ApprovalVisits::visits_max);

    clock.advance(1s);
    opened("new", "new");

    EXPECT_EQ(visits.visit_count(), ApprovalVisits::visits_max);
    EXPECT_TRUE(visits.find(first.id, "first"));
    EXPECT_FALSE(visits.find(second.id, "second"));
}

TEST_F(ApprovalVisitsTest, RemembersABoundedNumberOfLinksAndForgetsThemAfterADay)
{
    for (std::size_t i = 0; i < ApprovalVisits::links_max; ++i) {
        opened(std::to_string(i), std::to_string(i % 100));
    }
    EXPECT_EQ(visits.link_count(), ApprovalVisits::links_max);
    opened("one more", "another address");
    EXPECT_EQ(visits.link_count(), ApprovalVisits::links_max);
    EXPECT_EQ(visits.visit_count(), ApprovalVisits::visits_max);

    clock.advance(24h);
    opened("tomorrow");
    EXPECT_EQ(visits.link_count(), 1u);
    EXPECT_EQ(visits.visit_count(), 1u);
}

TEST_F(ApprovalVisitsTest, RefusesNewAddressesRatherThanForgetThoseItCounts)
{
    for (std::size_t i = 0; i < ApprovalVisits::addresses_max; ++i) {
        opened("link-" + std::to_string(i % 2'000) + "/" + std::to_string(i / 2'000),
               std::to_string(i));
    }
    EXPECT_FALSE(visits.open("more", "Z10001", "another"));
    opened("more", "7");
}

} // namespace

} // namespace foramen
