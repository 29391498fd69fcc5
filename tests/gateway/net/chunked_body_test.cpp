#include "gateway/net/chunked_body.h"

#include <gtest/gtest.h>

namespace foramen {

using State = ChunkedBody::State;

namespace {

/// By steps of so many bytes, so that every border is a cut once.
State read(std::string_view wire, std::size_t step, std::string& body, std::string_view& rest)
{
    ChunkedBody chunks{100};
    auto state = State::incomplete;
    while (state == State::incomplete && !wire.empty()) {
        std::size_t taken = 0;
        state = chunks.take(wire.substr(0, step), taken);
        wire.remove_prefix(taken);
    }
    body = chunks.take_body();
    rest = wire;
    return state;
}

} // namespace

TEST(ChunkedBody, IsTheSameHoweverItIsCut)
{
    constexpr std::string_view wire = "5\r\nhello\r\n1;ext=\"a\"\r\n \r\nA\r\n0123456789\r\n"
                                      "0\r\nTrailer: x\r\n\r\nGET /";
    for (std::size_t step = 1; step <= wire.size(); ++step) {
        std::string body;
        std::string_view rest;
        EXPECT_EQ(read(wire, step, body, rest), State::whole) << step;
        EXPECT_EQ(body, "hello 0123456789") << step;
        EXPECT_EQ(rest, "GET /") << step;
    }
}

TEST(ChunkedBody, RefusesWhatIsNoChunk)
{
    for (std::string_view const wire :
         {"\r\n", "x\r\n", "-1\r\n", "+1\r\na\r\n", "0x5\r\nhello\r\n", " 5\r\nhello\r\n",
          "5 \r\nhello\r\n", "5\nhello\r\n", "5\r\nhello0\r\n", "5\r\nhelloXX", "5\r\r\nhello",
          "fffffffffffff\r\n"}) {
        std::string body;
        std::string_view rest;
        EXPECT_EQ(read(wire, wire.size(), body, rest), State::malformed) << wire;
    }
}

TEST(ChunkedBody, KnowsItsLimits)
{
    std::string body;
    std::string_view rest;
    EXPECT_EQ(read("65\r\n", 10, body, rest), State::too_long);
    EXPECT_EQ(read("40\r\n" + std::string(64, 'a') + "\r\n40\r\n", 100, body, rest),
              State::too_long);
    EXPECT_EQ(read("0\r\nX: " + std::string(10'000, 'a'), 20'000, body, rest), State::malformed);
    EXPECT_EQ(read("1;" + std::string(10'000, 'a'), 1'000, body, rest), State::malformed);
    std::string trailers = "0\r\n";
    for (int i = 0; i < 1'000; ++i) trailers += "Trailer: x\r\n";
    EXPECT_EQ(read(trailers, 100, body, rest), State::malformed);
}

} // namespace foramen
