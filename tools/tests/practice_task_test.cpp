// Why this file exists: a GP may answer in the practice's own system, and the gateway's poller
// believes what this server says of a Task.
#include "tests/support/temp_folder.h"
#include "tools/tests/practice_fixture.h"

namespace foramen {

using testing::HasSubstr;
using testing::Not;

namespace {

std::string task(std::string const& value, std::string const& status, std::string const& id = "")
{
    auto const own_id = id.empty() ? std::string{} : R"(,"id":")" + id + '"';
    return resource("Task", value, R"(,"status":")" + status + '"' + own_id);
}

class PracticeTask : public PracticeSimulator {
protected:
    void SetUp() override
    {
        PracticeSimulator::SetUp();
        send(bundle(entry(task("a/1", "requested"), put("Task?identifier=s|a/1"))));
        clock_.advance(std::chrono::seconds{10});
        send(bundle(entry(task("b/1", "requested"), put("Task?identifier=s|b/1"))));
    }

    HttpReply write(std::string const& body, std::string const& if_match)
    {
        HttpHeaders headers;
        if (!if_match.empty()) headers.emplace_back("If-Match", if_match);
        return ask("PUT", "/fhir/R4/Z1/Task/sim-1", body, std::move(headers)).reply;
    }
    HttpReply search(std::string const& query)
    {
        return ask("GET", "/fhir/R4/Z1/Task?" + query, "", {{"Host", "sim:1"}}).reply;
    }
    /// The values of the identifiers that a search finds, in their order.
    std::string found(std::string const& query)
    {
        auto const reply = search(query);
        if (reply.status != 200) return "status " + std::to_string(reply.status);
        std::string values;
        constexpr std::string_view mark = R"("system":"s","value":")";
        for (auto at = reply.body.find(mark); at != std::string::npos;
             at = reply.body.find(mark, at + 1)) {
            values += reply.body[at + mark.size()];
        }
        return values;
    }
};

} // namespace

TEST_F(PracticeTask, CanBeAnsweredInThePracticesOwnSystem)
{
    EXPECT_THAT(search("identifier=s%7Ca/1").body, HasSubstr(R"("id":"sim-1")"));
    auto const answered = write(task("a/1", "completed", "sim-1"), R"(W/"1")");
    EXPECT_EQ(answered.status, 200u);
    EXPECT_EQ(header(answered.headers, "ETag"), R"(W/"2")");
    auto const read = ask("GET", "/fhir/R4/Z1/Task/sim-1").reply;
    EXPECT_EQ(header(read.headers, "ETag"), R"(W/"2")");
    EXPECT_THAT(read.body, HasSubstr(R"("versionId":"2")"));
    EXPECT_THAT(read.body, HasSubstr(R"("status":"completed")"));
    EXPECT_THAT(search("identifier=s%7Ca/1").body, HasSubstr(R"("status":"completed")"));
    EXPECT_THAT(summary(), HasSubstr(R"("duplicateEffects":0)"));
}

TEST_F(PracticeTask, IsNotOverwrittenByWhoReadAnOlderVersion)
{
    EXPECT_EQ(write(task("a/1", "completed"), R"(W/"1")").status, 200u);
    auto const late = write(task("a/1", "rejected"), R"(W/"1")");
    EXPECT_EQ(late.status, 412u);
    EXPECT_THAT(late.body, HasSubstr("OperationOutcome"));
    EXPECT_THAT(search("_id=sim-1").body, HasSubstr(R"("status":"completed")"));
    EXPECT_EQ(write(task("a/1", "rejected"), R"("2")").status, 200u) << "a strong tag will do";
    EXPECT_EQ(write(task("a/1", "failed"), "2").status, 412u) << "no entity tag at all";
    auto const nobody =
        ask("PUT", "/fhir/R4/Z1/Task/none", task("c", "requested"), {{"If-Match", R"(W/"1")"}});
    EXPECT_EQ(nobody.reply.status, 412u);
}

TEST_F(PracticeTask, IsGuardedByIfMatchInATransactionToo)
{
    auto const request = [](std::string const& version) {
        return R"({"method":"PUT","url":"Task/sim-1","ifMatch":"W/\")" + version + R"(\""})";
    };
    EXPECT_EQ(send(bundle(entry(task("a/1", "failed"), request("7")))).status, 412u);
    EXPECT_EQ(send(bundle(entry(task("a/1", "failed"), request("1")))).status, 200u);
}

