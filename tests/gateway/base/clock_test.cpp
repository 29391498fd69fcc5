#include "gateway/base/clock.h"

#include <gtest/gtest.h>

using namespace foramen;
using std::chrono::system_clock;
using namespace std::chrono_literals;

namespace {

TimePoint at(char const* text)
{
    auto const time = parse_rfc3339(text);
    EXPECT_TRUE(time.has_value()) << text;
    return time ? *time : TimePoint{};
}

Date day(char const* text)
{
    auto const date = parse_date(text);
    EXPECT_TRUE(date.has_value()) << text;
    return date ? *date : Date{};
}

} // namespace

TEST(Clock, ReadsAnInstantWithItsOffset)
{
    EXPECT_EQ(at("2030-01-14T17:15:00Z"), at("2030-01-14T18:15:00+01:00"));
    EXPECT_EQ(at("2030-01-14T17:15:00Z"), at("2030-01-14T11:45:00-05:30"));
    EXPECT_EQ(at("2030-01-14T17:15Z"), at("2030-01-14T17:15:00.000Z"));
    EXPECT_EQ(at("1970-01-01T00:00:00Z").time_since_epoch(), 0us);
    EXPECT_EQ(at("1969-12-31T23:59:59.5Z").time_since_epoch(), -500ms);
}

TEST(Clock, KeepsMicrosecondsAndDropsWhatIsFiner)
{
    EXPECT_EQ(at("1970-01-01T00:00:00.000001Z").time_since_epoch(), 1us);
    EXPECT_EQ(at("1970-01-01T00:00:00.25Z").time_since_epoch(), 250ms);
    EXPECT_EQ(at("1970-01-01T00:00:00.123456789Z").time_since_epoch(), 123456us);
}

TEST(Clock, RefusesWhatIsNotAnInstant)
{
    for (auto const* text : {
             "",
             "Z",
             "2030-01-14",
             "2030-01-14T17:15:00",
             "2030-01-14T17:15",
             "2030-01-14 17:15:00Z",
             "2030-01-14t17:15:00Z",
             "2030-1-14T17:15:00Z",
             "2030-02-30T17:15:00Z",
             "2030-13-01T17:15:00Z",
             "2030-00-01T17:15:00Z",
             "2030-01-00T17:15:00Z",
             "2030-01-14T24:00:00Z",
             "2030-01-14T17:60:00Z",
             "2030-01-14T17:15:60Z",
             "2030-01-14T17:15:0Z",
             "2030-01-14T17:15:",
             "2030-01-14T17:15:00.Z",
             "2030-01-14T17:15:00.1234567890Z",
             "2030-01-14T17:15:00z",
             "2030-01-14T17:15:00+1:00",
             "2030-01-14T17:15:00+0100",
             "2030-01-14T17:15:00+15:00",
             "2030-01-14T17:15:00+01:60",
             "2030-01-14T17:15:00+01:00x",
             "2030-01-14T17:15:00Zx",
             "2030-01-14T17:15:+0Z",
             "2030-01-14T17:15:00 Z",
             "+030-01-14T17:15:00Z",
             "2030-01-14T-7:15:00Z",
             "2030-01-14T17:15:00.-5Z",
             "2030-01-14T17:15Z:00",
             "2030/01/14T17:15:00Z",
         }) {
        auto const time = parse_rfc3339(text);
        EXPECT_FALSE(time.has_value()) << text;
        if (time) continue;
        EXPECT_EQ(time.error().kind(), ErrorKind::incorrect) << text;
    }
    EXPECT_FALSE(parse_rfc3339(std::string_view{"2030-01-14T17:15:00Z\0", 21}).has_value());
}

TEST(Clock, NeverRepeatsTheWrongTextInItsError)
{
    auto const time = parse_rfc3339("Jane Doe 1980-01-01 at home");
    ASSERT_FALSE(time.has_value());
    EXPECT_EQ(time.error().text().find("Jane"), std::string::npos);
}

TEST(Clock, WritesWhatItReads)
{
    for (auto const* text : {"2030-01-14T17:15:00.000Z", "1999-12-31T23:59:59.999Z",
                             "2024-02-29T00:00:00.001Z", "1969-12-31T23:59:59.500Z"}) {
        EXPECT_EQ(to_rfc3339(at(text)), text);
    }
}

TEST(Clock, KnowsOnlyDatesThatExist)
{
    EXPECT_EQ(to_string(day("2028-02-29")), "2028-02-29");
    for (auto const* text :
         {"", "2030-02-29", "2030-02-30", "2100-02-29", "2030-04-31", "2030-00-10", "2030-13-10",
          "2030-01-32", "2030-1-1", "2030-01-1x", "20300101", "2030-01-01 ", "-030-01-01",
          "2030-01-01T", "0000-00-00"}) {
        EXPECT_FALSE(parse_date(text).has_value()) << text;
    }
}

TEST(Clock, ChangesLondonsOffsetAtOneOClockUtcOnTheLastSundays)
{
    // 2030: 31 March and 27 October.
    EXPECT_EQ(to_london_rfc3339(at("2030-03-31T00:59:59Z")), "2030-03-31T00:59:59.000+00:00");
    EXPECT_EQ(to_london_rfc3339(at("2030-03-31T01:00:00Z")), "2030-03-31T02:00:00.000+01:00");
    EXPECT_EQ(to_london_rfc3339(at("2030-10-27T00:59:59Z")), "2030-10-27T01:59:59.000+01:00");
    EXPECT_EQ(to_london_rfc3339(at("2030-10-27T01:00:00Z")), "2030-10-27T01:00:00.000+00:00");
    // 2026: 29 March and 25 October.
    EXPECT_EQ(to_london_rfc3339(at("2026-03-29T01:00:00Z")), "2026-03-29T02:00:00.000+01:00");
    EXPECT_EQ(to_london_rfc3339(at("2026-10-25T00:59:59Z")), "2026-10-25T01:59:59.000+01:00");
}

TEST(Clock, TakesTheDayFromLondonNotFromUtc)
{
    EXPECT_EQ(london_date(at("2030-06-30T23:30:00Z")), day("2030-07-01"));
    EXPECT_EQ(london_date(at("2030-01-31T23:30:00Z")), day("2030-01-31"));
    EXPECT_EQ(london_date(at("2030-12-31T23:59:59Z")), day("2030-12-31"));
    EXPECT_EQ(london_date(at("1969-12-31T23:59:59Z")), day("1969-12-31"));
}

TEST(Clock, ClampsTheMonthEndWhenItGoesBack)
{
    EXPECT_EQ(minus_months(day("2030-08-31"), 6), day("2030-02-28"));
    EXPECT_EQ(minus_months(day("2028-08-31"), 6), day("2028-02-29"));
    EXPECT_EQ(minus_months(day("2028-02-29"), 12), day("2027-02-28"));
    EXPECT_EQ(minus_months(day("2030-03-31"), 1), day("2030-02-28"));
    EXPECT_EQ(minus_months(day("2030-01-15"), 6), day("2029-07-15"));
    EXPECT_EQ(minus_months(day("2030-01-31"), 12), day("2029-01-31"));
    EXPECT_EQ(minus_months(day("2030-01-31"), 0), day("2030-01-31"));
}

TEST(Clock, TellsTheTimeOfTheSystemInMicroseconds)
{
    auto const before = system_clock::now();
    auto const now = SystemClock{}.now();
    EXPECT_GE(now + 1us, before);
    EXPECT_LE(now, system_clock::now());
}
