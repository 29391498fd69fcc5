// An event that is kept but waits for a person: nobody has read what it says, so its booking is not
// ready until somebody has.
#include "gateway/store/memory/memory_store.h"
#include "tests/gateway/advance/broken_maps.h"

#include <functional>
#include <utility>

namespace foramen {
namespace {

using testing::Contains;
using testing::Not;
using enum HoldCode;

class Unapplied : public Walk {
protected:
    void walk_to_the_form()
    {
        tell(EventText{"booking-created"});
        tell(EventText{"screening-clear"});
        EXPECT_THAT(codes(), Not(Contains(screening_missing)));
    }
    std::vector<HoldCode> codes()
    {
        std::vector<HoldCode> found;
        for (auto const& hold : journey().holds) found.push_back(hold.code);
        return found;
    }
    static EventText form(int version, std::string const& occurred)
    {
        EventText event{"screening-amended"};
        event.with("/occurredAt", occurred).with("/screening/version", version);
        return event;
    }
    void tell_held(EventText const& event)
    {
        use(broken);
        EXPECT_EQ(tell(event).state, EventState::held);
        use(rulebook().mapper);
    }
    void release_what_waits()
    {
        AuditEntry why{"operator:alice", "", "", ""};
        ASSERT_TRUE(now(store->act(deliveries().back().id, MessageAction::release, why)));
        ASSERT_TRUE(now(advance->retry_held()));
    }

    Mapper const broken = broken_maps(folder.path());
};

TEST_F(Unapplied, FormPutsItsBookingOnHoldUntilItIsApplied)
{
    walk_to_the_form();
    tell_held(form(2, "2030-02-10T10:00:00Z"));
    EXPECT_THAT(codes(), Contains(screening_missing));
    EXPECT_NE(explain(screening_missing, journey()), explain(screening_missing));

    release_what_waits();
    EXPECT_THAT(codes(), Not(Contains(screening_missing)));
    EXPECT_EQ(journey().screening->version, 2u);
}

TEST_F(Unapplied, FormIsNoLongerWaitedForWhenALaterOneIsApplied)
{
    walk_to_the_form();
    tell_held(form(2, "2030-02-10T10:00:00Z"));
    tell(form(3, "2030-02-11T10:00:00Z"));
    EXPECT_THAT(codes(), Not(Contains(screening_missing)));
}

TEST_F(Unapplied, FormIsStillWaitedForWhenAnEarlierOneIsApplied)
{
    walk_to_the_form();
    tell_held(form(3, "2030-02-10T10:00:00Z"));
    tell(form(2, "2030-02-09T10:00:00Z"));
    EXPECT_THAT(codes(), Contains(screening_missing));
}

TEST_F(Unapplied, CancellationNeverLeavesItsBookingReady)
{
    walk_to_the_form();
    tell_held(EventText{"booking-cancelled"});
    EXPECT_THAT(codes(), Contains(booking_changed_since_approval));

    release_what_waits();
    EXPECT_THAT(codes(), testing::ElementsAre(booking_cancelled));
}

TEST_F(Unapplied, FormOfAnotherPatientHoldsTheBookingThatItNames)
{
    walk_to_the_form();
    auto event = form(2, "2030-02-10T10:00:00Z");
    EXPECT_EQ(tell(event.with("/patient/birthDate", "1950-01-01")).state, EventState::held);
    EXPECT_THAT(codes(), Contains(screening_missing));
    EXPECT_EQ(journey().screening->version, 1u);
}

/// Something else is stored between the decision on a held event and its end.
class Interrupted final : public MemoryStore {
public:
    using MemoryStore::MemoryStore;

    Task<> resolve_event(std::string id, EventState state, Batch batch) override
    {
        if (auto const begin = std::exchange(first, nullptr)) {
            auto interruption = begin();
            CO_CHECK(co_await std::move(interruption));
        }
        auto resolved = MemoryStore::resolve_event(std::move(id), state, std::move(batch));
        co_return co_await std::move(resolved);
    }

    std::function<Task<Accepted>()> first;
};

TEST_F(Unapplied, BookingCountsTheInjectionThatCameWhileItWasReleased)
{
    auto interrupted = std::make_unique<Interrupted>(clock, *sealer);
    auto& first = interrupted->first;
    store = std::move(interrupted);
    use(rulebook().mapper);
    tell(injection("A", "2029-10-01"));
    tell(injection("B", "2029-11-01"));
    tell_held(EventText{"booking-created"});

    auto const third = injection("C", "2029-12-01");
    first = [&] { return advance->accept(*submission(third)); };
    release_what_waits();
    EXPECT_THAT(codes(), Contains(steroid_limit));
}

TEST_F(Unapplied, ReportHoldsNothingUp)
{
    walk_to_the_form();
    auto const before = journey();
    EventText report{"procedure-report-final"};
    EXPECT_EQ(tell(report.with("/patient/birthDate", "1950-01-01")).state, EventState::held);
    EXPECT_EQ(journey(), before);
}

} // namespace
} // namespace foramen
