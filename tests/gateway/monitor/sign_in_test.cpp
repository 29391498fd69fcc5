#include "tests/gateway/monitor/monitor_fixture.h"

#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>

namespace foramen {

namespace {

using ::testing::HasSubstr;

struct SignedIn : MonitorTest {
    HttpHeaders page; ///< Cookie and proof, as our page sends them.

    void SetUp() override
    {
        auto const reply = sign_in(token);
        ASSERT_EQ(reply.status, 200u) << reply.body;
        auto const cookie_text = std::string{header(reply.headers, "Set-Cookie")};
        page = {{"Cookie", cookie_text.substr(0, cookie_text.find(';'))},
                {"X-Foramen-CSRF", parsed(reply.body)["csrf"].GetString()},
                {"Host", "127.0.0.1:8080"}};
    }
    HttpReply sign_in(std::string const& with)
    {
        return call("POST", "/ops/api/v1/session", {{"Content-Type", "application/json"}},
                    R"({"token":")" + with + R"("})");
    }
    HttpHeaders without(std::string const& name) const
    {
        auto headers = page;
        std::erase_if(headers, [&](auto const& one) { return one.first == name; });
        return headers;
    }
};

TEST_F(SignedIn, TheCookieIsOutOfReachForScriptsAndOtherSites)
{
    EXPECT_THAT(std::string{header(sign_in(token).headers, "Set-Cookie")},
                ::testing::MatchesRegex("foramen_session=[0-9a-f]{64}; Path=/ops; HttpOnly; "
                                        "SameSite=Strict"));
}

TEST_F(SignedIn, OnlyAnOperatorsTokenOpensASession)
{
    EXPECT_EQ(sign_in("guessed").status, 401u);
    EXPECT_EQ(sign_in(std::string{"c"} + token).status, 401u) << "the clinic's token";
    EXPECT_EQ(sign_in("").status, 401u);
    EXPECT_EQ(call("POST", "/ops/api/v1/session", {}, "token=x").status, 415u);
    HttpHeaders const json_type{{"Content-Type", "application/json"}};
    EXPECT_EQ(call("POST", "/ops/api/v1/session", json_type, "{").status, 400u);
    EXPECT_EQ(call("POST", "/ops/api/v1/session", json_type, R"({"token":1})").status, 400u);
    EXPECT_EQ(call("POST", "/ops/api/v1/session", json_type, "{}").status, 422u);
}

TEST_F(SignedIn, WhoGuessesTokensIsToldToWait)
{
    for (std::size_t i = 0; i < SignInLimit::failures_max; ++i) {
        EXPECT_EQ(sign_in("guessed").status, 401u);
    }
    auto const refused = sign_in(token);
    EXPECT_EQ(refused.status, 429u);
    EXPECT_EQ(header(refused.headers, "Retry-After"), "60");
    clock.advance(SignInLimit::window);
    EXPECT_EQ(sign_in(token).status, 200u);
}

TEST_F(SignedIn, ReadingNeedsTheCookieAndChangingNeedsTheProofToo)
{
    auto const id = accept("Z10002");
    auto const hold = "/ops/api/v1/messages/" + id + "/hold";
    auto const reason = R"({"reason":"the practice moves"})";

    EXPECT_EQ(call("GET", "/ops/api/v1/snapshot", page).status, 200u);
    EXPECT_EQ(call("GET", "/ops/api/v1/snapshot").status, 401u);
    EXPECT_EQ(call("POST", hold, without("X-Foramen-CSRF"), reason).status, 401u);
    auto wrong = without("X-Foramen-CSRF");
    wrong.emplace_back("X-Foramen-CSRF", std::string(64, 'a'));
    EXPECT_EQ(call("POST", hold, wrong, reason).status, 401u);
    EXPECT_EQ(call("POST", hold, page, reason).status, 200u);
}

TEST_F(SignedIn, ACallFromAnotherSiteIsNobodys)
{
    auto const id = accept("Z10002");
    auto const hold = "/ops/api/v1/messages/" + id + "/hold";
    auto const reason = R"({"reason":"the practice moves"})";
    auto elsewhere = page;
    elsewhere.emplace_back("Origin", "http://evil.example");
    EXPECT_EQ(call("POST", hold, elsewhere, reason).status, 401u);
    elsewhere.back() = {"Sec-Fetch-Site", "cross-site"};
    EXPECT_EQ(call("POST", hold, elsewhere, reason).status, 401u);
    auto own = page;
    own.emplace_back("Origin", "http://127.0.0.1:8080");
    own.emplace_back("Sec-Fetch-Site", "same-origin");
    EXPECT_EQ(call("POST", hold, own, reason).status, 200u);
}

TEST_F(SignedIn, AWrongTokenNeverFallsBackToTheCookie)
{
    auto both = page;
    both.emplace_back("Authorization", "Bearer guessed");

    EXPECT_EQ(call("GET", "/ops/api/v1/snapshot", both).status, 401u);
}

TEST_F(SignedIn, SigningOutEndsTheSessionAndIsAudited)
{
    EXPECT_EQ(call("DELETE", "/ops/api/v1/session", page).status, 204u);

    EXPECT_EQ(call("GET", "/ops/api/v1/snapshot", page).status, 401u);
    EXPECT_FALSE(parsed(call("GET", "/ops/api/v1/session", page).body)["signedIn"].GetBool());
    auto const trail = json("/ops/api/v1/audit");
    EXPECT_STREQ(trail["records"][0]["action"].GetString(), "session.close");
    EXPECT_STREQ(trail["records"][1]["action"].GetString(), "session.open");
    EXPECT_STREQ(trail["records"][1]["actor"].GetString(), "operator:alice");
}

TEST_F(SignedIn, ThePageKnowsWhetherSomebodyIsSignedIn)
{
    EXPECT_THAT(call("GET", "/ops/").body, HasSubstr("data-view=\"sign-in\""));
    EXPECT_THAT(call("GET", "/ops/", page).body, HasSubstr("data-view=\"loading\""));
    EXPECT_EQ(call("GET", "/ops").status, 308u);
}

TEST_F(SignedIn, TheFeedEndsWhenItsSessionDoes)
{
    accept("Z10002");
    HttpRequest request{"GET", "/ops/api/v1/feed", page, ""};
    auto answer = run(context, house.handle(std::move(request), Caller{"127.0.0.1"}));
    ASSERT_EQ(answer.reply.status, 200u);
    EXPECT_EQ(header(answer.reply.headers, "Content-Type"), "text/event-stream");
    ASSERT_TRUE(answer.stream);
    struct : EventStream {
        std::string text;
        Task<> write(std::string more) override
        {
            text += more;
            co_return Nothing{};
        }
    } stream;
    boost::asio::co_spawn(context, answer.stream(stream), boost::asio::detached);
    context.restart();
    while (stream.text.find("event: snapshot") == std::string::npos) context.run_one();

    EXPECT_EQ(call("DELETE", "/ops/api/v1/session", page).status, 204u);
    context.restart();
    context.run();

    EXPECT_THAT(stream.text, HasSubstr("event: signed-out\n"));
}

} // namespace

} // namespace foramen
