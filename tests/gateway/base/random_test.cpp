#include "gateway/base/random.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

using namespace foramen;
using namespace std::chrono_literals;

namespace {

class FixedClock final : public Clock {
public:
    TimePoint now() const override { return time; }
    TimePoint time{1'893'456'000'000'000us}; // 2030-01-01
};

bool is_uuid(std::string const& text, char version)
{
    std::regex const shape{
        "[0-9a-f]{8}-[0-9a-f]{4}-([0-9])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"};
    std::smatch match;
    return std::regex_match(text, match, shape) && match[1].str()[0] == version;
}

} // namespace

TEST(Random, MakesUuidsOfVersionSevenThatRiseWithTime)
{
    FixedClock clock;
    SystemRandom random;
    std::set<std::string> seen;
    std::string before;
    for (int i = 0; i < 1000; ++i) {
        auto const uuid = new_uuid(clock, random);
        EXPECT_TRUE(is_uuid(uuid, '7')) << uuid;
        EXPECT_TRUE(seen.insert(uuid).second) << uuid;
        EXPECT_LT(before, uuid);
        before = uuid;
        clock.time += 1ms;
    }
    EXPECT_TRUE(seen.begin()->starts_with("01b8dac5-b400")) << *seen.begin();
}

TEST(Random, NamesTheSameThingTheSameForEver)
{
    EXPECT_TRUE(is_uuid(name_uuid("booking|BK-1"), '5'));
    EXPECT_EQ(name_uuid("booking|BK-1"), name_uuid("booking|BK-1"));
    EXPECT_NE(name_uuid("booking|BK-1"), name_uuid("booking|BK-2"));
    EXPECT_TRUE(is_uuid(name_uuid(""), '5'));
}

TEST(Random, StaysBelowItsBound)
{
    SystemRandom random;
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        auto const number = random.below(7);
        EXPECT_LT(number, 7u);
        seen.insert(number);
    }
    EXPECT_EQ(seen.size(), 7u);
    EXPECT_EQ(random.below(1), 0u);
    EXPECT_EQ(random.bytes(32).size(), 32u);
    EXPECT_NE(random.bytes(32), random.bytes(32));
}
