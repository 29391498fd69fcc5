#include "scripted_server.h"

#include "gateway/net/client.h"
#include "tests/support/run_task.h"

#include <gmock/gmock.h>

namespace foramen {

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class Client : public testing::Test {
protected:
    Result<HttpReply> ask(Endpoint const& endpoint, std::string target = "/x")
    {
        HttpRequest request;
        request.method = "POST";
        request.target = std::move(target);
        request.headers = {{"Idempotency-Key", "k"}};
        request.body = "patient";
        return run(context_, client_.exchange(endpoint, std::move(request)));
    }
    Result<HttpReply> ask(ScriptedServer const& server, std::string target = "/x")
    {
        return ask(endpoint(server), std::move(target));
    }
    static Endpoint endpoint(ScriptedServer const& server)
    {
        Endpoint made;
        made.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/base/";
        made.reply_timeout = 5s;
        return made;
    }

    boost::asio::io_context context_;
    HttpClient client_{context_};
};

constexpr char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nhi";

} // namespace

TEST_F(Client, SendsAWholeRequestAndReadsTheReply)
{
    ScriptedServer server{{{ok}}};
    auto const reply = ask(server, "/x?y=z");
    ASSERT_TRUE(reply) << reply.error().text();
    EXPECT_EQ(reply->status, 200u);
    EXPECT_EQ(reply->body, "hi");
    EXPECT_EQ(header(reply->headers, "x-a"), "b");
    auto const seen = server.seen(0);
    EXPECT_TRUE(seen.starts_with("POST /base/x?y=z HTTP/1.1\r\n")) << seen;
    EXPECT_THAT(seen, HasSubstr("Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n"));
    EXPECT_THAT(seen, HasSubstr("Idempotency-Key: k\r\n"));
    EXPECT_TRUE(seen.ends_with("\r\n\r\npatient"));
}

TEST_F(Client, SaysHowMuchItBringsWhereSomethingIsMeantToBeBrought)
{
    ScriptedServer server{{{ok, ok, ok}}};
    auto plain = endpoint(server);
    plain.url = "http://127.0.0.1:" + std::to_string(server.port());
    auto const host = plain.url.substr(7);
    for (auto const* method : {"GET", "PUT", "DELETE"}) {
        HttpRequest request;
        request.method = method;
        request.headers = {{"A", "1"}, {"B", ""}};
        ASSERT_TRUE(run(context_, client_.exchange(plain, std::move(request)))) << method;
    }
    auto const head = " / HTTP/1.1\r\nHost: " + host + "\r\nA: 1\r\nB: \r\n";
    EXPECT_EQ(server.seen(0), "GET" + head + "\r\n");
    EXPECT_EQ(server.seen(1), "PUT" + head + "Content-Length: 0\r\n\r\n");
    EXPECT_EQ(server.seen(2), "DELETE" + head + "\r\n");
    EXPECT_EQ(server.connections(), 1u);
}

TEST_F(Client, SendsBodiesOfAnySizeWhole)
{
    ScriptedServer server{{{ok, ok}}};
    for (std::size_t const size : {100'000u, 3'000'000u}) {
        HttpRequest request;
        request.method = "POST";
        request.body = std::string(size, 'x') + "end";
        auto const reply = run(context_, client_.exchange(endpoint(server), std::move(request)));
        ASSERT_TRUE(reply) << reply.error().text();
    }
    EXPECT_THAT(server.seen(0), HasSubstr("Content-Length: 100003\r\n"));
    EXPECT_TRUE(server.seen(1).ends_with("xxend"));
}

TEST_F(Client, KeepsItsLine)
{
    ScriptedServer server{{{ok, ok, ok}}};
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(ask(server));
    EXPECT_EQ(server.connections(), 1u);
}

TEST_F(Client, TakesANewLineWhenTheKeptOneWasClosed)
{
    ScriptedServer server{{{ok}, {ok}}};
    ASSERT_TRUE(ask(server));
    server.await_closed(1);
    auto const reply = ask(server);
    ASSERT_TRUE(reply) << reply.error().text();
    EXPECT_EQ(server.connections(), 2u);
}

TEST_F(Client, DoesNotRepeatWhatAFreshLineRefused)
{
    ScriptedServer server{{{""}, {ok}}};
    auto const reply = ask(server);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind(), ErrorKind::unavailable);
    EXPECT_EQ(server.connections(), 1u);
}

TEST_F(Client, DoesNotRepeatAfterATimeOut)
{
    ScriptedServer server{{{ok, ScriptedServer::silence}, {ok}}};
    ASSERT_TRUE(ask(server));
    auto hasty = endpoint(server);
    hasty.reply_timeout = 50ms;
    auto const reply = ask(hasty);
    ASSERT_FALSE(reply);
    EXPECT_THAT(reply.error().text(), HasSubstr("no answer in time"));
    EXPECT_EQ(server.connections(), 1u);
}

