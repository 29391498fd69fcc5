#include "gateway/delivery/verdict.h"
#include "tests/support/fake_random.h"

#include <gtest/gtest.h>

#include <set>

using namespace foramen;
using namespace std::chrono_literals;

namespace {

TimePoint const now = std::chrono::sys_days{std::chrono::year{2030} / 1 / 14} + 9h;

DeliverySettings table_settings()
{
    DeliverySettings settings;
    settings.attempts_max = 12;
    settings.backoff_first = 1s;
    settings.backoff_max = 30min;
    settings.retry_after_max = 6h;
    settings.breaker.pause_max = 5min;
    return settings;
}

Trial trial(ErrorKind kind, unsigned attempt)
{
    return {{Refusal{{kind, "why"}, {}}, Answered::yes}, attempt, LineHealth::up, now};
}

Verdict judged(Trial const& one)
{
    FakeRandom random;
    return judge(one, table_settings(), random);
}

/// The longest wait that chance gives in many tries.
std::chrono::microseconds longest(Trial const& one, DeliverySettings const& settings)
{
    FakeRandom random;
    std::chrono::microseconds most{0};
    for (int i = 0; i < 400; ++i) {
        auto const verdict = judge(one, settings, random);
        most = std::max(most, std::get<Postpone>(verdict).not_before - now);
    }
    return most;
}

} // namespace

TEST(Verdict, FinishesWhatHasAReceiptAtAnyAttempt)
{
    for (unsigned const attempt : {1u, 12u, 40u}) {
        Trial const one{{Receipt{"200, 9 entries"}, Answered::yes}, attempt, LineHealth::up, now};
        auto const verdict = judged(one);
        ASSERT_TRUE(std::holds_alternative<Finish>(verdict));
        EXPECT_EQ(std::get<Finish>(verdict).receipt, "200, 9 entries");
    }
}

TEST(Verdict, ForEachErrorKindAndAttemptIsAsTheTableSays)
{
    struct Row {
        ErrorKind kind;
        unsigned held_from; ///< The first attempt after which it is held.
    };
    for (auto const& [kind, held_from] :
         {Row{ErrorKind::unavailable, 12}, Row{ErrorKind::busy, 12},
          Row{ErrorKind::interrupted, 12}, Row{ErrorKind::conflict, 5},
          Row{ErrorKind::incorrect, 1}, Row{ErrorKind::forbidden, 1},
          Row{ErrorKind::unsupported, 1}, Row{ErrorKind::not_found, 1}, Row{ErrorKind::fault, 1}}) {
        for (unsigned attempt = 1; attempt <= 13; ++attempt) {
            auto const verdict = judged(trial(kind, attempt));
            EXPECT_EQ(std::holds_alternative<Hold>(verdict), attempt >= held_from)
                << to_string(kind) << " at attempt " << attempt;
            EXPECT_EQ(std::holds_alternative<Postpone>(verdict), attempt < held_from);
        }
    }
}

TEST(Verdict, SaysWhyAndAfterHowManyAttemptsItHolds)
{
    EXPECT_EQ(std::get<Hold>(judged(trial(ErrorKind::incorrect, 1))).error, "why");
    EXPECT_EQ(std::get<Hold>(judged(trial(ErrorKind::unavailable, 12))).error,
              "held after 12 attempts: why");
    EXPECT_EQ(std::get<Postpone>(judged(trial(ErrorKind::unavailable, 3))).error, "why");
}

TEST(Verdict, DoesNotUseUpAMessageOnALineThatIsDown)
{
    auto away = trial(ErrorKind::unavailable, 500);
    away.line = LineHealth::down;
    away.ending.answered = Answered::no;
    EXPECT_TRUE(std::holds_alternative<Postpone>(judged(away)));

    auto answered = away;
    answered.ending.answered = Answered::yes;
    EXPECT_TRUE(std::holds_alternative<Hold>(judged(answered)))
        << "a 500 may be the message's fault";
    auto only_one = away;
    only_one.line = LineHealth::up;
    EXPECT_TRUE(std::holds_alternative<Hold>(judged(only_one))) << "others get through";
}

TEST(Verdict, DoublesTheLongestWaitWithEachAttempt)
{
    auto const settings = table_settings();
    auto limit = std::chrono::microseconds{1s};
    for (unsigned attempt = 1; attempt < 12; ++attempt) {
        auto const most = longest(trial(ErrorKind::unavailable, attempt), settings);
        EXPECT_LE(most, std::min<std::chrono::microseconds>(limit, 30min));
        EXPECT_GT(most, std::min<std::chrono::microseconds>(limit, 30min) * 9 / 10);
        limit *= 2;
    }
}

TEST(Verdict, SpreadsTheWaitOverTheWholeOfIt)
{
    FakeRandom random;
    std::set<int> tenths;
    for (int i = 0; i < 400; ++i) {
        auto const verdict = judge(trial(ErrorKind::unavailable, 5), table_settings(), random);
        auto const wait = std::get<Postpone>(verdict).not_before - now;
        tenths.insert(static_cast<int>(wait * 10 / 16s));
    }
    for (int tenth = 0; tenth < 10; ++tenth) EXPECT_TRUE(tenths.contains(tenth)) << tenth;
}

TEST(Verdict, ComesBackNoEarlierThanItIsAskedTo)
{
    FakeRandom random;
    auto asked = trial(ErrorKind::busy, 1);
    asked.ending.result = Refusal{busy("slow down"), 120s};
    for (int i = 0; i < 100; ++i) {
        auto const verdict = judge(asked, table_settings(), random);
        auto const wait = std::get<Postpone>(verdict).not_before - now;
        EXPECT_GE(wait, 120s);
        EXPECT_LE(wait, 121s);
    }
    asked.ending.result = Refusal{busy("slow down"), std::chrono::hours{24 * 365}};
    EXPECT_LE(std::get<Postpone>(judge(asked, table_settings(), random)).not_before - now, 6h + 1s);
}

TEST(Verdict, WaitsNoLongerThanTheBreakerWhileTheLineIsDown)
{
    auto away = trial(ErrorKind::unavailable, 60);
    away.line = LineHealth::down;
    away.ending.answered = Answered::no;
    EXPECT_LE(longest(away, table_settings()), 5min);
}

TEST(Verdict, SaysWhereToLookWhateverItDecides)
{
    auto one = trial(ErrorKind::unavailable, 1);
    one.ending.result = Refusal{{ErrorKind::unavailable, "why"}, {}, ErrorClass::timeout};
    EXPECT_EQ(std::get<Postpone>(judged(one)).error_class, ErrorClass::timeout);
    one.attempt = 40;
    EXPECT_EQ(std::get<Hold>(judged(one)).error_class, ErrorClass::timeout);
    one.ending.result = Refusal{{ErrorKind::incorrect, "why"}, {}, ErrorClass::content};
    EXPECT_EQ(std::get<Hold>(judged(one)).error_class, ErrorClass::content);
}

TEST(Verdict, WithstandsSettingsOfNothing)
{
    DeliverySettings settings;
    settings.backoff_first = 0ms;
    settings.backoff_max = 0ms;
    FakeRandom random;
    auto const verdict = judge(trial(ErrorKind::busy, 3), settings, random);
    EXPECT_EQ(std::get<Postpone>(verdict).not_before, now);
}
