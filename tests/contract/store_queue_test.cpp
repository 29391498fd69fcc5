// What a store promises about messages: order, leases, what operators do; every backend alike.
#include "tests/contract/store_backend.h"

namespace foramen {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class QueueContract : public StoreContract {};

TEST_P(QueueContract, OffersADueMessageOnceWithItsBody)
{
    ASSERT_TRUE(it.commit(a_message("m-1")));
    auto const leased = it.lease();
    ASSERT_THAT(leased, SizeIs(1));
    EXPECT_EQ(leased[0].id, "m-1");
    EXPECT_EQ(leased[0].body, R"({"name":"Markerson"})");
    EXPECT_EQ(leased[0].attempts, 1u);
    EXPECT_EQ(leased[0].state, MessageState::sending);
    EXPECT_EQ(leased[0].lane, "lane-1");
    EXPECT_THAT(it.lease(), IsEmpty());
    EXPECT_THAT(it.lease("another"), IsEmpty());
}

TEST_P(QueueContract, KeepsTheOrderOfALane)
{
    Batch batch;
    for (auto const* const id : {"m-1", "m-2", "m-3"}) batch.messages.push_back(a_message(id));
    batch.messages.push_back(a_message("other", "lane-2"));
    ASSERT_TRUE(it.commit(std::move(batch)));
    EXPECT_THAT(it.leased(), ElementsAre("m-1", "other"));
    EXPECT_THAT(it.leased(), IsEmpty());
    ASSERT_TRUE(it.settle("m-1", 1));
    EXPECT_THAT(it.leased(), ElementsAre("m-2"));
    ASSERT_TRUE(it.settle("m-2", 1, Postpone{clock.now() + 1min, "busy"}));
    EXPECT_THAT(it.leased(), IsEmpty());
    clock.advance(1min);
    EXPECT_THAT(it.leased(), ElementsAre("m-2"));
    ASSERT_TRUE(it.settle("m-2", 2));
    EXPECT_THAT(it.leased(), ElementsAre("m-3"));
}

TEST_P(QueueContract, TellsWhenTheNextOfALaneMayGo)
{
    std::vector<std::string> told;
    std::mutex mutex;
    it.store().on_commit([&](Committed const& committed) {
        std::lock_guard const lock{mutex};
        told.insert(told.end(), committed.partners.begin(), committed.partners.end());
    });
    Batch batch;
    for (auto const* const id : {"m-1", "m-2"}) batch.messages.push_back(a_message(id));
    ASSERT_TRUE(it.commit(std::move(batch)));
    ASSERT_THAT(it.leased(), ElementsAre("m-1"));
    ASSERT_TRUE(it.settle("m-1", 1)); // m-2 may go: nobody would ask for it otherwise.
    ASSERT_THAT(it.leased(), ElementsAre("m-2"));
    ASSERT_TRUE(it.settle("m-2", 1)); // Nothing is left.
    it.close();                       // The last one has been told then.
    EXPECT_THAT(told, ElementsAre("gp", "gp"));
    it.open();
}

TEST_P(QueueContract, TheSameLaneOfAnotherPartnerIsAnotherLane)
{
    ASSERT_TRUE(it.commit(a_message("m-1", "lane-1", "gp")));
    ASSERT_TRUE(it.commit(a_message("m-2", "lane-1", "webhook")));
    EXPECT_THAT(it.leased("gp"), ElementsAre("m-1"));
    EXPECT_THAT(it.leased("webhook"), ElementsAre("m-2"));
}

TEST_P(QueueContract, WhatIsForAPersonIsNeverSentAndKeepsWhatItSays)
{
    for (auto const* const owner : {"approvals", "governance", "no-practice"}) {
        auto work = a_message(owner, owner, owner);
        work.state = MessageState::held;
        work.last_error = "call the practice";
        ASSERT_TRUE(it.commit(work));
        for (auto const action : {MessageAction::release, MessageAction::retry}) {
            auto const refused = it.act(owner, action);
            ASSERT_FALSE(refused) << owner;
            EXPECT_EQ(refused.error().kind(), ErrorKind::conflict);
        }
        EXPECT_EQ(it.message(owner).state, MessageState::held);
        EXPECT_EQ(it.message(owner).last_error, "call the practice");
        EXPECT_THAT(it.leased(owner), IsEmpty());
        EXPECT_TRUE(it.act(owner, MessageAction::discard, "they were called"));
    }
}

TEST_P(QueueContract, TakesAMessageWithoutALane)
{
    ASSERT_TRUE(it.commit(a_message("m-1", "")));
    ASSERT_TRUE(it.commit(a_message("m-2", "")));
    EXPECT_THAT(it.leased(), ElementsAre("m-1"));
    EXPECT_EQ(it.message("m-1").lane, "");
    ASSERT_TRUE(it.settle("m-1", 1));
    EXPECT_THAT(it.leased(), ElementsAre("m-2"));
}

TEST_P(QueueContract, AHeldMessageBlocksItsOwnLaneOnly)
{
    Batch batch;
    batch.messages = {a_message("m-1"), a_message("m-2"), a_message("other", "lane-2")};
    batch.messages[0].state = MessageState::held;
    ASSERT_TRUE(it.commit(std::move(batch)));
    EXPECT_THAT(it.leased(), ElementsAre("other"));
    ASSERT_TRUE(it.act("m-1", MessageAction::release));
    EXPECT_THAT(it.leased(), ElementsAre("m-1"));
    ASSERT_TRUE(it.settle("m-1", 1, Hold{"refused"}));
    EXPECT_THAT(it.leased(), IsEmpty());
    EXPECT_EQ(it.message("m-1").last_error, "refused");
    ASSERT_TRUE(it.act("m-1", MessageAction::discard, "sent by post"));
    EXPECT_THAT(it.leased(), ElementsAre("m-2"));
}

TEST_P(QueueContract, OffersTheLongestDueFirstAndNoMoreThanAskedFor)
{
    for (auto const* const id : {"m-1", "m-2", "m-3"}) {
        ASSERT_TRUE(it.commit(a_message(id, id)));
    }
    EXPECT_THAT(it.leased("gp", 2), ElementsAre("m-1", "m-2"));
    ASSERT_TRUE(it.settle("m-1", 1, Postpone{clock.now() - 1s, "again"}));
    EXPECT_THAT(it.leased("gp", 2), ElementsAre("m-1", "m-3"));
}

TEST_P(QueueContract, DoesNotOfferWhatIsNotDue)
{
    auto message = a_message("m-1");
    message.not_before = clock.now() + 10s;
    ASSERT_TRUE(it.commit(message));
    EXPECT_THAT(it.leased(), IsEmpty());
    EXPECT_EQ(*it.now(it.store().next_due("gp")), clock.now() + 10s);
    EXPECT_EQ(*it.now(it.store().next_due("nobody")), std::nullopt);
    clock.advance(10s);
    EXPECT_THAT(it.leased(), ElementsAre("m-1"));
}

TEST_P(QueueContract, OffersAMessageAgainWhenItsLeaseEnds)
{
    ASSERT_TRUE(it.commit(a_message("m-1")));
    EXPECT_THAT(it.leased(), ElementsAre("m-1"));
    EXPECT_EQ(*it.now(it.store().next_due("gp")), clock.now() + lease_time);
    clock.advance(lease_time);
    auto const again = it.lease();
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_EQ(again[0].attempts, 2u);
    auto const attempts = it.now(it.store().attempts("m-1"));
    ASSERT_THAT(*attempts, SizeIs(1));
    EXPECT_EQ(attempts->front().outcome, "interrupted");
    EXPECT_EQ(attempts->front().number, 1u);
}

TEST_P(QueueContract, IgnoresTheSettlementOfAnOlderLease)
{
    ASSERT_TRUE(it.commit(a_message("m-1")));
    it.lease();
    clock.advance(lease_time);
    it.lease();
    EXPECT_EQ(it.settle("m-1", 1).error().kind(), ErrorKind::conflict);
    EXPECT_EQ(it.state("m-1"), MessageState::sending);
    EXPECT_TRUE(it.settle("m-1", 2));
    EXPECT_EQ(it.settle("m-1", 2).error().kind(), ErrorKind::conflict);
    EXPECT_EQ(it.settle("nobody", 1).error().kind(), ErrorKind::not_found);
}

TEST_P(QueueContract, KeepsReceiptAttemptsAndFollowUpsOfASettlement)
{
    ASSERT_TRUE(it.commit(a_message("m-1")));
    it.lease();
    Settlement settlement;
    settlement.message_id = "m-1";
    settlement.attempt = 1;
    settlement.verdict = Finish{"201 Bundle/7"};
    settlement.record = {"m-1", 1, clock.now(), 12ms, "delivered", "201"};
    settlement.changes.push_back({0, "delivery", "b-1", "{}", clock.now()});
    settlement.messages.push_back(a_message("hook", "b-1", "webhook"));
    ASSERT_TRUE(it.now(it.store().settle(settlement)));
    auto const message = it.message("m-1");
    EXPECT_EQ(message.state, MessageState::delivered);
    EXPECT_EQ(message.receipt, "201 Bundle/7");
    EXPECT_EQ(message.finished, clock.now());
    auto const attempts = it.now(it.store().attempts("m-1"));
    ASSERT_THAT(*attempts, SizeIs(1));
    EXPECT_EQ(attempts->front().took, 12ms);
    EXPECT_EQ(attempts->front().outcome, "delivered");
    EXPECT_THAT(*it.now(it.store().changes(0, 10)), SizeIs(1));
    EXPECT_THAT(it.leased("webhook"), ElementsAre("hook"));
}

TEST_P(QueueContract, LetsOperatorsMoveMessagesOnlyWhereItMakesSense)
{
    using enum MessageAction;
    Batch batch;
    batch.messages = {a_message("m-1"), a_message("m-2", "lane-2")};
    batch.messages[0].not_before = clock.now() + 1h;
    ASSERT_TRUE(it.commit(std::move(batch)));
    it.lease(); // m-2
    for (auto const action : {retry, hold, release, discard}) {
        EXPECT_EQ(it.act("m-2", action, "why").error().kind(), ErrorKind::conflict);
    }
    EXPECT_EQ(it.act("m-1", release).error().kind(), ErrorKind::conflict);
    ASSERT_TRUE(it.act("m-1", retry));
    EXPECT_EQ(it.message("m-1").not_before, clock.now());
    ASSERT_TRUE(it.act("m-1", hold));
    EXPECT_EQ(it.act("m-1", hold).error().kind(), ErrorKind::conflict);
    ASSERT_TRUE(it.act("m-1", retry));
    EXPECT_EQ(it.state("m-1"), MessageState::waiting);
    EXPECT_EQ(it.act("m-1", discard).error().kind(), ErrorKind::incorrect);
    ASSERT_TRUE(it.act("m-1", discard, "a duplicate"));
    EXPECT_EQ(it.state("m-1"), MessageState::discarded);
    EXPECT_EQ(it.act("m-1", retry).error().kind(), ErrorKind::conflict);
    EXPECT_EQ(it.act("nobody", retry).error().kind(), ErrorKind::not_found);

    auto const audit = it.now(it.store().audit(0, 10));
    ASSERT_THAT(*audit, SizeIs(4));
    EXPECT_EQ(audit->back().entry.actor, "operator:alice");
    EXPECT_EQ(audit->back().entry.action, "message.discard");
    EXPECT_EQ(audit->back().entry.object, "m-1");
    EXPECT_EQ(audit->back().entry.reason, "a duplicate");
}

TEST_P(QueueContract, DiscardingABlockedMessageDoesNotMoveItsLane)
{
    Batch batch;
    batch.messages = {a_message("m-1"), a_message("m-2"), a_message("m-3")};
    ASSERT_TRUE(it.commit(std::move(batch)));
    ASSERT_TRUE(it.act("m-2", MessageAction::discard, "superseded"));
    EXPECT_THAT(it.leased(), ElementsAre("m-1"));
    ASSERT_TRUE(it.settle("m-1", 1));
    EXPECT_THAT(it.leased(), ElementsAre("m-3"));
}

TEST_P(QueueContract, ShowsHowEachQueueStands)
{
    auto const begun = clock.now();
    Batch batch;
    for (auto const* const id : {"a", "b", "c", "d", "e"}) {
        batch.messages.push_back(a_message(id, id));
    }
    batch.messages[4].state = MessageState::held;
    ASSERT_TRUE(it.commit(std::move(batch)));
    clock.advance(1s);
    it.lease("gp", 3);
    ASSERT_TRUE(it.settle("a", 1));
    ASSERT_TRUE(it.settle("b", 1, Postpone{begun + 1min, "busy"}));
    ASSERT_TRUE(it.act("d", MessageAction::discard, "because"));
    ASSERT_TRUE(it.commit(a_message("x", "x", "another")));

    auto queues = it.now(it.store().queues());
    ASSERT_THAT(*queues, SizeIs(2));
    EXPECT_EQ((*queues)[0].partner, "another");
    auto& gp = (*queues)[1];
    EXPECT_EQ(gp.counts[MessageState::waiting], 1u);
    EXPECT_EQ(gp.counts[MessageState::sending], 1u);
    EXPECT_EQ(gp.counts[MessageState::delivered], 1u);
    EXPECT_EQ(gp.counts[MessageState::held], 1u);
    EXPECT_EQ(gp.counts[MessageState::discarded], 1u);
    EXPECT_EQ(gp.retrying, 1u);
    EXPECT_EQ(gp.oldest_waiting, begun);
    EXPECT_EQ(gp.oldest_held, begun);
    EXPECT_EQ(gp.next_attempt, begun + 1min);
    EXPECT_EQ(gp.last_delivered, begun + 1s);
    EXPECT_THAT(*it.now(it.store().partners_with_work()), ElementsAre("another", "gp"));
}

TEST_P(QueueContract, ListsMessagesNewestFirstInPagesAndWithoutBodies)
{
    for (int i = 0; i < 6; ++i) {
        auto message = a_message("m-" + std::to_string(i), std::to_string(i));
        message.booking_id = i < 3 ? "b-1" : "b-2";
        message.event_message_id = i == 0 ? "first" : "later";
        message.kind = i % 2 == 0 ? "booking" : "screening";
        if (i == 4) message.state = MessageState::held;
        ASSERT_TRUE(it.commit(std::move(message)));
    }
    auto const ids = [&](MessageFilter filter) {
        std::vector<std::string> found;
        auto const listed = it.now(it.store().messages(std::move(filter)));
        for (auto const& one : *listed) {
            EXPECT_EQ(one.body, "");
            found.push_back(one.id);
        }
        return found;
    };
    MessageFilter page;
    page.limit = 2;
    EXPECT_THAT(ids(page), ElementsAre("m-5", "m-4"));
    page.before = it.message("m-4").sequence;
    EXPECT_THAT(ids(page), ElementsAre("m-3", "m-2"));
    MessageFilter by;
    by.booking_id = "b-1";
    EXPECT_THAT(ids(by), ElementsAre("m-2", "m-1", "m-0"));
    by.kind = "screening";
    EXPECT_THAT(ids(by), ElementsAre("m-1"));
    by = {};
    by.event_message_id = "first";
    EXPECT_THAT(ids(by), ElementsAre("m-0"));
    by = {};
    by.state = MessageState::held;
    EXPECT_THAT(ids(by), ElementsAre("m-4"));
    by.partner = "nobody";
    EXPECT_THAT(ids(by), IsEmpty());
    by = {};
    by.partner = "gp";
    by.state = MessageState::waiting;
    by.limit = 3;
    EXPECT_THAT(ids(by), ElementsAre("m-5", "m-3", "m-2"));
}

TEST_P(QueueContract, AfterARestartWaitsAgainWhatWasBeingSent)
{
    if (!GetParam().keeps_over_restart) return;
    Batch batch;
    batch.messages = {a_message("m-1"), a_message("m-2"), a_message("m-3", "lane-3")};
    batch.audit.push_back({"clinic", "event.accepted", "m-1", ""});
    batch.changes.push_back({0, "readiness", "b-1", "{}", clock.now()});
    ASSERT_TRUE(it.commit(std::move(batch)));
    it.lease();
    ASSERT_TRUE(it.settle("m-3", 1));
    it.close();
    it.open();
    EXPECT_EQ(it.state("m-1"), MessageState::waiting);
    EXPECT_EQ(it.state("m-3"), MessageState::delivered);
    EXPECT_EQ(it.settle("m-1", 1).error().kind(), ErrorKind::conflict);
    auto const again = it.lease();
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_EQ(again[0].id, "m-1");
    EXPECT_EQ(again[0].attempts, 2u);
    EXPECT_EQ(it.now(it.store().attempts("m-1"))->front().outcome, "interrupted");
    ASSERT_TRUE(it.act("m-2", MessageAction::hold));
    EXPECT_EQ(*it.now(it.store().verify_audit()), 2u);
    Batch more;
    more.changes.push_back({0, "readiness", "b-1", "{}", clock.now()});
    ASSERT_TRUE(it.commit(std::move(more)));
    EXPECT_EQ(it.now(it.store().changes(0, 10))->back().number, 2u);
}

INSTANTIATE_TEST_SUITE_P(Backends, QueueContract, testing::Values(memory(), sqlite()), name_of);

} // namespace
} // namespace foramen
