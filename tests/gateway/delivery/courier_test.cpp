#include "tests/gateway/delivery/delivery_house.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

using namespace foramen;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::vector<std::string> keys(FarSide const& far)
{
    std::vector<std::string> made;
    for (auto const& one : far.seen()) made.push_back(one.key);
    return made;
}

long count_of(FarSide const& far, std::string const& key)
{
    auto const all = keys(far);
    return std::count(all.begin(), all.end(), key);
}

class CourierStory : public testing::Test {
protected:
    DeliveryHouse house;
    FarSide far{house.context, [](Seen const&, unsigned) { return accepted(); }};

    void open() { house.open({practice("Z10001", far.url())}); }
};

} // namespace

TEST_F(CourierStory, DeliversWhatWaitedBeforeItStarted)
{
    house.put("m-1", "Z10001", "patient-a");
    open();
    ASSERT_TRUE(house.until_state("m-1", MessageState::delivered));
    EXPECT_EQ(house.message("m-1").receipt, "200, 1 entries (1 created, 0 locations, 0 etags)");
    EXPECT_THAT(house.told, ElementsAre("m-1 delivered"));
    ASSERT_EQ(house.events.size(), 1u);
    EXPECT_EQ(house.events[0].outcome, "delivered");
    EXPECT_EQ(house.events[0].partner, "Z10001");
    ASSERT_EQ(far.seen().size(), 1u);
    EXPECT_EQ(far.seen()[0].body, one_entry);
}

TEST_F(CourierStory, DeliversWhatComesLater)
{
    open();
    house.settle_down();
    house.put("m-1", "Z10001", "patient-a");
    EXPECT_TRUE(house.until_state("m-1", MessageState::delivered));
}

TEST_F(CourierStory, KeepsTheOrderOfALaneWhenTheFirstMustBeTriedAgain)
{
    far.script([](Seen const& seen, unsigned nth) {
        return seen.key == "m-1" && nth == 1 ? answers(500) : accepted();
    });
    open();
    for (auto const* id : {"m-1", "m-2", "m-3"}) house.put(id, "Z10001", "patient-a");
    ASSERT_TRUE(house.until([&] {
        return house.message("m-1").attempts == 1 && house.state("m-1") == MessageState::waiting;
    }));
    house.settle_down();
    EXPECT_THAT(keys(far), ElementsAre("m-1")) << "the others stay behind it";
    house.pass(1s);
    ASSERT_TRUE(house.until_state("m-3", MessageState::delivered));
    EXPECT_THAT(keys(far), ElementsAre("m-1", "m-1", "m-2", "m-3"));
    EXPECT_EQ(far.seen()[0].body, far.seen()[1].body) << "the same bytes";
}

TEST_F(CourierStory, LetsOneStuckPatientBlockNoOther)
{
    far.script(
        [](Seen const& seen, unsigned) { return seen.key == "m-1" ? answers(422) : accepted(); });
    open();
    house.put("m-1", "Z10001", "patient-a");
    house.put("m-2", "Z10001", "patient-a");
    house.put("m-3", "Z10001", "patient-b");
    ASSERT_TRUE(house.until_state("m-3", MessageState::delivered));
    ASSERT_TRUE(house.until_state("m-1", MessageState::held));
    house.settle_down();
    EXPECT_EQ(house.state("m-2"), MessageState::waiting);
    EXPECT_EQ(count_of(far, "m-1"), 1) << "held at once";
    EXPECT_EQ(house.message("m-1").last_error, "the far side answered 422");
    EXPECT_THAT(house.told, testing::Contains("m-1 held"));
}

TEST_F(CourierStory, LetsOneStuckPartnerBlockNoOther)
{
    FarSide stuck{house.context, [](Seen const&, unsigned) { return hangs(); }};
    house.open({practice("Z10001", far.url()), practice("Z10002", stuck.url())});
    for (int i = 0; i < 20; ++i) house.put("s-" + std::to_string(i), "Z10002", std::to_string(i));
    for (int i = 0; i < 20; ++i) house.put("m-" + std::to_string(i), "Z10001", std::to_string(i));
    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(house.until_state("m-" + std::to_string(i), MessageState::delivered));
    }
    EXPECT_LE(stuck.most_at_once(), 4u);
    EXPECT_EQ(far.most_at_once() <= 4, true);
}

