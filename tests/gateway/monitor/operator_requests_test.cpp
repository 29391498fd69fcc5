#include "tests/gateway/monitor/monitor_fixture.h"

#include <gmock/gmock.h>

namespace foramen {

namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(MonitorTest, TheSnapshotCountsByPartner)
{
    accept("Z10002");
    attempt("Z10002", Hold{"422 refused"});
    accept("Z10001");

    auto const snapshot = json("/ops/api/v1/snapshot");

    EXPECT_STREQ(snapshot["sentence"].GetString(), "1 thing needs you.");
    EXPECT_EQ(snapshot["totals"]["held"].GetInt(), 1);
    EXPECT_EQ(snapshot["totals"]["waiting"].GetInt(), 1);
    EXPECT_EQ(snapshot["perMinute"]["accepted"].GetInt(), 2);
}

TEST_F(MonitorTest, OperatorsOnly)
{
    HttpHeaders const clinic{{"Authorization", std::string{"Bearer c"} + token}};
    for (auto const* target : {"/ops/api/v1/snapshot", "/ops/api/v1/feed", "/ops/api/v1/messages",
                               "/ops/api/v1/messages/x", "/ops/api/v1/audit"}) {
        EXPECT_EQ(call("GET", target).status, 401u) << target;
        EXPECT_EQ(call("GET", target, clinic).status, 403u) << target;
    }
}

TEST_F(MonitorTest, MessagesArePagedNewestFirst)
{
    std::vector<std::string> made;
    for (int i = 0; i < 5; ++i)
        made.push_back(accept("Z10002", "booking", "BK-" + std::to_string(i)));

    auto const first = json("/ops/api/v1/messages?limit=3");
    ASSERT_EQ(first["messages"].Size(), 3u);
    EXPECT_EQ(first["messages"][0]["id"].GetString(), made[4]);
    auto const next = std::to_string(first["next"].GetUint64());
    auto const second = json("/ops/api/v1/messages?limit=3&before=" + next);
    ASSERT_EQ(second["messages"].Size(), 2u);
    EXPECT_EQ(second["messages"][1]["id"].GetString(), made[0]);
    EXPECT_TRUE(second["next"].IsNull());
}

TEST_F(MonitorTest, MessagesAreFiltered)
{
    accept("Z10001", "booking", "BK-1");
    auto const wanted = accept("Z10002", "screening", "BK-2");

    for (auto const* filter : {"partner=Z10002", "kind=screening", "booking=BK-2"}) {
        auto const found = json("/ops/api/v1/messages?" + std::string{filter});
        ASSERT_EQ(found["messages"].Size(), 1u) << filter;
        EXPECT_EQ(found["messages"][0]["id"].GetString(), wanted);
    }
    EXPECT_EQ(json("/ops/api/v1/messages?state=waiting")["messages"].Size(), 2u);
    EXPECT_EQ(json("/ops/api/v1/messages?state=held")["messages"].Size(), 0u);
}

TEST_F(MonitorTest, MessagesAreFilteredByAgeAndByClassOfErrorOverPages)
{
    std::vector<std::string> late;
    for (int i = 0; i < 3; ++i) {
        late.push_back(accept("Z10002", "booking", "BK-" + std::to_string(i)));
        attempt("Z10002", Postpone{clock.now(), "no answer in time", ErrorClass::timeout});
        attempt("Z10002", Hold{"held after 2 attempts: no answer in time", ErrorClass::timeout});
    }
    clock.advance(2h);
    auto const refused = accept("Z10002", "booking", "BK-9");
    attempt("Z10002", Hold{"the far side answered 422", ErrorClass::content});

    auto const first = json("/ops/api/v1/messages?error=timeout&older=90m&limit=2");
    ASSERT_EQ(first["messages"].Size(), 2u);
    EXPECT_EQ(first["messages"][0]["id"].GetString(), late[2]);
    EXPECT_STREQ(first["messages"][0]["errorClass"].GetString(), "timeout");
    auto const next = std::to_string(first["next"].GetUint64());
    auto const second = json("/ops/api/v1/messages?error=timeout&older=90m&limit=2&before=" + next);
    ASSERT_EQ(second["messages"].Size(), 1u);
    EXPECT_EQ(second["messages"][0]["id"].GetString(), late[0]);
    EXPECT_TRUE(second["next"].IsNull());
    auto const content = json("/ops/api/v1/messages?error=content");
    ASSERT_EQ(content["messages"].Size(), 1u);
    EXPECT_EQ(content["messages"][0]["id"].GetString(), refused);
    EXPECT_EQ(json("/ops/api/v1/messages?older=2h")["messages"].Size(), 3u);
    EXPECT_EQ(json("/ops/api/v1/messages?older=121m")["messages"].Size(), 0u);
}

TEST_F(MonitorTest, AMisspeltFilterIsRefusedNotPassedOver)
{
    for (auto const* query :
         {"error=500", "older=30", "older=0m", "older=m", "older=-2h", "older=10000d", "older=2w",
          "older=99999999999999999999m", "stat=held", "state=lost", "limit=0", "limit=201",
          "before=0", "before=-1", "limit=1x", "before=99999999999999999999"}) {
        auto const reply = get("/ops/api/v1/messages?" + std::string{query});
        EXPECT_EQ(reply.status, 400u) << query;
        EXPECT_EQ(header(reply.headers, "Content-Type"), "application/problem+json");
    }
}

TEST_F(MonitorTest, AMessageTellsItsAttemptsAndNothingOfThePatient)
{
    auto const id = accept("Z10002");
    attempt("Z10002", Postpone{clock.now(), "503 for 943 476 5919"});
    attempt("Z10002", Hold{"422 refused, born 1961-02-03"});

    auto const trace = json("/ops/api/v1/messages/" + id);

    EXPECT_STREQ(trace["message"]["state"].GetString(), "held");
    ASSERT_EQ(trace["attempts"].Size(), 2u);
    EXPECT_STREQ(trace["attempts"][0]["outcome"].GetString(), "unavailable");
    EXPECT_STREQ(trace["attempts"][0]["detail"].GetString(), "503 for •••");
    EXPECT_EQ(trace["attempts"][1]["tookMs"].GetInt(), 31);
    EXPECT_STREQ(trace["event"]["state"].GetString(), "applied");
    EXPECT_EQ(trace["body"]["resources"]["Patient"].GetInt(), 1);
    EXPECT_EQ(trace["body"]["bytes"].GetUint64(), marker_bundle().size());
}

TEST_F(MonitorTest, NothingOfThePatientIsEverShown)
{
    auto const id = accept("Z10002");
    attempt("Z10002", Hold{"refused: NHS number 9434765919"});
    for (auto const* target : {"/ops/api/v1/snapshot", "/ops/api/v1/messages", "/ops/api/v1/audit",
                               "/metrics", "/ops/"}) {
        EXPECT_EQ(get(target).status, 200u) << target;
    }
    json("/ops/api/v1/messages/" + id);
    call("POST", "/ops/api/v1/messages/" + id + "/release", bearer, R"({"reason":""})");

    for (auto const* value : {"Markerson", "Zebedee", "9434765919", "1961-02-03", "knee"}) {
        EXPECT_THAT(shown, Not(HasSubstr(value))) << value;
    }
}

TEST_F(MonitorTest, AnOperatorHoldsReleasesAndDiscardsWithAReason)
{
    auto const id = accept("Z10002");
    auto const act = [&](std::string const& action, std::string const& body) {
        return call("POST", "/ops/api/v1/messages/" + id + "/" + action, bearer, body);
    };

    auto reply = act("hold", R"({"reason":"the practice moves"})");
    ASSERT_EQ(reply.status, 200u) << reply.body;
    EXPECT_STREQ(parsed(reply.body)["message"]["state"].GetString(), "held");
    reply = act("release", "");
    EXPECT_STREQ(parsed(reply.body)["message"]["state"].GetString(), "waiting");
    reply = act("discard", R"({"reason":"sent by post"})");
    EXPECT_STREQ(parsed(reply.body)["message"]["state"].GetString(), "discarded");
    EXPECT_EQ(parsed(reply.body)["actions"].Size(), 0u);
    EXPECT_EQ(act("retry", "").status, 409u) << "what is discarded stays discarded";

    auto const trail = json("/ops/api/v1/audit?limit=3");
    EXPECT_STREQ(trail["records"][0]["action"].GetString(), "message.discard");
    EXPECT_STREQ(trail["records"][0]["actor"].GetString(), "operator:alice");
    EXPECT_STREQ(trail["records"][0]["reason"].GetString(), "sent by post");
    EXPECT_EQ(trail["records"][0]["object"].GetString(), id);
}

TEST_F(MonitorTest, AnActionWithoutItsReasonChangesNothing)
{
    auto const id = accept("Z10002");
    auto const act = [&](std::string const& action, std::string const& body) {
        return call("POST", "/ops/api/v1/messages/" + id + "/" + action, bearer, body).status;
    };

    EXPECT_EQ(act("hold", ""), 422u);
    EXPECT_EQ(act("discard", R"({"reason":" \n"})"), 422u);
    EXPECT_EQ(act("hold", R"({"reason":")" + std::string(501, 'x') + "\"}"), 422u);
    EXPECT_EQ(act("hold", R"({"reason":"a\u0007b"})"), 422u);
    EXPECT_EQ(act("hold", R"({"reason":"x","also":"y"})"), 422u);
    EXPECT_EQ(act("hold", "not json"), 422u);
    EXPECT_EQ(act("explode", R"({"reason":"x"})"), 404u);
    EXPECT_EQ(call("POST", "/ops/api/v1/messages/none/retry", bearer).status, 404u);
    EXPECT_STREQ(json("/ops/api/v1/messages/" + id)["message"]["state"].GetString(), "waiting");
}

