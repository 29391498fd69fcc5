#include "gateway/net/mllp_frame.h"

#include <gmock/gmock.h>

#include <vector>

namespace foramen {

namespace {

using testing::ElementsAre;

struct Step {
    std::string bytes;
    MllpFrame::State state;
};

} // namespace

TEST(MllpFrame, IsTakenPieceByPiece)
{
    using enum MllpFrame::State;
    MllpFrame frame{10};
    std::vector<Step> const steps{{"\r\n", between}, {"\x0B", inside},     {"ab", inside},
                                  {"c\r", inside},   {"\x1C", inside},     {"\r", whole},
                                  {"\n", between},   {"\x0B\x1C\r", whole}};
    std::vector<std::string> messages;
    for (auto const& step : steps) {
        std::size_t taken = 0;
        EXPECT_EQ(frame.take(step.bytes, taken), step.state) << testing::PrintToString(step.bytes);
        EXPECT_EQ(taken, step.bytes.size());
        if (step.state == whole) messages.push_back(frame.take_message());
    }
    EXPECT_THAT(messages, ElementsAre("abc\r", ""));
}

TEST(MllpFrame, LeavesTheNextFrameWhereItIs)
{
    MllpFrame frame{10};
    std::size_t taken = 0;
    auto const bytes = mllp_framed("a") + mllp_framed("b");
    EXPECT_EQ(frame.take(bytes, taken), MllpFrame::State::whole);
    EXPECT_EQ(taken, 4u);
    EXPECT_EQ(frame.take_message(), "a");
}

TEST(MllpFrame, RefusesWhatIsNoFrame)
{
    using enum MllpFrame::State;
    std::vector<Step> const table{{"GET / HTTP/1.1", malformed},
                                  {"\x16\x03\x01", malformed},
                                  {"\x0B"
                                   "abc\x1Cx",
                                   malformed},
                                  {"\x0B"
                                   "abc\x0B"
                                   "def",
                                   malformed},
                                  {"\x0B"
                                   "12345678901",
                                   too_long},
                                  {"\x0B"
                                   "1234567890",
                                   inside}};
    for (auto const& row : table) {
        MllpFrame frame{10};
        std::size_t taken = 0;
        EXPECT_EQ(frame.take(row.bytes, taken), row.state) << row.bytes;
    }
}

} // namespace foramen
