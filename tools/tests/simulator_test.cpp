// Why this file exists: a simulator that miscounts would prove anything.
#include "tests/support/temp_folder.h"
#include "tools/tests/practice_fixture.h"

#include <gmock/gmock.h>

namespace foramen {

using testing::HasSubstr;
using testing::Not;

TEST_F(PracticeSimulator, ChangesNothingWhenTheSameTransactionComesAgain)
{
    auto const body = bundle(
        entry(resource("Patient", "9"), create("Patient", "identifier=s|9")) + "," +
        entry(resource("Appointment", "a"), put("Appointment?identifier=s|a"), "urn:uuid:2"));
    EXPECT_THAT(send(body, "k").body, HasSubstr("201 Created"));
    auto const again = send(body, "k");
    EXPECT_EQ(again.status, 200u);
    EXPECT_THAT(again.body, Not(HasSubstr("201")));
    EXPECT_THAT(summary(), HasSubstr(R"("created":2,"updated":0,"unchanged":2)"));
    EXPECT_THAT(summary(), HasSubstr(R"("duplicateEffects":0)"));
    EXPECT_THAT(summary(), HasSubstr(R"("wireRepeats":1)"));
}

TEST_F(PracticeSimulator, SeesADuplicateEffect)
{
    auto const careless = bundle(entry(resource("Patient", "9"), create("Patient", "")));
    send(careless, "k1");
    send(careless, "k2");
    EXPECT_THAT(summary(), HasSubstr(R"("duplicateEffects":1)"));
}

TEST_F(PracticeSimulator, SeesADuplicateEffectWithoutAnIdentifier)
{
    auto const careless =
        bundle(entry(R"({"resourceType":"Observation"})", create("Observation", "")));
    send(careless, "k");
    send(careless, "k");
    EXPECT_THAT(summary(), HasSubstr(R"("duplicateEffects":1)"));
}

TEST_F(PracticeSimulator, UnescapesWhatIsSearchedFor)
{
    auto const body = bundle(entry(resource("Location", "room 2, back"),
                                   create("Location", "identifier=s|room%202%5C%2C%20back")));
    send(body, "k1");
    send(body, "k2");
    EXPECT_THAT(summary(), HasSubstr(R"("created":1,"updated":0,"unchanged":1)"));
}

TEST_F(PracticeSimulator, GivesReferencesTheirIds)
{
    send(bundle(entry(resource("Patient", "9"), create("Patient", "identifier=s|9")) + "," +
                entry(resource("Observation", "o", R"(,"subject":{"reference":"urn:uuid:1"})"),
                      create("Observation", "identifier=s|o"), "urn:uuid:2")));
    auto const found = ask("GET", "/fhir/R4/Z1/Observation?identifier=s%7Co").reply.body;
    EXPECT_THAT(found, HasSubstr(R"("subject":{"reference":"Patient/sim-1"})"));
    EXPECT_THAT(ask("GET", "/fhir/R4/Z1/Patient/sim-1").reply.body, HasSubstr(R"("value":"9")"));
    EXPECT_EQ(ask("GET", "/fhir/R4/Z2/Patient/sim-1").reply.status, 404u) << "another practice";
}

TEST_F(PracticeSimulator, CountsUpVersionsOnlyWhenSomethingChanged)
{
    auto const version = [&](std::string const& more) {
        return send(bundle(entry(resource("Task", "t", more), put("Task/t1")))).body;
    };
    EXPECT_THAT(version(R"(,"status":"requested")"), HasSubstr("Task/t1/_history/1"));
    EXPECT_THAT(version(R"(,"status":"requested")"), HasSubstr("Task/t1/_history/1"));
    EXPECT_THAT(version(R"(,"status":"completed")"), HasSubstr("Task/t1/_history/2"));
}

TEST_F(PracticeSimulator, SeesEachChangeThoughNoBodiesAreKept)
{
    SimulatorSettings forgetful;
    forgetful.bodies = Bodies::forget;
    start(std::move(forgetful));
    auto const version = [&](std::string const& more) {
        return send(bundle(entry(resource("Task", "t", more), put("Task/t1")))).body;
    };
    unsigned expected = 0;
    for (auto const* const more :
         {R"(,"n":1)", R"(,"n":2)", R"(,"n":"2")", R"(,"n":["2"])", R"(,"n":[["2"]])",
          R"(,"n":["2",["2"]])", R"(,"n":{"2":"2"})", R"(,"m":{"2":"2"})", R"(,"n":true)",
          R"(,"n":false)", R"(,"n":null)", R"(,"n":1.5)", R"(,"n":[])", R"(,"n":{})"}) {
        auto const history = "Task/t1/_history/" + std::to_string(++expected);
        EXPECT_THAT(version(more), HasSubstr(history + "\"")) << more;
        EXPECT_THAT(version(more), HasSubstr(history + "\"")) << more << " again";
    }
}

TEST_F(PracticeSimulator, CountsNoBracketsInsideOfStrings)
{
    auto const text = [](std::string const& value) {
        return bundle(entry(resource("Task", "t", R"(,"note":")" + value + '"'), put("Task/t1")));
    };
    std::string const many(200, '[');
    EXPECT_EQ(send(text(many)).status, 200u);
    EXPECT_EQ(send(text(R"(\"\\\")" + many)).status, 200u);
    auto const deep = R"(\\","deep":)" + many + std::string(200, ']') + R"(,"x":")";
    EXPECT_EQ(send(text(deep)).status, 400u);
}

TEST_F(PracticeSimulator, StoresAllOfATransactionOrNothing)
{
    auto const good = entry(resource("Patient", "9"), create("Patient", "identifier=s|9"));
    struct Row {
        std::string body;
        unsigned status;
    };
    std::vector<Row> const table{
        {bundle(good + "," + good), 400},
        {bundle(good + R"(,{"resource":{}})"), 400},
        {bundle(good + "," + entry(resource("Task", "t"), put("Patient/1"))), 400},
        {bundle(good + "," + entry(resource("Task", "t"), put("Task?name=x"))), 400},
        {bundle(good + "," +
                entry(resource("Task", "t", R"(,"for":{"reference":"Patient?identifier=s|0"})"),
                      put("Task/1"))),
         412},
        {R"({"resourceType":"Bundle","type":"batch"})", 400},
        {"{", 400},
        {"", 400},
        {std::string(1'000'000, '['), 400},
    };
    for (auto const& row : table) {
        auto const reply = send(row.body);
        EXPECT_EQ(reply.status, row.status) << row.body.substr(0, 200);
        EXPECT_THAT(reply.body, HasSubstr("OperationOutcome"));
    }
    EXPECT_THAT(summary(), Not(HasSubstr(R"("Patient":1)")));
}

TEST_F(PracticeSimulator, MisbehavesAsItIsToldAndNoLonger)
{
    auto const body = bundle(entry(resource("Patient", "9"), put("Patient?identifier=s|9")));
    auto const fault = [&](std::string const& mode) {
        auto const set =
            ask("POST", "/sim/faults",
                R"({"practice":"Z1","mode":")" + mode + R"(","count":1,"retryAfter":7})");
        EXPECT_EQ(set.reply.status, 204u);
        return ask("POST", "/fhir/R4/Z1", body);
    };
    EXPECT_EQ(fault("down").cut_after, 0u);
    auto const busy = fault("429").reply;
    EXPECT_EQ(busy.status, 429u);
    EXPECT_EQ(header(busy.headers, "Retry-After"), "7");
    EXPECT_THAT(summary(), Not(HasSubstr(R"("created":1)"))) << "nothing is stored until here";
    EXPECT_EQ(fault("drop-after-store").cut_after, 0u);
    EXPECT_THAT(summary(), HasSubstr(R"("created":1)"));
    EXPECT_GT(fault("cut").cut_after, 0u);
    EXPECT_THAT(fault("garbage").reply.body, HasSubstr("<html>"));
    EXPECT_EQ(ask("POST", "/fhir/R4/Z1", body).reply.status, 200u);
    EXPECT_EQ(ask("POST", "/sim/faults", R"({"practice":"Z1","mode":"odd"})").reply.status, 400u);
}

TEST_F(PracticeSimulator, LetsOnlyTheRightTokenIn)
{
    SimulatorSettings settings;
    settings.token = Secret{"right"};
    start(std::move(settings));
    auto const status = [&](HttpHeaders headers) {
        return ask("GET", "/fhir/R4/Z1/metadata", "", std::move(headers)).reply.status;
    };
    EXPECT_EQ(status({}), 401u);
    EXPECT_EQ(status({{"Authorization", "Bearer wrong"}}), 401u);
    EXPECT_EQ(status({{"Authorization", "Bearer right"}}), 200u);
}

TEST_F(PracticeSimulator, KnowsAWebhookByItsSignature)
{
    std::string const key = "0123456789abcdef0123456789abcdef";
    start({}, Secret{"whsec_" + to_base64(key)});
    auto const second =
        std::chrono::floor<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
    auto const status = [&](std::int64_t at, std::string const& signed_body) {
        auto const time = std::to_string(at);
        auto const signature = to_base64(hmac_sha256(key, "m1." + time + "." + signed_body));
        HttpHeaders headers{{"webhook-id", "m1"},
                            {"webhook-timestamp", time},
                            {"webhook-signature", "v1,AAAA v1," + signature}};
        return ask("POST", "/webhook/clinic", R"({"a":1})", std::move(headers)).reply.status;
    };
    EXPECT_EQ(status(second, R"({"a":1})"), 204u);
    EXPECT_EQ(status(second, R"({"a":2})"), 401u);
    EXPECT_EQ(status(second - 301, R"({"a":1})"), 401u);
    EXPECT_THAT(received(), HasSubstr(R"("practice":"clinic","interaction":"webhook","key":"m1")"));
}

TEST_F(PracticeSimulator, RemembersOverARestart)
{
    TempFolder const folder;
    SimulatorSettings settings;
    settings.data_folder = folder.path();
    start(settings);
    auto const body = bundle(entry(resource("Patient", "9"), create("Patient", "identifier=s|9")));
    send(body, "k");
    start(settings);
    EXPECT_THAT(received(), HasSubstr(R"("key":"k")"));
    send(body, "k");
    EXPECT_THAT(summary(), HasSubstr(R"("created":1,"updated":0,"unchanged":1)"));
}

TEST_F(PracticeSimulator, ShowsWhatIsNoJsonAsText)
{
    send("no \"json\"", "k");
    EXPECT_THAT(received(), HasSubstr(R"("status":400,"body":"no \"json\"")"));
}

TEST_F(PracticeSimulator, ForgetsBodiesWhenItIsTold)
{
    SimulatorSettings settings;
    settings.bodies = Bodies::forget;
    start(std::move(settings));
    send(bundle(entry(resource("Patient", "9"), create("Patient", "identifier=s|9"))), "k");
    EXPECT_EQ(received(), "[]");
    EXPECT_THAT(summary(), HasSubstr(R"("created":1)"));
}

} // namespace foramen
