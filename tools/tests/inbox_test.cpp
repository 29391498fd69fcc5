// Why this file exists: a code that anybody could put into the inbox, or that does not show,
// would make the demo of an approval worthless.
#include "tests/support/temp_folder.h"
#include "tools/tests/practice_fixture.h"

namespace foramen {

using testing::HasSubstr;
using testing::Not;

namespace {

constexpr char key[] = "0123456789abcdef0123456789abcdef";

class PracticeInbox : public PracticeSimulator {
protected:
    void SetUp() override { open({}); }
    void open(SimulatorSettings settings)
    {
        start(std::move(settings), Secret{"whsec_" + to_base64(key)});
    }
    unsigned tell(std::string const& id, std::string body, std::string const& practice = "Z10002")
    {
        return send_signed("/inbox/" + practice, key, id, std::move(body), now_seconds())
            .reply.status;
    }
    HttpReply page(std::string const& practice = "Z10002")
    {
        return ask("GET", "/inbox/" + practice).reply;
    }
    static std::string code(std::string const& digits)
    {
        return R"({"type":"approval.code","timestamp":"2030-01-14T09:00:00.000Z",)"
               R"("data":{"practice":"Z10002","code":")" +
               digits + R"("}})";
    }
};

} // namespace

TEST_F(PracticeInbox, KeepsWhatTheGatewayTellsTheContact)
{
    EXPECT_EQ(tell("m1", code("482913")), 204u);
    auto const kept = ask("GET", "/sim/received?practice=Z10002").reply.body;
    EXPECT_THAT(kept, HasSubstr(R"("interaction":"contact","key":"m1","status":204,"body":)" +
                                code("482913")));
    EXPECT_EQ(ask("GET", "/sim/received?practice=Z10003").reply.body, "[]");
}

TEST_F(PracticeInbox, TakesNothingThatIsNotSigned)
{
    auto const at = now_seconds();
    EXPECT_EQ(ask("POST", "/inbox/Z10002", code("1")).reply.status, 401u);
    EXPECT_EQ(send_signed("/inbox/Z10002", "another key", "m1", code("2"), at).reply.status, 401u);
    EXPECT_EQ(send_signed("/inbox/Z10002", key, "m2", code("3"), at - 301).reply.status, 401u);
    EXPECT_THAT(page().body, HasSubstr("Nothing has come yet"));
}

TEST_F(PracticeInbox, ShowsTheNewestFirstAndARepeatedMessageOnce)
{
    tell("m1", code("111111"));
    tell("m2", code("222222"));
    tell("m2", code("222222"));
    auto const shown = page();
    EXPECT_EQ(shown.status, 200u);
    EXPECT_THAT(header(shown.headers, "Content-Type"), HasSubstr("text/html"));
    EXPECT_THAT(shown.body, HasSubstr("http-equiv=\"refresh\""));
    auto const newer = shown.body.find("222222");
    ASSERT_NE(newer, std::string::npos);
    EXPECT_LT(newer, shown.body.find("111111"));
    EXPECT_EQ(shown.body.find("222222", newer + 1), std::string::npos);
    EXPECT_THAT(page("Z10003").body, Not(HasSubstr("222222")));
}

TEST_F(PracticeInbox, ShowsALinkThatCanBeClicked)
{
    tell("m1",
         R"({"type":"approval.asked","data":{"link":"http://127.0.0.1:8080/approve/x?a&b"}})");
    EXPECT_THAT(page().body, HasSubstr("A clinic asks for your approval"));
    EXPECT_THAT(page().body, HasSubstr(R"(<a href="http://127.0.0.1:8080/approve/x?a&amp;b">)"));
}

TEST_F(PracticeInbox, LetsNothingOfAMessageBecomeMarkup)
{
    tell("m1", R"({"type":"<b>","data":{"code":"<script>1</script>","link":"javascript:1",)"
               R"("\"x":"'"}})");
    tell("m2", "<i>no JSON");
    tell("m3", std::string(100'000, '['));
    tell("m4", R"([1])");
    tell("m5", R"({"type":7,"data":[]})");
    auto const shown = page("Z10002").body;
    EXPECT_THAT(shown, Not(HasSubstr("<script")));
    EXPECT_THAT(shown, Not(HasSubstr("<b>")));
    EXPECT_THAT(shown, Not(HasSubstr("<i>")));
    EXPECT_THAT(shown, Not(HasSubstr("href")));
    EXPECT_THAT(shown, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(page("%3Cb%3E").body, HasSubstr("Inbox of &lt;b&gt;"));
}

TEST_F(PracticeInbox, FailsWithoutThePracticesServerAndTheOtherWayRound)
{
    auto const fault = [&](std::string const& whose) {
        ask("DELETE", "/sim/faults");
        ask("POST", "/sim/faults", R"({"practice":")" + whose + R"(","mode":"503"})");
        auto const told = tell("m-" + whose, code("1"));
        return std::to_string(told) + " " +
               std::to_string(ask("GET", "/fhir/R4/Z10002/metadata").reply.status);
    };
    EXPECT_EQ(fault("contact:Z10002"), "503 200");
    EXPECT_EQ(fault("Z10002"), "204 503");
    EXPECT_EQ(fault("*"), "503 503");
    EXPECT_EQ(page().status, 200u) << "a person may always look";
}

TEST_F(PracticeInbox, NeedsNoTokenBecauseItIsSigned)
{
    SimulatorSettings settings;
    settings.token = Secret{"right"};
    open(std::move(settings));
    EXPECT_EQ(tell("m1", code("1")), 204u);
    EXPECT_EQ(page().status, 200u);
    EXPECT_EQ(ask("GET", "/fhir/R4/Z10002/metadata").reply.status, 401u);
}

TEST_F(PracticeInbox, RemembersOverARestart)
{
    TempFolder const folder;
    SimulatorSettings settings;
    settings.data_folder = folder.path();
    open(settings);
    tell("m1", code("482913"));
    open(settings);
    EXPECT_THAT(page().body, HasSubstr("482913"));
}

TEST_F(PracticeInbox, HasOnlyOneDoor)
{
    EXPECT_EQ(ask("DELETE", "/inbox/Z10002").reply.status, 404u);
    EXPECT_EQ(ask("GET", "/inbox/").reply.status, 404u);
    EXPECT_EQ(ask("GET", "/inbox/Z10002/more").reply.status, 404u);
}

} // namespace foramen