TEST_F(CourierStory, SpeaksWithSeveralAtOnceAndDoesNotWaitForTheSlowest)
{
    far.script([](Seen const& seen, unsigned) {
        auto act = accepted();
        act.after = seen.key == "slow" ? 250ms : 1ms;
        return act;
    });
    house.put("slow", "Z10001", "slow");
    for (int i = 0; i < 30; ++i) house.put("m-" + std::to_string(i), "Z10001", std::to_string(i));
    open();
    ASSERT_TRUE(house.until([&] { return house.events.size() == 30; }));
    EXPECT_EQ(house.state("slow"), MessageState::sending) << "all others overtook it";
    EXPECT_EQ(far.most_at_once(), 4u);
    EXPECT_TRUE(house.until_state("slow", MessageState::delivered));
}

TEST_F(CourierStory, SendsAgainWhatMayHaveArrived)
{
    // Stored and then: a 500, a cut line, an empty 200, silence. Each is tried again with its key.
    far.script([](Seen const& seen, unsigned nth) {
        if (nth > 1) return accepted();
        if (seen.key == "m-500") return answers(500);
        if (seen.key == "m-cut") return cuts();
        if (seen.key == "m-empty") return answers(200);
        return hangs();
    });
    open();
    for (auto const* id : {"m-500", "m-cut", "m-empty", "m-silent"}) house.put(id, "Z10001", id);
    for (auto const* id : {"m-500", "m-cut", "m-empty", "m-silent"}) {
        ASSERT_TRUE(house.until([&] {
            auto const found = house.message(id);
            return found.state == MessageState::waiting && found.attempts == 1;
        })) << id;
        EXPECT_FALSE(house.message(id).last_error.empty());
    }
    house.pass(1s);
    for (auto const* id : {"m-500", "m-cut", "m-empty", "m-silent"}) {
        EXPECT_TRUE(house.until_state(id, MessageState::delivered)) << id;
        EXPECT_EQ(house.message(id).attempts, 2u);
        EXPECT_EQ(run(house.context, house.store.attempts(id))->size(), 2u);
    }
}

TEST_F(CourierStory, HoldsAfterTheLastAttemptAndDropsNothing)
{
    far.script([](Seen const&, unsigned) { return answers(500); });
    open();
    house.put("m-1", "Z10001", "patient-a");
    for (int i = 0; i < 5; ++i) house.pass(std::chrono::hours{1});
    ASSERT_TRUE(house.until_state("m-1", MessageState::held));
    EXPECT_EQ(count_of(far, "m-1"), 4);
    EXPECT_EQ(house.message("m-1").last_error, "held after 4 attempts: the far side answered 500");
    EXPECT_THAT(house.told, ElementsAre("m-1 held"));
}

TEST_F(CourierStory, ComesBackWhenThePartnerAskedFor)
{
    far.script([](Seen const&, unsigned nth) {
        return nth == 1 ? answers(429, {{"Retry-After", "120"}}) : accepted();
    });
    open();
    house.put("m-1", "Z10001", "patient-a");
    ASSERT_TRUE(house.until([&] { return house.events.size() == 1; }));
    house.put("m-2", "Z10001", "patient-b");
    house.pass(119s);
    EXPECT_EQ(far.seen().size(), 1u) << "nor any other message meanwhile";
    EXPECT_EQ(house.courier->lines()[0].breaker, BreakerState::open);
    far.script([](Seen const&, unsigned) { return accepted(); });
    house.pass(3s);
    EXPECT_TRUE(house.until_state("m-1", MessageState::delivered));
    EXPECT_TRUE(house.until_state("m-2", MessageState::delivered));
}

