// A caller that runs wild is slowed down, and nobody else notices.
#include "gateway/security/caller_limit.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace foramen {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Entered = std::variant<CallerLimit::Place, CallerLimit::Wait>;

CallerLimit::Now const noon = CallerLimit::Now{} + std::chrono::hours{12};

bool is_in(Entered const& entered) { return std::holds_alternative<CallerLimit::Place>(entered); }

std::size_t admitted(CallerLimit& limit, std::string_view caller, CallerLimit::Now now,
                     std::size_t asked)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < asked; ++i) count += is_in(limit.enter(caller, now)) ? 1 : 0;
    return count;
}

TEST(CallerLimit, LetsASecondsWorthInAtOnceAndThenAtTheRate)
{
    CallerLimit limit{{.per_second_max = 10, .at_once_max = 100}};

    EXPECT_EQ(admitted(limit, "clinic", noon, 50), 10u);
    EXPECT_EQ(admitted(limit, "clinic", noon + milliseconds{100}, 50), 1u);
    EXPECT_EQ(admitted(limit, "clinic", noon + milliseconds{600}, 50), 5u);
    EXPECT_EQ(admitted(limit, "clinic", noon + seconds{3600}, 50), 10u) << "no more than a bucket";
}

TEST(CallerLimit, OneCallerTakesNothingFromAnother)
{
    CallerLimit limit{{.per_second_max = 1, .at_once_max = 100}};

    EXPECT_EQ(admitted(limit, "practice:Z10001", noon, 5), 1u);
    EXPECT_EQ(admitted(limit, "practice:Z10002", noon, 5), 1u);
}

TEST(CallerLimit, WhoWaitsAsToldIsLetIn)
{
    CallerLimit limit{{.per_second_max = 1, .at_once_max = 100}};
    ASSERT_TRUE(is_in(limit.enter("clinic", noon)));

    auto const refused = limit.enter("clinic", noon);
    auto const* const wait = std::get_if<CallerLimit::Wait>(&refused);
    ASSERT_NE(wait, nullptr);
    EXPECT_EQ(wait->least, seconds{1});
    EXPECT_EQ(wait->reason, CallerLimit::Wait::Reason::rate);

    EXPECT_TRUE(is_in(limit.enter("clinic", noon + wait->least)));
}

TEST(CallerLimit, CountsWhatIsUnderWayUntilItIsAnswered)
{
    CallerLimit limit{{.per_second_max = 1'000, .at_once_max = 2}};
    auto first = limit.enter("clinic", noon);
    {
        auto const second = limit.enter("clinic", noon);
        auto const third = limit.enter("clinic", noon);
        ASSERT_FALSE(is_in(third));
        EXPECT_EQ(std::get<CallerLimit::Wait>(third).reason, CallerLimit::Wait::Reason::at_once);
        EXPECT_TRUE(is_in(limit.enter("imaging", noon)));
    }
    EXPECT_TRUE(is_in(limit.enter("clinic", noon)));
}

TEST(CallerLimit, MovingAPlaceAnswersNothing)
{
    CallerLimit limit{{.per_second_max = 1'000, .at_once_max = 1}};
    auto entered = limit.enter("clinic", noon);
    auto const moved = std::move(std::get<CallerLimit::Place>(entered));

    EXPECT_FALSE(is_in(limit.enter("clinic", noon)));
}

TEST(CallerLimit, ManyThreadsGetExactlyWhatOneWould)
{
    CallerLimit limit{{.per_second_max = 500, .at_once_max = 10}};
    std::atomic<std::size_t> count = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] { count += admitted(limit, "clinic", noon, 1'000); });
        }
    }
    EXPECT_EQ(count, 500u);
}

} // namespace
} // namespace foramen
