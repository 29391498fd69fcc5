#include "running_server.h"

#include <gmock/gmock.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <future>

namespace foramen {

namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view get = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view last_get = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

ServerSettings impatient()
{
    ServerSettings settings;
    settings.header_timeout = std::chrono::seconds{1};
    settings.body_timeout = std::chrono::seconds{1};
    settings.idle_timeout = std::chrono::seconds{1};
    settings.body_bytes_max = 1'000;
    settings.header_bytes_max = 2'000;
    return settings;
}

std::string asked(RunningServer& server, std::string_view bytes)
{
    RawLine line{server.port()};
    line.send(bytes);
    return line.read_all();
}

} // namespace

TEST(Server, AnswersOneRequestAfterTheOtherOnOneLine)
{
    RunningServer server{echo()};
    RawLine line{server.port()};
    for (int i = 0; i < 3; ++i) {
        line.send(get);
        auto const reply = line.read_until("[]");
        EXPECT_EQ(status_of(reply), 200u);
        EXPECT_THAT(reply, HasSubstr("\r\nDate: "));
        EXPECT_THAT(reply, HasSubstr("\r\nContent-Length: 9\r\n"));
        EXPECT_THAT(reply, Not(HasSubstr("Server:")));
        EXPECT_THAT(reply, HasSubstr("GET /x []"));
    }
}

