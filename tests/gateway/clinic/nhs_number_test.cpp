#include "gateway/clinic/nhs_number.h"

#include <gtest/gtest.h>

using namespace foramen;

TEST(NhsNumber, KnowsItsCheckDigit)
{
    // 943 476 5919 is the example of the NHS Data Dictionary; 999… are set apart for tests.
    for (auto const* good : {"9434765919", "9991909370", "9990830169", "9999220010"}) {
        auto const number = NhsNumber::parse(good);
        ASSERT_TRUE(number.has_value()) << good;
        EXPECT_EQ(number->digits(), good);
    }
}

TEST(NhsNumber, CatchesEveryWrongDigitAndEverySwapOfNeighbours)
{
    std::string const good = "9434765919";
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            auto wrong = good;
            wrong[i] = digit;
            EXPECT_EQ(NhsNumber::parse(wrong).has_value(), wrong == good) << wrong;
        }
    }
    for (std::size_t i = 0; i + 1 < good.size(); ++i) {
        auto wrong = good;
        std::swap(wrong[i], wrong[i + 1]);
        EXPECT_EQ(NhsNumber::parse(wrong).has_value(), wrong == good) << wrong;
    }
}

TEST(NhsNumber, RefusesWhatIsNoneAndRepeatsNothingOfIt)
{
    for (auto const* bad : {"", "943476591", "94347659190", "943 476 5919", "943476591x",
                            "-943476591", "0000000000", "1111111111", "9999999999", "9434765918"}) {
        auto const number = NhsNumber::parse(bad);
        ASSERT_FALSE(number.has_value()) << bad;
        EXPECT_EQ(number.error().kind(), ErrorKind::incorrect);
        EXPECT_EQ(number.error().text().find_first_of("0123456789"), std::string::npos);
    }
}
