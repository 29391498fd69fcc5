// What a store promises of a line that an operator paused; every backend alike.
#include "tests/contract/store_backend.h"

namespace foramen {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class PauseContract : public StoreContract {
protected:
    Outcome act(PartnerAction action, std::string reason, std::string partner = "gp")
    {
        AuditEntry why{"operator:alice", "", "", std::move(reason)};
        return it.now(it.store().act_on_partner(std::move(partner), action, std::move(why)));
    }
    void pause() { ASSERT_TRUE(act(PartnerAction::pause, "their server moves")); }
    void resume() { ASSERT_TRUE(act(PartnerAction::resume, "")); }
    QueueState queue(std::string const& partner = "gp")
    {
        auto const queues = it.now(it.store().queues());
        for (auto const& one : *queues) {
            if (one.partner == partner) return one;
        }
        ADD_FAILURE() << "no queue of " << partner;
        return {};
    }
    std::optional<TimePoint> next_due() { return *it.now(it.store().next_due("gp")); }
};

TEST_P(PauseContract, LeasesNothingOfThatPartnerUntilItIsResumed)
{
    ASSERT_TRUE(it.commit(a_message("m-1")));
    ASSERT_TRUE(it.commit(a_message("m-2", "lane-2", "another")));
    pause();
    ASSERT_TRUE(it.commit(a_message("m-3", "lane-3"))); // Accepted as ever.

    EXPECT_THAT(it.leased(), IsEmpty());
    EXPECT_EQ(next_due(), std::nullopt);
    EXPECT_THAT(it.leased("another"), ElementsAre("m-2"));
    EXPECT_EQ(queue().counts[MessageState::waiting], 2u);
    resume();
    EXPECT_EQ(next_due(), clock.now());
    EXPECT_THAT(it.leased(), ElementsAre("m-1", "m-3"));
}

TEST_P(PauseContract, SettlesWhatIsBeingSent)
{
    ASSERT_TRUE(it.commit(a_message("arrives", "lane-1")));
    ASSERT_TRUE(it.commit(a_message("fails", "lane-2")));
    ASSERT_TRUE(it.commit(a_message("is-refused", "lane-3")));
    it.lease();
    pause();

    ASSERT_TRUE(it.settle("arrives", 1));
    ASSERT_TRUE(it.settle("fails", 1, Postpone{clock.now(), "503"}));
    ASSERT_TRUE(it.settle("is-refused", 1, Hold{"422"}));

    EXPECT_EQ(it.state("arrives"), MessageState::delivered);
    EXPECT_EQ(it.state("fails"), MessageState::waiting);
    EXPECT_EQ(it.state("is-refused"), MessageState::held);
    EXPECT_THAT(it.leased(), IsEmpty());
}

TEST_P(PauseContract, SendsNothingThatIsRetriedOrReleasedMeanwhile)
{
    ASSERT_TRUE(it.commit(a_message("m-1", "lane-1")));
    ASSERT_TRUE(it.commit(a_message("m-2", "lane-2")));
    ASSERT_TRUE(it.act("m-2", MessageAction::hold, "wrong practice"));
    pause();

    ASSERT_TRUE(it.act("m-1", MessageAction::retry));
    ASSERT_TRUE(it.act("m-2", MessageAction::release));

    EXPECT_EQ(it.state("m-1"), MessageState::waiting);
    EXPECT_EQ(it.state("m-2"), MessageState::waiting);
    EXPECT_THAT(it.leased(), IsEmpty());
    resume();
    EXPECT_THAT(it.leased(), ElementsAre("m-1", "m-2"));
}

TEST_P(PauseContract, OffersWhatWasNeverSettledOnlyWhenItIsResumed)
{
    ASSERT_TRUE(it.commit(a_message("m-1")));
    it.lease();
    pause();
    clock.advance(1h); // Its lease has ended.
    EXPECT_THAT(it.leased(), IsEmpty());
    resume();
    EXPECT_THAT(it.leased(), ElementsAre("m-1"));
    EXPECT_EQ(it.message("m-1").attempts, 2u);
}

TEST_P(PauseContract, ShowsWhoPausedItSinceWhenAndWhy)
{
    ASSERT_TRUE(it.commit(a_message("m-1")));
    auto const begun = clock.now();
    pause();
    ASSERT_TRUE(act(PartnerAction::pause, "not yet live", "new"));
    clock.advance(5min);

    EXPECT_EQ(queue().pause, (Pause{begun, "operator:alice", "their server moves"}));
    EXPECT_EQ(queue().next_attempt, std::nullopt);
    EXPECT_EQ(queue("new").pause, (Pause{begun, "operator:alice", "not yet live"}));
    resume();
    EXPECT_EQ(queue().pause, std::nullopt);
    EXPECT_EQ(queue().next_attempt, begun);
}

TEST_P(PauseContract, IsAuditedAndNeedsAReason)
{
    EXPECT_EQ(act(PartnerAction::pause, "").error().kind(), ErrorKind::incorrect);
    EXPECT_EQ(act(PartnerAction::resume, "").error().kind(), ErrorKind::conflict);
    pause();
    EXPECT_EQ(act(PartnerAction::pause, "again").error().kind(), ErrorKind::conflict);
    resume();

    auto const audit = it.now(it.store().audit(0, 10));
    ASSERT_EQ(audit->size(), 2u);
    auto const& paused = (*audit)[0].entry;
    EXPECT_EQ(paused.actor + " " + paused.action + " " + paused.object + " " + paused.reason,
              "operator:alice partner.pause gp their server moves");
    EXPECT_EQ((*audit)[1].entry.action, "partner.resume");
    EXPECT_TRUE(it.now(it.store().verify_audit()));
}

TEST_P(PauseContract, IsToldToWhoListens)
{
    std::vector<Committed> told;
    it.store().on_commit([&](Committed const& committed) { told.push_back(committed); });
    pause();
    resume();
    it.close(); // The last one is told before the store is gone.
    ASSERT_EQ(told.size(), 2u);
    EXPECT_THAT(told[0].paused, ElementsAre("gp"));
    EXPECT_THAT(told[0].partners, IsEmpty());
    EXPECT_THAT(told[1].partners, ElementsAre("gp"));
}

TEST_P(PauseContract, HoldsOverARestart)
{
    if (!GetParam().keeps_over_restart) return;
    ASSERT_TRUE(it.commit(a_message("m-1")));
    it.lease();
    pause();
    it.close();
    it.open();
    EXPECT_EQ(it.state("m-1"), MessageState::waiting);
    EXPECT_THAT(it.leased(), IsEmpty());
    EXPECT_EQ(queue().pause->reason, "their server moves");
    resume();
    EXPECT_THAT(it.leased(), ElementsAre("m-1"));
}

INSTANTIATE_TEST_SUITE_P(Backends, PauseContract, testing::Values(memory(), sqlite()), name_of);

} // namespace
} // namespace foramen