TEST(Server, AnswersPipelinedRequestsInOrder)
{
    RunningServer server{echo()};
    auto const reply =
        asked(server, "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                      "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
                      "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "2\r\nde\r\n0\r\n\r\n"
                      "GET /4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    auto const first = reply.find("POST /1 [abc]");
    auto const second = reply.find("GET /2 []");
    auto const third = reply.find("POST /3 [de]");
    auto const fourth = reply.find("GET /4 []");
    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
    EXPECT_LT(third, fourth);
    EXPECT_NE(fourth, std::string::npos);
}

TEST(Server, TakesARequestThatComesByteByByte)
{
    RunningServer server{echo()};
    RawLine line{server.port()};
    constexpr std::string_view bytes = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked"
                                       "\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for (char const byte : bytes) line.send({&byte, 1});
    EXPECT_THAT(line.read_all(), HasSubstr("POST /x [abc]"));
}

TEST(Server, RefusesAndClosesOnWhatBeastLetsPass)
{
    RunningServer server{echo(), impatient()};
    struct Row {
        std::string bytes;
        unsigned status;
    };
    std::string const post = "POST / HTTP/1.1\r\nHost: a\r\n";
    std::vector<Row> const table{
        {post + "X: a\r\n b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {post + "Host: a\r\n\r\n", 400},
        {post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400},
        {post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
        {post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
        {post + "Content-Length: 1001\r\n\r\n", 413},
        {post + "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n", 413},
        {post + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n", 413},
        {post + "X: " + std::string(3'000, 'a') + "\r\n\r\n", 431},
        {post + "X: " + std::string(3'000, 'a'), 431},
        {post + "Expect: a miracle\r\n\r\n", 417},
        {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505},
        {"\x16\x03\x01\x02", 400}, // a TLS greeting
    };
    for (auto const& row : table) {
        auto const reply = asked(server, row.bytes + std::string{get});
        EXPECT_EQ(status_of(reply), row.status) << row.bytes;
        EXPECT_THAT(reply, HasSubstr("Connection: close\r\n")) << row.bytes;
        EXPECT_THAT(reply, Not(HasSubstr("GET /x"))) << "the rest is no request: " << row.bytes;
    }
}

TEST(Server, CutsASlowHeadOffWith408)
{
    RunningServer server{echo(), impatient()};
    EXPECT_EQ(status_of(asked(server, "GET / HTT")), 408u);
}

TEST(Server, CutsASlowBodyOffWith408)
{
    RunningServer server{echo(), impatient()};
    auto const reply = asked(server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab");
    EXPECT_EQ(status_of(reply), 408u);
}

TEST(Server, ClosesAnIdleLineWithoutAWord)
{
    RunningServer server{echo(), impatient()};
    RawLine line{server.port()};
    EXPECT_EQ(line.read_all(), "");
    EXPECT_TRUE(line.ended());
}

TEST(Server, AsksForTheBodyThatWaitsForIt)
{
    RunningServer server{echo()};
    RawLine line{server.port()};
    line.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(line.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    line.send("hi");
    EXPECT_THAT(line.read_until("[hi]"), HasSubstr("200 OK"));
}

TEST(Server, CarriesLargeBodiesBothWays)
{
    RunningServer server{echo()};
    std::string const body(3'000'000, 'b');
    RawLine line{server.port()};
    std::jthread const sender{[&] {
        line.send("POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3000000"
                  "\r\n\r\n" +
                  body);
    }};
    auto const reply = line.read_all();
    EXPECT_EQ(status_of(reply), 200u);
    EXPECT_TRUE(reply.ends_with("[" + body + "]"));
}

TEST(Server, AnswersHeadWithoutABody)
{
    RunningServer server{echo()};
    auto const reply = asked(server, "HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(reply, HasSubstr("Content-Length: 10\r\n"));
    EXPECT_TRUE(reply.ends_with("\r\n\r\n"));
}

TEST(Server, TellsWhatItCanDoInWhole)
{
    RunningServer server{echo()};
    auto const reply = asked(server, "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(reply), 204u);
    EXPECT_THAT(reply, HasSubstr("Allow: GET"));
    EXPECT_THAT(reply, Not(HasSubstr("Content-Length")));
}

TEST(Server, AnswersTheOldVersionAsItWishes)
{
    RunningServer server{echo()};
    auto const reply = asked(server, "GET /x HTTP/1.0\r\n\r\n");
    EXPECT_THAT(reply, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(reply, HasSubstr("GET /x []"));
}

TEST(Server, SaysNothingOfWhatAHandlerThrew)
{
    RunningServer server{[](HttpRequest, Caller) -> boost::asio::awaitable<Answer> {
        throw std::runtime_error{"secret"};
        co_return Answer{};
    }};
    auto const reply = asked(server, last_get);
    EXPECT_EQ(status_of(reply), 500u);
    EXPECT_THAT(reply, Not(HasSubstr("secret")));
}

TEST(Server, LeavesOutAHeaderThatWouldBreakTheHead)
{
    RunningServer server{[](HttpRequest, Caller) -> boost::asio::awaitable<Answer> {
        HttpReply reply;
        reply.headers.emplace_back("X", "a\r\nSet-Cookie: b");
        co_return reply;
    }};
    EXPECT_THAT(asked(server, last_get), Not(HasSubstr("Set-Cookie")));
}

TEST(Server, TurnsCallersAwayWhenItIsFull)
{
    ServerSettings settings;
    settings.connections_max = 1;
    RunningServer server{echo(), settings};
    RawLine first{server.port()};
    first.send(get);
    first.read_until("[]");
    RawLine second{server.port()};
    auto const reply = second.read_all();
    EXPECT_EQ(status_of(reply), 503u);
    EXPECT_THAT(reply, HasSubstr("Retry-After: "));
    EXPECT_EQ(server.server().connections(), 1u);
}

TEST(Server, StreamsEventsUntilTheHandlerEnds)
{
    RunningServer server{[](HttpRequest, Caller) -> boost::asio::awaitable<Answer> {
        Answer answer;
        answer.reply.headers.emplace_back("Content-Type", "text/event-stream");
        answer.stream = [](EventStream& stream) -> boost::asio::awaitable<void> {
            for (int i = 0; i < 2; ++i) {
                std::string text = "data: " + std::to_string(i) + "\n\n";
                auto const written = co_await stream.write(std::move(text));
                EXPECT_TRUE(written);
            }
        };
        co_return answer;
    }};
    auto const reply = asked(server, get);
    EXPECT_THAT(reply, HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_TRUE(reply.ends_with("9\r\ndata: 0\n\n\r\n9\r\ndata: 1\n\n\r\n0\r\n\r\n"));
    auto const old = asked(server, "GET / HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(old.ends_with("\r\n\r\ndata: 0\n\ndata: 1\n\n"));
}

namespace {

/// Writes until it fails, and tells that it did.
HttpHandler endless(std::promise<std::string>& ended)
{
    return [&ended](HttpRequest, Caller) -> boost::asio::awaitable<Answer> {
        Answer answer;
        answer.stream = [&ended](EventStream& stream) -> boost::asio::awaitable<void> {
            for (;;) {
                std::string text(10'000, 'x');
                auto const written = co_await stream.write(std::move(text));
                if (written) continue;
                ended.set_value(written.error().text());
                co_return;
            }
        };
        co_return answer;
    };
}

} // namespace

TEST(Server, TellsTheStreamThatTheCallerHasGone)
{
    std::promise<std::string> ended;
    RunningServer server{endless(ended)};
    {
        RawLine line{server.port()};
        line.send(get);
        line.read_until("xxx");
    }
    EXPECT_EQ(ended.get_future().get(), "the caller has gone");
}

TEST(Server, EndsStreamsWhenItStops)
{
    std::promise<std::string> ended;
    RunningServer server{endless(ended)};
    RawLine line{server.port()};
    line.send(get);
    line.read_until("xxx");
    std::jthread const reader{[&] { line.read_all(); }};
    server.server().stop(std::chrono::seconds{5});
    EXPECT_EQ(ended.get_future().get(), "the server stops");
}

TEST(Server, FinishesWhatIsUnderWayWhenItStops)
{
    std::promise<void> asked_for;
    std::atomic<bool> go_on = false;
    RunningServer server{[&](HttpRequest, Caller) -> boost::asio::awaitable<Answer> {
        asked_for.set_value();
        auto const executor = co_await boost::asio::this_coro::executor;
        boost::asio::steady_timer timer{executor};
        while (!go_on) {
            timer.expires_after(std::chrono::milliseconds{1});
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
        co_return Answer{HttpReply{}};
    }};
    RawLine idle{server.port()};
    RawLine busy{server.port()};
    busy.send(get);
    asked_for.get_future().wait();
    server.server().stop(std::chrono::seconds{5});
    EXPECT_EQ(idle.read_all(), "") << "an idle line is closed at once";
    EXPECT_TRUE(idle.ended());
    go_on = true;
    auto const reply = busy.read_all();
    EXPECT_EQ(status_of(reply), 200u);
    EXPECT_THAT(reply, HasSubstr("Connection: close\r\n"));
}

TEST(Server, SaysThatItsPortIsTaken)
{
    RunningServer first{echo()};
    boost::asio::io_context context;
    ServerSettings settings;
    settings.port = first.port();
    HttpServer second{context, settings, echo()};
    auto const listening = second.listen();
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().kind(), ErrorKind::unavailable);
}

TEST(Server, ServesOthersWhileManyComeSlowly)
{
    RunningServer server{echo()};
    std::vector<std::unique_ptr<RawLine>> slow;
    for (int i = 0; i < 200; ++i) {
        slow.push_back(std::make_unique<RawLine>(server.port()));
        slow.back()->send("GET / HTT");
    }
    EXPECT_EQ(status_of(asked(server, last_get)), 200u);
}

} // namespace foramen
