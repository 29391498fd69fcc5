// Time alone takes a booking back: a scan that was fit when the booking was made is too old by the
// time the procedure is really made, and nobody sends an event about that.
#include "gateway/rows.h"
#include "tests/gateway/advance/walk.h"

namespace foramen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class OnTheDay : public Walk {
protected:
    OnTheDay()
    {
        clock.set(*parse_rfc3339("2030-01-20T09:00:00Z"));
        tell(EventText{"booking-created"});
        tell(EventText{"screening-clear"});
        booked = journey().booking->start;
    }

    std::vector<std::string> holds()
    {
        std::vector<std::string> codes;
        for (auto const& hold : journey().holds) codes.emplace_back(to_string(hold.code));
        return codes;
    }
    /// A final report of the right region, of a scan on this day.
    void scan(Date day)
    {
        auto const stored = *now(store->journey("BK-1001"));
        auto after = journey();
        after.scans = {{"S-1", after.booking->procedure.region, day, true, true}};
        Surroundings const around{rulebook().rules, {}, clock.now()};
        reassess(after, around);
        Batch batch;
        batch.journeys.push_back(record_of(after, around, stored.version, stored.patient_key));
        ASSERT_TRUE(now(store->commit(std::move(batch))));
    }
    void at_time(TimePoint time)
    {
        clock.set(time);
        ASSERT_TRUE(now(advance->keep_up_due()));
    }
    std::size_t readiness_changes()
    {
        auto const changes = *now(store->changes(0, 1'000));
        return static_cast<std::size_t>(std::ranges::count(changes, "readiness", &Change::kind));
    }

    TimePoint booked;
};

TEST_F(OnTheDay, AScanThatExpiresBeforeALateProcedureHoldsItWithoutAnyEvent)
{
    // Six months old on the day of the booking: it fits on that day for the last time.
    scan(minus_months(london_date(booked), rulebook().rules.mri_age_months_max()));
    ASSERT_THAT(holds(), IsEmpty());
    auto const before = readiness_changes();
    at_time(booked);
    EXPECT_THAT(holds(), IsEmpty());
    at_time(booked + std::chrono::days{1});
    EXPECT_THAT(holds(), ElementsAre("mri-too-old"));
    EXPECT_FALSE(journey().ready);
    EXPECT_EQ(readiness_changes(), before + 1);
    at_time(booked + std::chrono::days{2});
    EXPECT_EQ(readiness_changes(), before + 1);
    EXPECT_THAT(*now(store->due_journeys(clock.now() + std::chrono::days{400}, 9)), IsEmpty());
}

TEST_F(OnTheDay, ABookingIsLookedAtOnceOnItsDay)
{
    scan(london_date(booked) - std::chrono::months{1});
    EXPECT_THAT(*now(store->due_journeys(booked, 9)), ElementsAre("BK-1001"));
    at_time(booked);
    EXPECT_THAT(*now(store->due_journeys(booked, 9)), IsEmpty());
    EXPECT_THAT(holds(), IsEmpty());
}

} // namespace
} // namespace foramen
