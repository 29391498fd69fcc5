#include "gateway/base/check.h"
#include "gateway/base/result.h"

#include <gtest/gtest.h>

using namespace foramen;

namespace {

Result<int> half(int number)
{
    if (number % 2 != 0) return incorrect("odd");
    return number / 2;
}

Result<int> quarter(int number)
{
    TRY(first, half(number));
    TRY(second, half(first));
    return second;
}

} // namespace

TEST(Result, HandsTheFirstErrorOn)
{
    EXPECT_EQ(*quarter(12), 3);
    ASSERT_FALSE(quarter(6).has_value());
    EXPECT_EQ(quarter(6).error().kind(), ErrorKind::incorrect);
    EXPECT_TRUE(Outcome{}.has_value());
    EXPECT_FALSE(Outcome{conflict("moved on")}.has_value());
}

TEST(Error, SaysByItsKindAloneWhetherTryingAgainHelps)
{
    for (auto const kind : {ErrorKind::unavailable, ErrorKind::busy, ErrorKind::interrupted}) {
        EXPECT_TRUE(may_succeed_later(kind)) << to_string(kind);
    }
    for (auto const kind : {ErrorKind::incorrect, ErrorKind::forbidden, ErrorKind::unsupported,
                            ErrorKind::not_found, ErrorKind::conflict, ErrorKind::fault}) {
        EXPECT_FALSE(may_succeed_later(kind)) << to_string(kind);
    }
}

TEST(CheckDeathTest, EndsTheProcessWithALineThatSaysWhere)
{
    check(true, "fine");
    EXPECT_DEATH(check(false, "two and two"), "two and two.*error_test.cpp");
}