TEST_F(MonitorTest, AnOperatorPausesAPartnerAndResumesIt)
{
    house.lines.push_back({"Z10002", BreakerState::closed, 0, ""});
    auto const id = accept("Z10002");
    auto const act = [&](std::string const& action, std::string body = "") {
        return call("POST", "/ops/api/v1/partners/Z10002/" + action, bearer, std::move(body));
    };
    auto const paused_gauge = [&] {
        auto const text = get("/metrics").body;
        return text.find("foramen_partner_paused{partner=\"Z10002\"} 1\n") != text.npos;
    };

    auto reply = act("pause", R"({"reason":"their server moves"})");
    ASSERT_EQ(reply.status, 200u) << reply.body;
    EXPECT_STREQ(parsed(reply.body)["paused"]["reason"].GetString(), "their server moves");
    auto const snapshot = json("/ops/api/v1/snapshot");
    auto const& queue = snapshot["queues"][0];
    EXPECT_STREQ(queue["paused"]["by"].GetString(), "operator:alice");
    EXPECT_STREQ(snapshot["needs"][0]["code"].GetString(), "partner-paused");
    EXPECT_TRUE(paused_gauge());
    call("POST", "/ops/api/v1/messages/" + id + "/retry", bearer);
    EXPECT_EQ(run(context, house.attempt("Z10002", Finish{"200"})).error().kind(),
              ErrorKind::not_found)
        << "nothing is due";

    reply = act("resume");
    ASSERT_EQ(reply.status, 200u) << reply.body;
    EXPECT_TRUE(parsed(reply.body)["paused"].IsNull());
    EXPECT_FALSE(paused_gauge());
    attempt("Z10002", Finish{"200"});
    auto const trail = json("/ops/api/v1/audit?limit=2");
    EXPECT_STREQ(trail["records"][1]["action"].GetString(), "message.retry");
    EXPECT_STREQ(trail["records"][0]["action"].GetString(), "partner.resume");
    EXPECT_STREQ(trail["records"][0]["object"].GetString(), "Z10002");
}

