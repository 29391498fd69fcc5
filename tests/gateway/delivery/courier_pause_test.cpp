// What an operator who pauses a partner's line may count on.
#include "tests/gateway/delivery/delivery_house.h"

#include <gmock/gmock.h>

using namespace foramen;
using namespace std::chrono_literals;
using testing::ElementsAre;

namespace {

class CourierPause : public testing::Test {
protected:
    DeliveryHouse house;
    FarSide far{house.context, [](Seen const&, unsigned) { return accepted(); }};

    void open() { house.open({practice("Z10001", far.url())}); }
    void act(PartnerAction action)
    {
        AuditEntry why{"operator:alice", "", "", "their server moves"};
        auto const done =
            run(house.context, house.store.act_on_partner("Z10001", action, std::move(why)));
        ASSERT_TRUE(done) << done.error().text();
    }
    unsigned count(MessageState wanted, unsigned of)
    {
        unsigned found = 0;
        for (unsigned i = 0; i < of; ++i) {
            if (house.state("m-" + std::to_string(i)) == wanted) ++found;
        }
        return found;
    }
};

} // namespace

TEST_F(CourierPause, SendsNothingMeanwhileAndAllOfItInOrderAfterwards)
{
    open();
    act(PartnerAction::pause);
    for (std::string const id : {"m-1", "m-2", "m-3"}) house.put(id, "Z10001", "patient-a");
    house.pass(3h);
    EXPECT_TRUE(far.seen().empty());
    act(PartnerAction::resume);
    ASSERT_TRUE(house.until_state("m-3", MessageState::delivered));
    std::vector<std::string> keys;
    for (auto const& one : far.seen()) keys.push_back(one.key);
    EXPECT_THAT(keys, ElementsAre("m-1", "m-2", "m-3"));
}

TEST_F(CourierPause, FinishesWhatIsBeingSentAndGivesBackWhatWasNotBegun)
{
    far.script([](Seen const&, unsigned) {
        auto act = accepted();
        act.after = 100ms;
        return act;
    });
    constexpr unsigned all = 12; // Four go at once, the others are leased ahead.
    for (unsigned i = 0; i < all; ++i) {
        house.put("m-" + std::to_string(i), "Z10001", std::to_string(i));
    }
    open();
    ASSERT_TRUE(house.until([&] { return far.seen().size() == 4; }));
    ASSERT_EQ(count(MessageState::sending, all), all);
    act(PartnerAction::pause);

    ASSERT_TRUE(house.until([&] { return count(MessageState::delivered, all) == 4; }));
    ASSERT_TRUE(house.until([&] { return count(MessageState::waiting, all) == 8; }));
    house.pass(1h);
    EXPECT_EQ(far.seen().size(), 4u);

    act(PartnerAction::resume);
    ASSERT_TRUE(house.until([&] { return count(MessageState::delivered, all) == all; }));
    EXPECT_EQ(far.seen().size(), all) << "each was sent once";
}

TEST_F(CourierPause, HoldsForACourierThatComesLater)
{
    open();
    act(PartnerAction::pause);
    house.put("m-1", "Z10001", "patient-a");
    house.reopen();
    house.pass(1h);
    EXPECT_TRUE(far.seen().empty());
    act(PartnerAction::resume);
    EXPECT_TRUE(house.until_state("m-1", MessageState::delivered));
}

TEST_F(CourierPause, OfOnePartnerLeavesTheOthersAlone)
{
    FarSide other{house.context, [](Seen const&, unsigned) { return accepted(); }};
    house.open({practice("Z10001", far.url()), practice("Z10002", other.url())});
    act(PartnerAction::pause);
    house.put("m-1", "Z10001", "patient-a");
    house.put("m-2", "Z10002", "patient-a");
    EXPECT_TRUE(house.until_state("m-2", MessageState::delivered));
    EXPECT_EQ(house.state("m-1"), MessageState::waiting);
}