TEST_F(PracticeTask, KeepsItsIdAndIsRefusedUnderAnother)
{
    EXPECT_EQ(write(task("a/1", "completed", "other"), "").status, 400u);
    EXPECT_EQ(write(task("a/1", "completed", "sim-1"), "").status, 200u);
}

TEST_F(PracticeTask, IsFoundByWhatIsAskedFor)
{
    write(task("a/1", "completed"), "");
    EXPECT_EQ(found("identifier=s%7Ca/1"), "a");
    EXPECT_EQ(found("identifier=s%7Ca/1,s%7Cb/1"), "ab");
    EXPECT_EQ(found("identifier=s%7Ca/1&status=requested"), "");
    EXPECT_EQ(found("status=requested"), "b");
    EXPECT_EQ(found("status=requested,completed"), "ab");
    EXPECT_EQ(found("_id=sim-2&_format=json"), "b");
    EXPECT_EQ(found("_sort=_lastUpdated"), "ab");
    EXPECT_EQ(found(""), "ab");
    EXPECT_EQ(found("identifier=a/1"), "") << "without a system means: one that has none";
    EXPECT_EQ(found("owner=Organization/1"), "status 400") << "ignoring it would find too much";
    EXPECT_EQ(found("_count=many"), "status 400");
}

TEST_F(PracticeTask, IsFoundByTheTimeOfItsLastChange)
{
    // a: 09:00:00, b: 09:00:10 on 14 January 2030.
    EXPECT_EQ(found("_lastUpdated=gt2030-01-14T09:00:00Z"), "b");
    EXPECT_EQ(found("_lastUpdated=ge2030-01-14T09:00:00.000Z"), "ab");
    EXPECT_EQ(found("_lastUpdated=ge2030-01-14T09:00:10%2B00:00"), "b");
    EXPECT_EQ(found("_lastUpdated=lt2030-01-14T09:00:10Z"), "a");
    EXPECT_EQ(found("_lastUpdated=le2030-01-14T09:00:10Z"), "ab");
    EXPECT_EQ(found("_lastUpdated=2030-01-14"), "ab") << "a date means the whole day";
    EXPECT_EQ(found("_lastUpdated=gt2030-01-14"), "");
    EXPECT_EQ(found("_lastUpdated=ge2030-01-14T09:00:05Z&_lastUpdated=lt2030-01-14T09:00:09Z"), "");
    EXPECT_EQ(found("_lastUpdated=xx2030-01-14"), "status 400");
    EXPECT_EQ(found("_lastUpdated=ge2030-02-30"), "status 400");
    clock_.advance(std::chrono::seconds{10});
    write(task("a/1", "completed"), "");
    EXPECT_EQ(found("_lastUpdated=gt2030-01-14T09:00:10Z"), "a") << "what changed comes again";
    EXPECT_EQ(found("_sort=-_lastUpdated"), "ab");
}

TEST_F(PracticeTask, ComesInPagesThatLeadToTheNext)
{
    auto const first = search("status=requested&_count=1").body;
    EXPECT_THAT(first, HasSubstr(R"("total":2)"));
    auto const next = R"({"relation":"next","url":"http://sim:1/fhir/R4/Z1/Task)"
                      R"(?status=requested&_count=1&_offset=1"})";
    EXPECT_THAT(first, HasSubstr(next));
    EXPECT_EQ(found("status=requested&_count=1"), "a");
    EXPECT_EQ(found("status=requested&_count=1&_offset=1"), "b");
    EXPECT_THAT(search("_count=1&_offset=1").body, Not(HasSubstr("next")));
    EXPECT_EQ(found("_count=1&_offset=99"), "");
}

TEST_F(PracticeTask, KeepsItsAnswerOverARestart)
{
    TempFolder const folder;
    SimulatorSettings settings;
    settings.data_folder = folder.path();
    start(settings);
    send(bundle(entry(task("a/1", "requested"), put("Task?identifier=s|a/1"))));
    EXPECT_EQ(write(task("a/1", "completed"), R"(W/"1")").status, 200u);
    start(settings);
    EXPECT_EQ(found("status=completed"), "a");
    EXPECT_EQ(header(ask("GET", "/fhir/R4/Z1/Task/sim-1").reply.headers, "ETag"), R"(W/"2")");
}

} // namespace foramen
