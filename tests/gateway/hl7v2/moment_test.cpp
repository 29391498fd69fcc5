#include "gateway/hl7v2/moment.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace foramen::hl7v2 {

TEST(Moment, IsReadInEveryPrecisionAndWithOrWithoutAnOffset)
{
    struct Row {
        std::string text;
        std::string at;
        Precision precision;
    };
    std::vector<Row> const table{
        {"20260914101500+0100", "2026-09-14T09:15:00.000Z", Precision::second},
        {"20260914101500", "2026-09-14T09:15:00.000Z", Precision::second},
        {"20261214101500", "2026-12-14T10:15:00.000Z", Precision::second},
        {"20260914101500.1234-0530", "2026-09-14T15:45:00.000Z", Precision::second},
        {"202609141015", "2026-09-14T09:15:00.000Z", Precision::minute},
        {"2026091410", "2026-09-14T09:00:00.000Z", Precision::minute},
        {"20260914", "2026-09-13T23:00:00.000Z", Precision::day},
        {"20261214", "2026-12-14T00:00:00.000Z", Precision::day},
        {"202612", "2026-12-01T00:00:00.000Z", Precision::month},
        {"2026", "2026-01-01T00:00:00.000Z", Precision::year},
        {"20261025013000", "2026-10-25T00:30:00.000Z", Precision::second}, // It comes twice.
        {"20261025023000", "2026-10-25T02:30:00.000Z", Precision::second},
    };
    for (auto const& row : table) {
        auto const moment = read_moment(row.text);
        ASSERT_TRUE(moment) << row.text;
        EXPECT_EQ(to_rfc3339(moment->at), row.at) << row.text;
        EXPECT_EQ(moment->precision, row.precision) << row.text;
    }
}

TEST(Moment, IsNoneForWhatIsNoTime)
{
    for (auto const* text :
         {"", "2026-09-14", "20260230", "20261301", "20260914250000", "20260914106000", "202609141",
          "20260914101500+1", "20260914101500+2500", "20260914101500.x", "20260914.5", "+0100",
          "abcdefgh", "2026091410150000"}) {
        EXPECT_FALSE(read_moment(text)) << text;
    }
}

TEST(Moment, IsWrittenInLondonTime)
{
    EXPECT_EQ(write_moment(*parse_rfc3339("2026-09-14T09:15:00Z")), "20260914101500+0100");
    EXPECT_EQ(write_moment(*parse_rfc3339("2026-12-14T10:15:00Z")), "20261214101500+0000");
}

TEST(Moment, OfBirthIsADay)
{
    EXPECT_EQ(read_day("19700215"), *parse_date("1970-02-15"));
    EXPECT_EQ(read_day("197002151230"), *parse_date("1970-02-15"));
    EXPECT_FALSE(read_day("1970"));
    EXPECT_FALSE(read_day("19700230"));
}

} // namespace foramen::hl7v2
