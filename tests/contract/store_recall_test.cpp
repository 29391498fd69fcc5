// What a store promises of messages that must not be sent any more; every backend alike.
#include "tests/contract/store_backend.h"

namespace foramen {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto reason = "the patient refused sharing";

class RecallContract : public StoreContract {
protected:
    void commit(std::vector<Message> messages)
    {
        Batch batch;
        batch.messages = std::move(messages);
        ASSERT_TRUE(it.commit(std::move(batch)));
    }
    void recall(std::string lane = "lane-1", std::string booking = "b-1")
    {
        Batch batch;
        batch.recalls.push_back({std::move(lane), std::move(booking), reason});
        ASSERT_TRUE(it.commit(std::move(batch)));
    }
    /// "action object" of each entry, in order.
    std::vector<std::string> trail()
    {
        std::vector<std::string> entries;
        auto const audit = it.now(it.store().audit(0, 100));
        for (auto const& one : *audit) {
            EXPECT_EQ(one.entry.actor, "gateway");
            EXPECT_EQ(one.entry.reason, reason);
            entries.push_back(one.entry.action + " " + one.entry.object);
        }
        EXPECT_TRUE(it.now(it.store().verify_audit()));
        return entries;
    }
    std::uint64_t counted(MessageState state, std::string const& partner = "gp")
    {
        auto queues = it.now(it.store().queues());
        for (auto& queue : *queues) {
            if (queue.partner == partner) return queue.counts[state];
        }
        return 0;
    }
    void expect_discarded(std::string const& id)
    {
        auto const message = it.message(id);
        EXPECT_EQ(message.state, MessageState::discarded) << id;
        EXPECT_EQ(message.last_error, reason) << id;
        EXPECT_EQ(message.finished, clock.now()) << id;
    }
};

TEST_P(RecallContract, DiscardsWhatWaitsOrIsHeldAndLetsTheNextOfTheLaneGo)
{
    auto of_another_booking = a_message("m-3");
    of_another_booking.booking_id = "b-2";
    commit({a_message("m-1"), a_message("m-2"), of_another_booking, a_message("other", "lane-2"),
            a_message("hook", "lane-1", "webhook")});
    ASSERT_TRUE(it.act("m-2", MessageAction::hold));
    clock.advance(1s);
    Batch batch;
    batch.recalls.push_back({"lane-1", "b-1", reason});
    batch.messages.push_back(a_message("later"));
    ASSERT_TRUE(it.commit(std::move(batch)));
    for (auto const* const id : {"m-1", "m-2", "hook"}) expect_discarded(id);
    EXPECT_THAT(it.leased(), ElementsAre("m-3", "other"));
    EXPECT_THAT(it.leased("webhook"), IsEmpty());
    ASSERT_TRUE(it.settle("m-3", 1));
    EXPECT_THAT(it.leased(), ElementsAre("later")); // Of the batch that recalled: it is sent.
    EXPECT_EQ(counted(MessageState::discarded), 2u);
    EXPECT_EQ(counted(MessageState::discarded, "webhook"), 1u);
    EXPECT_EQ(counted(MessageState::held), 0u);
    auto const audit = it.now(it.store().audit(1, 100)); // The first one is the hold.
    std::vector<std::string> objects;
    for (auto const& one : *audit) {
        EXPECT_EQ(one.entry.action, "message.discard");
        EXPECT_EQ(one.entry.reason, reason);
        objects.push_back(one.entry.object);
    }
    EXPECT_THAT(objects, ElementsAre("m-1", "m-2", "hook"));
}

TEST_P(RecallContract, OfOnePartnerLeavesTheOthers)
{
    commit({a_message("m-1"), a_message("m-2"), a_message("hook", "lane-1", "webhook")});
    ASSERT_THAT(it.leased(), ElementsAre("m-1"));
    Batch batch;
    batch.recalls.push_back({"lane-1", "b-1", reason, "gp"});
    ASSERT_TRUE(it.commit(std::move(batch)));
    expect_discarded("m-2");
    ASSERT_TRUE(it.settle("m-1", 1, Postpone{clock.now(), "busy"}));
    expect_discarded("m-1");
    EXPECT_THAT(it.leased("webhook"), ElementsAre("hook"));
    ASSERT_TRUE(it.settle("hook", 1, Postpone{clock.now(), "busy"}));
    EXPECT_THAT(it.leased("webhook"), ElementsAre("hook"));
}

TEST_P(RecallContract, TellsThePartnerWhoseLaneMovedUp)
{
    auto next = a_message("m-2");
    next.booking_id = "b-2";
    std::vector<std::string> woken;
    std::mutex mutex;
    it.store().on_commit([&](Committed const& committed) {
        std::lock_guard const lock{mutex};
        woken.insert(woken.end(), committed.partners.begin(), committed.partners.end());
    });
    commit({a_message("m-1"), next});
    recall();
    it.close(); // It has been told then.
    EXPECT_THAT(woken, ElementsAre("gp", "gp"));
    it.open();
}

TEST_P(RecallContract, BehindAMessageThatIsBeingSentOnlyTheRestIsDiscarded)
{
    commit({a_message("m-1"), a_message("m-2")});
    it.lease();
    recall();
    EXPECT_EQ(it.state("m-1"), MessageState::sending);
    expect_discarded("m-2");
    EXPECT_THAT(trail(), ElementsAre("message.recall m-1", "message.discard m-2"));
}

TEST_P(RecallContract, DeliversWhatArrivedAllTheSameAndSaysSo)
{
    commit({a_message("m-1")});
    it.lease();
    recall();
    ASSERT_TRUE(it.settle("m-1", 1));
    auto const message = it.message("m-1");
    EXPECT_EQ(message.state, MessageState::delivered);
    EXPECT_EQ(message.receipt, "receipt");
    EXPECT_EQ(message.last_error, "");
    EXPECT_THAT(trail(), ElementsAre("message.recall m-1", "message.recalled-too-late m-1"));
    EXPECT_EQ(counted(MessageState::delivered), 1u);
    EXPECT_EQ(counted(MessageState::sending), 0u);
}

TEST_P(RecallContract, DoesNotSendAgainWhatFailed)
{
    std::vector<std::variant<Finish, Postpone, Hold>> const failures{
        Postpone{clock.now(), "busy"}, Hold{"the GP system refused it"}};
    for (auto const& failure : failures) {
        auto const id = "m-" + std::to_string(failure.index());
        auto next = a_message(id + "-next");
        next.booking_id = "b-2";
        commit({a_message(id), next});
        EXPECT_THAT(it.leased(), ElementsAre(id));
        recall();
        Settlement settlement;
        settlement.message_id = id;
        settlement.attempt = 1;
        settlement.verdict = failure;
        settlement.record = {id, 1, clock.now(), 3ms, "busy", "429"};
        settlement.changes.push_back({0, "delivery", "b-1", "{}", clock.now()});
        settlement.messages.push_back(a_message("told-" + id, "b-1", "webhook"));
        ASSERT_TRUE(it.now(it.store().settle(settlement)));
        expect_discarded(id);
        // What the settlement would have told is not true any more.
        EXPECT_THAT(*it.now(it.store().changes(0, 10)), IsEmpty());
        EXPECT_THAT(it.leased("webhook"), IsEmpty());
        EXPECT_EQ(it.now(it.store().attempts(id))->front().outcome, "busy");
        EXPECT_THAT(it.leased(), ElementsAre(id + "-next"));
        ASSERT_TRUE(it.settle(id + "-next", 1));
    }
    EXPECT_THAT(trail(), ElementsAre("message.recall m-1", "message.discard m-1",
                                     "message.recall m-2", "message.discard m-2"));
    EXPECT_EQ(counted(MessageState::waiting), 0u);
    EXPECT_EQ(counted(MessageState::discarded), 2u);
}

TEST_P(RecallContract, DoesNotSendAgainWhenTheLeaseEndsUnlessItArrivedMeanwhile)
{
    auto next = a_message("m-2");
    next.booking_id = "b-2";
    commit({a_message("m-1"), next});
    it.lease();
    recall();
    recall(); // Saying it twice changes nothing.
    clock.advance(lease_time);
    EXPECT_THAT(it.leased(), ElementsAre("m-2"));
    expect_discarded("m-1");
    EXPECT_EQ(it.now(it.store().attempts("m-1"))->front().outcome, "interrupted");
    EXPECT_EQ(it.settle("m-1", 1, Postpone{clock.now(), "busy"}).error().kind(),
              ErrorKind::conflict);
    expect_discarded("m-1");
    // The attempt was still under way and came through: the record tells the truth.
    ASSERT_TRUE(it.settle("m-1", 1));
    EXPECT_EQ(it.state("m-1"), MessageState::delivered);
    EXPECT_EQ(it.now(it.store().attempts("m-1"))->front().outcome, "tried");
    EXPECT_EQ(counted(MessageState::discarded), 0u);
    EXPECT_EQ(it.settle("m-1", 1).error().kind(), ErrorKind::conflict);
    EXPECT_THAT(trail(), ElementsAre("message.recall m-1", "message.discard m-1",
                                     "message.recalled-too-late m-1"));
}

TEST_P(RecallContract, WhatAPersonDiscardedIsNotDeliveredLater)
{
    commit({a_message("m-1")});
    it.lease();
    ASSERT_TRUE(it.settle("m-1", 1, Hold{"refused"}));
    ASSERT_TRUE(it.act("m-1", MessageAction::discard, "sent by post"));
    EXPECT_EQ(it.settle("m-1", 1).error().kind(), ErrorKind::conflict);
}

TEST_P(RecallContract, LeavesFinishedMessagesAndThoseOfOthersAlone)
{
    auto of_another_booking = a_message("m-2", "lane-2");
    of_another_booking.booking_id = "b-2";
    commit({a_message("m-1"), of_another_booking, a_message("unnamed", "")});
    it.lease("gp", 1);
    ASSERT_TRUE(it.settle("m-1", 1));
    recall();
    recall("lane-2", "b-1");
    recall("nobody", "nothing");
    EXPECT_EQ(it.state("m-1"), MessageState::delivered);
    EXPECT_EQ(it.state("m-2"), MessageState::waiting);
    EXPECT_EQ(it.state("unnamed"), MessageState::waiting);
    EXPECT_THAT(trail(), IsEmpty());
    recall("", "b-1");
    expect_discarded("unnamed");
}

TEST_P(RecallContract, IsUndoneWithItsBatch)
{
    commit({a_message("m-1"), a_message("sending", "lane-2")});
    it.lease("gp", 2);
    ASSERT_TRUE(it.settle("m-1", 1, Postpone{clock.now(), "busy"}));
    Batch batch;
    batch.recalls = {{"lane-1", "b-1", reason}, {"lane-2", "b-1", reason}};
    batch.messages.push_back(a_message("m-1")); // There already: a conflict.
    EXPECT_EQ(it.commit(std::move(batch)).error().kind(), ErrorKind::conflict);
    EXPECT_EQ(it.state("m-1"), MessageState::waiting);
    ASSERT_TRUE(it.settle("sending", 1, Postpone{clock.now(), "busy"}));
    EXPECT_EQ(it.state("sending"), MessageState::waiting);
    EXPECT_THAT(trail(), IsEmpty());
}

TEST_P(RecallContract, HoldsOverARestart)
{
    if (!GetParam().keeps_over_restart) return;
    auto next = a_message("m-2");
    next.booking_id = "b-2";
    commit({a_message("m-1"), next, a_message("m-3", "lane-3")});
    it.lease();
    recall();
    it.close();
    it.open();
    expect_discarded("m-1");
    EXPECT_EQ(it.now(it.store().attempts("m-1"))->front().outcome, "interrupted");
    EXPECT_THAT(it.leased(), testing::UnorderedElementsAre("m-2", "m-3"));
    EXPECT_THAT(trail(), ElementsAre("message.recall m-1", "message.discard m-1"));
    EXPECT_EQ(counted(MessageState::discarded), 1u);
}

INSTANTIATE_TEST_SUITE_P(Backends, RecallContract, testing::Values(memory(), sqlite()), name_of);

} // namespace
} // namespace foramen