TEST_F(Client, GivesUpOnASilentFarSide)
{
    ScriptedServer server{{{ScriptedServer::silence}}};
    auto hasty = endpoint(server);
    hasty.reply_timeout = 50ms;
    auto const reply = ask(hasty, "/x?nhs=secret");
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind(), ErrorKind::unavailable);
    EXPECT_THAT(reply.error().text(), HasSubstr("127.0.0.1"));
    EXPECT_THAT(reply.error().text(), Not(HasSubstr("secret")));
    EXPECT_THAT(reply.error().text(), Not(HasSubstr("patient")));
}

TEST_F(Client, SaysThatNobodyListens)
{
    Endpoint nobody;
    {
        ScriptedServer const server{{}};
        nobody = endpoint(server);
    }
    auto const reply = ask(nobody);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind(), ErrorKind::unavailable);
    EXPECT_THAT(reply.error().text(), HasSubstr("cannot connect"));
}

TEST_F(Client, RefusesAReplyThatIsTooLong)
{
    for (std::string const& reply_text :
         {std::string{"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"},
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1'001, 'a'),
          "HTTP/1.1 200 OK\r\n\r\n" + std::string(1'001, 'a'),
          "HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'a') + "\r\n\r\n"}) {
        ScriptedServer server{{{reply_text}}};
        auto small = endpoint(server);
        small.reply_bytes_max = 1'000;
        auto const reply = ask(small);
        ASSERT_FALSE(reply) << reply_text.substr(0, 60);
        EXPECT_EQ(reply.error().kind(), ErrorKind::incorrect);
    }
}

TEST_F(Client, DoesNotTakeHalfAReplyForAWholeOne)
{
    for (std::string const& half :
         {std::string{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"},
          std::string{"HTTP/1.1 200 OK\r\nContent-Le"},
          std::string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"}}) {
        ScriptedServer server{{{half}}};
        auto const reply = ask(server);
        ASSERT_FALSE(reply) << half;
        EXPECT_EQ(reply.error().kind(), ErrorKind::unavailable) << half;
    }
}

TEST_F(Client, RefusesWhatIsNoHttp)
{
    ScriptedServer server{{{"SSH-2.0-OpenSSH_9.2\r\n\r\n"}}};
    auto const reply = ask(server);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind(), ErrorKind::incorrect);
}

TEST_F(Client, ReadsChunksAndBodiesThatEndWithTheLine)
{
    ScriptedServer server{{{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"},
                           {"HTTP/1.0 200 OK\r\n\r\nto the end"}}};
    EXPECT_EQ(ask(server)->body, "abc");
    server.await_closed(1);
    EXPECT_EQ(ask(server)->body, "to the end");
}

TEST_F(Client, ReadsOverInterimReplies)
{
    ScriptedServer server{{{std::string{"HTTP/1.1 100 Continue\r\n\r\n"} +
                            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok}}};
    auto const reply = ask(server);
    ASSERT_TRUE(reply) << reply.error().text();
    EXPECT_EQ(reply->status, 200u);
}

TEST_F(Client, FollowsNoRedirect)
{
    ScriptedServer server{{{"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\n"
                            "Content-Length: 0\r\n\r\n"}}};
    EXPECT_EQ(ask(server)->status, 307u);
    EXPECT_EQ(server.connections(), 1u);
}

TEST_F(Client, DoesNotKeepALineOnWhichMoreCameThanWasAsked)
{
    ScriptedServer server{{{std::string{ok} + ok}, {ok}}};
    ASSERT_TRUE(ask(server));
    ASSERT_TRUE(ask(server));
    EXPECT_EQ(server.connections(), 2u);
}

TEST_F(Client, RefusesAUrlThatIsNone)
{
    for (auto const* url :
         {"", "127.0.0.1", "ftp://a", "http://", "http://:80", "http://a:0", "http://a:65536",
          "http://a:8x", "http://a b", "http://u@a", "http://a/?q", "http://a/#f",
          "http://a/\r\nX: y", "http://[::1", "http://a?q"}) {
        Endpoint wrong;
        wrong.url = url;
        auto const reply = ask(wrong);
        ASSERT_FALSE(reply) << url;
        EXPECT_EQ(reply.error().kind(), ErrorKind::incorrect) << url;
    }
}

TEST_F(Client, NeverMakesTwoRequestsOfOne)
{
    ScriptedServer server{{{ok}}};
    auto const by_target = ask(server, "/x HTTP/1.1\r\nHost: b\r\n\r\nGET /");
    ASSERT_FALSE(by_target);
    EXPECT_EQ(by_target.error().kind(), ErrorKind::incorrect);
    HttpRequest request;
    request.headers = {{"X", "a\r\nY: b"}};
    auto const made = endpoint(server);
    auto const by_header = run(context_, client_.exchange(made, std::move(request)));
    ASSERT_FALSE(by_header);
    EXPECT_EQ(server.connections(), 0u);
}

} // namespace foramen
