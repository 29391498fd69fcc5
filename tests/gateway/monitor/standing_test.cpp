#include "gateway/monitor/snapshot.h"
#include "gateway/monitor/standing.h"

#include "tests/support/fake_clock.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

namespace foramen {

namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

QueueState queue(std::string partner)
{
    QueueState state;
    state.partner = std::move(partner);
    return state;
}

struct StandingTest : ::testing::Test {
    FakeClock clock;
    Standing standing;

    StandingTest() { standing.at = clock.now(); }
    QueueLine& add(QueueState state)
    {
        QueueLine line;
        line.queue = std::move(state);
        return standing.queues.emplace_back(std::move(line));
    }
    std::vector<std::string> codes() const
    {
        std::vector<std::string> found;
        for (auto const& need : needs(standing)) found.push_back(need.code);
        return found;
    }
};

TEST_F(StandingTest, QuietHouseNeedsNobody)
{
    add(queue("Z10002")).queue.counts[MessageState::delivered] = 900;

    EXPECT_EQ(sentence(needs(standing)), "Nothing needs you.");
}

TEST_F(StandingTest, HeldMessagesNeedAPerson)
{
    auto& line = add(queue("Z10002"));
    line.queue.counts[MessageState::held] = 3;
    line.queue.oldest_held = clock.now() - 1h;

    auto const found = needs(standing);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(sentence(found), "1 thing needs you.");
    EXPECT_EQ(found[0].code, "held");
    EXPECT_EQ(found[0].since, clock.now() - 1h);
    EXPECT_THAT(found[0].text, HasSubstr("3 messages for Z10002 are held"));
}

TEST_F(StandingTest, HeldEventsAreSpokenOfAsEvents)
{
    add(queue("intake")).queue.counts[MessageState::held] = 1;

    EXPECT_THAT(needs(standing)[0].text, HasSubstr("1 message is held at intake: an event"));
}

TEST_F(StandingTest, APartnerThatDoesNotAnswerNeedsAPersonOnlyWhileMessagesWait)
{
    auto& line = add(queue("Z10002"));
    line.line.breaker = BreakerState::open;
    EXPECT_THAT(codes(), ElementsAre());

    line.queue.counts[MessageState::waiting] = 1;
    EXPECT_THAT(codes(), ElementsAre("breaker-open"));
}

TEST_F(StandingTest, APausedPartnerStaysInSightWhateverItsBreakerSaysAndHoweverLongItWaits)
{
    auto& line = add(queue("Z10002"));
    line.queue.pause = Pause{clock.now() - 2h, "operator:alice", "NHS number 9434765919 moves"};
    line.line.breaker = BreakerState::open;
    EXPECT_THAT(codes(), ElementsAre("partner-paused"));
    EXPECT_THAT(needs(standing)[0].text, HasSubstr("Nothing waits yet."));

    line.queue.counts[MessageState::waiting] = 3;
    line.queue.oldest_waiting = clock.now() - 1h;
    EXPECT_THAT(codes(), ElementsAre("partner-paused"));
    auto const need = needs(standing)[0];
    EXPECT_EQ(need.since, clock.now() - 2h);
    EXPECT_EQ(need.count, 3u);
    EXPECT_THAT(need.text, HasSubstr("Sending to Z10002 is paused by alice ("));
    EXPECT_THAT(need.text, HasSubstr("3 messages wait."));
    EXPECT_THAT(need.text, Not(HasSubstr("9434765919"))) << "a reason is written by people";
}

TEST_F(StandingTest, LongWaitingMessagesNeedAPerson)
{
    auto& line = add(queue("Z10002"));
    line.queue.counts[MessageState::waiting] = 1;
    line.queue.oldest_waiting = clock.now() - waiting_long;
    EXPECT_THAT(codes(), ElementsAre());

    line.queue.oldest_waiting = clock.now() - waiting_long - 1s;
    EXPECT_THAT(codes(), ElementsAre("waiting-long"));
}

TEST_F(StandingTest, ABrokenAuditTrailAndAFullDiskComeFirst)
{
    add(queue("Z10002")).queue.counts[MessageState::held] = 1;
    standing.audit = AuditChain::broken;
    standing.disk_bytes = 1'000;
    standing.disk_free_bytes = 99;

    EXPECT_THAT(codes(), ElementsAre("audit-broken", "disk-low", "held"));
    EXPECT_EQ(sentence(needs(standing)), "3 things need you.");
}

TEST_F(StandingTest, QueuesAreSortedByAgeNotByDepth)
{
    auto deep = queue("deep");
    deep.counts[MessageState::waiting] = 300;
    deep.oldest_waiting = clock.now() - 5s;
    auto old = queue("old");
    old.counts[MessageState::held] = 3;
    old.oldest_held = clock.now() - 48h;
    std::vector<LineState> lines{{"idle", BreakerState::closed, 0, ""},
                                 {"deep", BreakerState::open, 2, "refused"}};
    Rates rates;
    rates.delivered_by_partner["deep"] = 7;
    rates.tries_by_partner["deep"] = {9, 7};

    auto const joined = queue_lines({deep, old}, lines, rates);

    ASSERT_EQ(joined.size(), 3u);
    EXPECT_EQ(joined[0].queue.partner, "old");
    EXPECT_EQ(joined[1].queue.partner, "deep");
    EXPECT_EQ(joined[1].per_minute, 7u);
    EXPECT_EQ(joined[1].tries, (Tries{9, 7}));
    EXPECT_EQ(joined[1].line.breaker, BreakerState::open);
    EXPECT_TRUE(joined[1].may_be_paused);
    EXPECT_FALSE(joined[0].may_be_paused) << "it has no line";
    EXPECT_EQ(joined[2].queue.partner, "idle");
}

TEST_F(StandingTest, TheSnapshotHasTheShapeOfTheReadme)
{
    auto& line = add(queue("Z10002"));
    line.queue.counts[MessageState::waiting] = 2;
    line.queue.oldest_waiting = clock.now() - 1min;
    line.queue.last_delivered = clock.now() - 2min;
    standing.rates.accepted.assign(60, 0);
    standing.rates.delivered.assign(60, 1);

    auto const text = snapshot_json("boot-1", clock.now(), snapshot_content(standing));

    rapidjson::Document json;
    json.Parse(text.data(), text.size());
    ASSERT_FALSE(json.HasParseError()) << text;
    EXPECT_STREQ(json["id"].GetString(), "boot-1");
    EXPECT_STREQ(json["at"].GetString(), "2030-01-14T09:00:00.000Z");
    EXPECT_STREQ(json["sentence"].GetString(), "Nothing needs you.");
    EXPECT_STREQ(json["lastDelivered"].GetString(), "2030-01-14T08:58:00.000Z");
    EXPECT_EQ(json["totals"]["waiting"].GetInt(), 2);
    EXPECT_STREQ(json["lastHour"]["until"].GetString(), "2030-01-14T09:00:00.000Z");
    EXPECT_EQ(json["lastHour"]["delivered"].Size(), 60u);
    auto const& row = json["queues"][0];
    EXPECT_STREQ(row["partner"].GetString(), "Z10002");
    EXPECT_EQ(row["waiting"].GetInt(), 2);
    EXPECT_EQ(row["held"].GetInt(), 0);
    EXPECT_TRUE(row["retrying"].IsNull());
    EXPECT_STREQ(row["oldest"].GetString(), "2030-01-14T08:59:00.000Z");
    EXPECT_TRUE(row["nextAttempt"].IsNull());
    EXPECT_STREQ(row["breaker"].GetString(), "closed");
    EXPECT_TRUE(row["paused"].IsNull());
    EXPECT_FALSE(row["mayBePaused"].GetBool());
    EXPECT_EQ(row["tries"]["all"].GetInt(), 0);
    EXPECT_EQ(row["tries"]["delivered"].GetInt(), 0);
    EXPECT_STREQ(json["store"]["audit"].GetString(), "unknown");
}

TEST_F(StandingTest, TheSnapshotSaysSinceWhenItCountsWhileThatIsLessThanAnHour)
{
    standing.rates.since = clock.now() - 59min;
    EXPECT_THAT(snapshot_content(standing),
                HasSubstr(R"("countedSince":"2030-01-14T08:01:00.000Z")"));
    standing.rates.since = clock.now() - 60min;
    EXPECT_THAT(snapshot_content(standing), HasSubstr(R"("countedSince":null)"));
}

TEST_F(StandingTest, AnApprovalThatIsDueWithinADayNeedsAPerson)
{
    OpenApproval approval;
    approval.deadline = clock.now() + 25h;
    standing.approvals.approvals = {approval};
    EXPECT_THAT(codes(), ElementsAre());

    standing.approvals.approvals[0].deadline = clock.now() - 1h;
    EXPECT_THAT(codes(), ElementsAre("approval-due"));
    EXPECT_THAT(needs(standing)[0].text, HasSubstr("1 approval is due within a day, or overdue"));
}

TEST_F(StandingTest, ACertificateNeedsAPersonThirtyDaysBeforeItEnds)
{
    standing.certificates = {{"http", clock.now() + std::chrono::days{31}}};
    EXPECT_THAT(codes(), ElementsAre());

    standing.certificates = {{"http", clock.now() + std::chrono::days{29}},
                             {"mllp", std::nullopt},
                             {"Z10001", clock.now() - 1h}};
    EXPECT_THAT(codes(),
                ElementsAre("certificate-ending", "certificate-unreadable", "certificate-ending"));
    EXPECT_THAT(needs(standing)[0].text, HasSubstr("of http expires in 29 days"));
    EXPECT_THAT(needs(standing)[2].text, HasSubstr("of Z10001 has expired"));
}

} // namespace

} // namespace foramen