TEST_F(MonitorTest, APauseNeedsAReasonAndAPartnerWithALine)
{
    house.lines.push_back({"Z10002", BreakerState::closed, 0, ""});
    accept("intake");
    auto const act = [&](std::string const& place, std::string body = R"({"reason":"x"})") {
        auto const path = "/ops/api/v1/partners/" + place;
        return call("POST", path, bearer, std::move(body)).status;
    };
    EXPECT_EQ(act("Z10002/pause", ""), 422u);
    EXPECT_EQ(act("Z10002/pause", R"({"reason":" "})"), 422u);
    EXPECT_EQ(act("Z10002/stop"), 404u);
    EXPECT_EQ(act("Z10002/resume"), 409u);
    EXPECT_EQ(act("Z19999/pause"), 404u);
    EXPECT_EQ(act("intake/pause"), 404u) << "nothing is sent there";
    EXPECT_EQ(call("POST", "/ops/api/v1/partners/Z10002/pause", {}, R"({"reason":"x"})").status,
              401u);
    EXPECT_EQ(act("Z10002/pause"), 200u);
    EXPECT_EQ(act("Z10002/pause"), 409u);
    house.lines.clear(); // The configuration knows it no more.
    EXPECT_EQ(act("Z10002/resume"), 200u);
}