TEST_F(CourierStory, WaitsForAPartnerThatIsDownHoweverLong)
{
    house.settings.breaker = {3, 2s, 5min};
    far.down();
    open();
    for (int i = 0; i < 10; ++i) house.put("m-" + std::to_string(i), "Z10001", std::to_string(i));
    ASSERT_TRUE(
        house.until([&] { return house.courier->lines()[0].breaker == BreakerState::open; }));
    for (int i = 0; i < 30; ++i) house.pass(10min); // 5 hours, 4 attempts allowed
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(house.state("m-" + std::to_string(i)), MessageState::waiting);
    }
    EXPECT_FALSE(house.courier->lines()[0].last_error.empty());
    EXPECT_LE(house.events.size(), 50u) << "one probe each pause, not one message each";
    far.up();
    house.pass(10min);
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(house.until_state("m-" + std::to_string(i), MessageState::delivered));
    }
    EXPECT_EQ(house.courier->lines()[0].breaker, BreakerState::closed);
    EXPECT_EQ(house.courier->lines()[0].last_error, "");
}

TEST_F(CourierStory, GivesBackWhatItLeasedAheadWhenTheLineFails)
{
    house.settings.breaker = {1, 5min, 5min};
    far.down();
    for (int i = 0; i < 30; ++i) house.put("m-" + std::to_string(i), "Z10001", std::to_string(i));
    open();
    ASSERT_TRUE(
        house.until([&] { return house.courier->lines()[0].breaker == BreakerState::open; }));
    for (int i = 0; i < 30; ++i) {
        EXPECT_TRUE(house.until_state("m-" + std::to_string(i), MessageState::waiting)) << i;
    }
    EXPECT_LE(house.events.size(), 4u);
    far.up();
    house.pass(6min);
    for (int i = 0; i < 30; ++i) {
        EXPECT_TRUE(house.until_state("m-" + std::to_string(i), MessageState::delivered)) << i;
    }
    EXPECT_EQ(far.seen().size(), 30u);
}

TEST_F(CourierStory, HoldsWhatIsForAPartnerThatNobodyConfigured)
{
    open();
    house.put("m-1", "Z99999", "patient-a");
    house.put("w-1", "webhook:gone", "BK-1");
    ASSERT_TRUE(house.until_state("m-1", MessageState::held));
    EXPECT_EQ(house.message("m-1").last_error,
              "practice Z99999 is not in practices.json: add it, then release");
    ASSERT_TRUE(house.until_state("w-1", MessageState::held));
    EXPECT_EQ(house.message("w-1").last_error,
              "webhook gone is not in the configuration: add it, then release");
}

TEST_F(CourierStory, FindsAtTheStartWhatIsForAPartnerThatNobodyConfigured)
{
    house.put("m-1", "Z99999", "patient-a");
    open();
    EXPECT_TRUE(house.until_state("m-1", MessageState::held));
}

TEST_F(CourierStory, NeverTouchesHeldEvents)
{
    house.put("m-1", "intake", "m-1");
    open();
    house.settle_down();
    EXPECT_EQ(house.state("m-1"), MessageState::waiting);
}

TEST_F(CourierStory, DoesNotSendAgainForWantOfANote)
{
    int failures = 3;
    house.store.before_settle = [&](Settlement const&) -> Result<> {
        if (failures-- > 0) return unavailable("the disk is full");
        return {};
    };
    open();
    house.put("m-1", "Z10001", "patient-a");
    ASSERT_TRUE(house.until_state("m-1", MessageState::delivered));
    EXPECT_EQ(far.seen().size(), 1u);
    EXPECT_LT(failures, 0);
}

TEST_F(CourierStory, DoesNotSendAgainWhenTheLeaseEndsBeforeTheNote)
{
    bool full = true;
    house.store.before_settle = [&](Settlement const&) -> Result<> {
        if (full) return unavailable("the disk is full");
        return {};
    };
    open();
    house.put("m-1", "Z10001", "patient-a");
    ASSERT_TRUE(house.until([&] { return house.events.size() == 1; }));
    house.pass(std::chrono::hours{2}); // Longer than any lease.
    full = false;
    ASSERT_TRUE(house.until_state("m-1", MessageState::delivered));
    EXPECT_EQ(far.seen().size(), 1u);
}

TEST_F(CourierStory, DoesNotSendAgainWhenTheLeaseEndsWhileItSpeaks)
{
    far.script([](Seen const&, unsigned) {
        auto act = accepted();
        act.after = 150ms;
        return act;
    });
    open();
    house.put("m-1", "Z10001", "patient-a");
    ASSERT_TRUE(house.until([&] { return far.seen().size() == 1; }));
    house.pass(std::chrono::hours{2}); // Longer than any lease, and it is leased anew.
    EXPECT_EQ(house.message("m-1").attempts, 2u);
    ASSERT_TRUE(house.until_state("m-1", MessageState::delivered));
    EXPECT_EQ(far.seen().size(), 1u);
}

