#include "gateway/net/http.h"

#include <gtest/gtest.h>

namespace foramen {

TEST(Target, DecodesPathAndQuery)
{
    auto const target = parse_target("/a%20b/c?x=1%7C2&y=a+b&empty=&bare");
    EXPECT_EQ(target.path, "/a b/c");
    EXPECT_EQ(target.query_value("x"), "1|2");
    EXPECT_EQ(target.query_value("y"), "a b");
    EXPECT_EQ(target.query_value("empty"), "");
    EXPECT_EQ(target.query.size(), 4u);
}

TEST(Target, IsEmptyWhenItIsMalformedOrClimbs)
{
    for (auto const* text : {"", "a", "*", "/%", "/%2", "/%zz", "/a/../b", "/..", "/a%2f..%2fb",
                             "//a", "/a//b", "/%00", "/%0d%0a", "/a?b=%f"}) {
        EXPECT_EQ(parse_target(text).path, "") << text;
    }
}

TEST(Target, EncodesWhatItDecodes)
{
    std::string every;
    for (int c = 0x20; c < 0x7F; ++c) every += static_cast<char>(c);
    EXPECT_EQ(parse_target("/?q=" + percent_encode(every)).query_value("q"), every);
}

TEST(Headers, AreFoundWhateverTheirCase)
{
    HttpHeaders const headers{{"Content-Type", "a"}, {"X-One", "1"}, {"x-one", "2"}};
    EXPECT_EQ(header(headers, "content-TYPE"), "a");
    EXPECT_EQ(header(headers, "X-ONE"), "1");
    EXPECT_EQ(header(headers, "X-Two"), "");
}

} // namespace foramen