TEST_F(MonitorTest, AReasonOf500CharactersFitsInWhateverLanguage)
{
    auto const id = accept("Z10002");
    std::string welsh;
    for (int i = 0; i < 500; ++i) welsh += "ŵ";

    EXPECT_EQ(call("POST", "/ops/api/v1/messages/" + id + "/hold", bearer,
                   R"({"reason":")" + welsh + "\"}")
                  .status,
              200u);
}

TEST_F(MonitorTest, TheAuditTrailIsPagedFromItsEnd)
{
    for (int i = 0; i < 7; ++i) accept("Z10002"); // One record each.

    auto numbers = [&](std::string const& query) {
        std::vector<std::uint64_t> found;
        auto const page = json("/ops/api/v1/audit?" + query);
        for (auto const& one : page["records"].GetArray())
            found.push_back(one["number"].GetUint64());
        return found;
    };
    EXPECT_THAT(numbers("limit=3"), ElementsAre(7, 6, 5));
    EXPECT_EQ(json("/ops/api/v1/audit?limit=3")["older"].GetUint64(), 5u);
    EXPECT_THAT(numbers("limit=3&before=5"), ElementsAre(4, 3, 2));
    EXPECT_THAT(numbers("limit=3&before=2"), ElementsAre(1));
    EXPECT_TRUE(json("/ops/api/v1/audit?limit=3&before=2")["older"].IsNull());
    EXPECT_THAT(numbers("after=5"), ElementsAre(6, 7));
    accept("Z10002");
    EXPECT_THAT(numbers("limit=2"), ElementsAre(8, 7));
}

TEST_F(MonitorTest, PrometheusReadsCountersAndGauges)
{
    accept("Z10002");
    attempt("Z10002", Hold{"422 refused"});

    auto const reply = call("GET", "/metrics");

    EXPECT_EQ(header(reply.headers, "Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(reply.body,
                AllOf(HasSubstr("foramen_messages_accepted_total{kind=\"booking\"} 1\n"),
                      HasSubstr("foramen_messages{state=\"held\",partner=\"Z10002\"} 1\n"),
                      HasSubstr("foramen_messages_delivery_attempts_total{partner=\"Z10002\","
                                "outcome=\"incorrect\"} 1\n"),
                      HasSubstr("foramen_store_up 1\n")));
}

TEST_F(MonitorTest, IsAliveAndReady)
{
    EXPECT_EQ(call("GET", "/livez").body, "ok\n");
    EXPECT_EQ(call("GET", "/readyz").body, "ready\n");
}

TEST_F(MonitorTest, VerifiesTheAuditTrailAtStart)
{
    accept("Z10002");
    house.monitor().start();
    while (context.poll() > 0) {
    }

    EXPECT_STREQ(json("/ops/api/v1/snapshot")["store"]["audit"].GetString(), "whole");
    house.monitor().stop();
    context.restart();
    context.run();
}

} // namespace

} // namespace foramen