TEST_F(CourierStory, DropsTheNoteWhenTheLeaseIsLost)
{
    house.store.before_settle = [](Settlement const&) -> Result<> {
        return conflict("lease lost");
    };
    open();
    house.put("m-1", "Z10001", "patient-a");
    ASSERT_TRUE(house.until([&] { return house.events.size() == 1; }));
    house.settle_down();
    EXPECT_EQ(far.seen().size(), 1u);
    EXPECT_EQ(house.state("m-1"), MessageState::sending);
}

TEST_F(CourierStory, GoesOnWhenTheStoreIsBack)
{
    bool full = true;
    house.store.before_lease = [&]() -> Result<> {
        if (full) return unavailable("the disk is full");
        return {};
    };
    open();
    house.put("m-1", "Z10001", "patient-a");
    house.settle_down();
    full = false;
    EXPECT_TRUE(house.until_state("m-1", MessageState::delivered));
}

TEST_F(CourierStory, ResumesAfterARestart)
{
    far.script([](Seen const&, unsigned nth) { return nth == 1 ? hangs() : accepted(); });
    open();
    house.put("m-1", "Z10001", "patient-a");
    ASSERT_TRUE(house.until([&] { return far.seen().size() == 1; }));
    house.courier.reset(); // It may have arrived; nobody knows.
    house.clock.advance(std::chrono::hours{2});
    house.reopen();
    ASSERT_TRUE(house.until_state("m-1", MessageState::delivered));
    EXPECT_EQ(far.seen()[0].key, far.seen()[1].key);
    EXPECT_EQ(far.seen()[0].body, far.seen()[1].body);
}

TEST_F(CourierStory, LetsConversationsFinishWhenItIsStopped)
{
    far.script([](Seen const&, unsigned) {
        auto act = accepted();
        act.after = 100ms;
        return act;
    });
    house.put("m-1", "Z10001", "patient-a");
    open();
    ASSERT_TRUE(house.until([&] { return far.seen().size() == 1; }));
    house.courier->stop(5s);
    EXPECT_EQ(house.state("m-1"), MessageState::delivered);
    house.put("m-2", "Z10001", "patient-a");
    house.settle_down();
    EXPECT_EQ(house.state("m-2"), MessageState::waiting) << "nothing new is begun";
}

TEST_F(CourierStory, WaitsNoLongerThanTheGrace)
{
    far.script([](Seen const&, unsigned) { return hangs(); });
    house.put("m-1", "Z10001", "patient-a");
    auto slow = practice("Z10001", far.url());
    slow.reply_timeout = 60s;
    house.open({slow});
    ASSERT_TRUE(house.until([&] { return far.seen().size() == 1; }));
    auto const begin = std::chrono::steady_clock::now();
    house.courier->stop(50ms);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

TEST_F(CourierStory, DoesNotAskTheStoreWithoutAReason)
{
    open();
    house.settle_down();
    auto const before = house.store.lease_count;
    house.settle_down();
    house.settle_down();
    EXPECT_EQ(house.store.lease_count, before);
}

TEST_F(CourierStory, DropsFilesAsItSpeaksToServers)
{
    auto folder = std::filesystem::temp_directory_path() / "foramen-courier-drop";
    std::filesystem::remove_all(folder);
    Partner drop;
    drop.id = "Z10009";
    drop.channel = "file-drop";
    drop.folder = folder;
    house.open({drop});
    house.put("m-1", "Z10009", "patient-a");
    ASSERT_TRUE(house.until([&] { return house.events.size() == 1; }));
    EXPECT_EQ(house.events[0].outcome, "unavailable") << "the folder is not mounted yet";
    std::filesystem::create_directory(folder);
    house.pass(1s);
    EXPECT_TRUE(house.until_state("m-1", MessageState::delivered));
    EXPECT_TRUE(std::filesystem::exists(folder / "m-1.json"));
    std::filesystem::remove_all(folder);
}
