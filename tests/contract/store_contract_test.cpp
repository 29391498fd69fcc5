// What a store promises about events, journeys, resources and trails; every backend alike.
#include "tests/contract/store_backend.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <atomic>
#include <thread>

namespace foramen {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Batch booking(std::string event_id, std::uint64_t version = 0)
{
    Batch batch;
    batch.events.push_back(an_event(std::move(event_id)));
    batch.journeys.push_back({"b-1", version, "00112233445566778899aabbccddeeff", "{\"stage\":1}"});
    return batch;
}

template <class T> ErrorKind kind_of(Result<T> const& result)
{
    EXPECT_FALSE(result);
    return result ? ErrorKind::fault : result.error().kind();
}

TEST_P(StoreContract, KnowsNothingOfABookingBeforeItsFirstEvent)
{
    SituationQuery query{"booking", "e-1", "b-1", "patient"};
    auto const situation = it.now(it.store().situation(query));
    ASSERT_TRUE(situation);
    EXPECT_FALSE(situation->same_event);
    EXPECT_EQ(situation->journey.version, 0u);
    EXPECT_EQ(situation->journey.booking_id, "b-1");
    EXPECT_THAT(situation->others, IsEmpty());
    EXPECT_THAT(situation->procedures, IsEmpty());
    EXPECT_EQ(it.now(it.store().journey("b-1"))->version, 0u);
}

TEST_P(StoreContract, GivesBackWhatWasCommitted)
{
    auto batch = booking("e-1");
    batch.procedures.push_back({"00112233445566778899aabbccddeeff", "r-1", "lumbar",
                                Date{std::chrono::year{2029} / 12 / 31}, true});
    batch.journeys.push_back({"b-2", 0, "00112233445566778899aabbccddeeff", "{}"});
    ASSERT_TRUE(it.commit(batch));
    SituationQuery query{"booking", "e-1", "b-1", "00112233445566778899aabbccddeeff"};
    auto const found = it.now(it.store().situation(query));
    ASSERT_TRUE(found);
    ASSERT_TRUE(found->same_event);
    EXPECT_EQ(found->same_event->message_id, "m-e-1");
    EXPECT_EQ(found->same_event->body, batch.events[0].body);
    EXPECT_EQ(found->journey.version, 1u);
    EXPECT_EQ(found->journey.body, "{\"stage\":1}");
    EXPECT_EQ(found->journey.patient_key, "00112233445566778899aabbccddeeff");
    ASSERT_THAT(found->others, SizeIs(1));
    EXPECT_EQ(found->others[0].booking_id, "b-2");
    ASSERT_THAT(found->procedures, SizeIs(1));
    EXPECT_EQ(found->procedures[0].day, (Date{std::chrono::year{2029} / 12 / 31}));
    EXPECT_EQ(found->procedures[0].region, "lumbar");
    EXPECT_TRUE(found->procedures[0].counted);
}

TEST_P(StoreContract, StoresABatchWholeOrNotAtAll)
{
    ASSERT_TRUE(it.commit(a_message("taken")));
    auto batch = booking("e-1");
    batch.resources.push_back(a_resource("p-1"));
    batch.messages.push_back(a_message("fresh"));
    batch.messages.push_back(a_message("taken"));
    batch.audit.push_back({"clinic", "event.accepted", "m-e-1", ""});
    batch.changes.push_back({0, "readiness", "b-1", "{}", clock.now()});
    EXPECT_EQ(kind_of(it.commit(batch)), ErrorKind::conflict);
    EXPECT_EQ(kind_of(it.now(it.store().event("m-e-1"))), ErrorKind::not_found);
    EXPECT_EQ(kind_of(it.now(it.store().message("fresh"))), ErrorKind::not_found);
    EXPECT_EQ(kind_of(it.now(it.store().resource("Patient", "p-1", {}))), ErrorKind::not_found);
    EXPECT_EQ(it.now(it.store().journey("b-1"))->version, 0u);
    EXPECT_THAT(*it.now(it.store().audit(0, 10)), IsEmpty());
    EXPECT_THAT(*it.now(it.store().changes(0, 10)), IsEmpty());
    EXPECT_EQ(it.now(it.store().queues())->front().counts[MessageState::waiting], 1u);
}

TEST_P(StoreContract, RefusesAJourneyThatMovedOn)
{
    ASSERT_TRUE(it.commit(booking("e-1")));
    EXPECT_EQ(kind_of(it.commit(booking("e-2"))), ErrorKind::conflict);
    EXPECT_TRUE(it.commit(booking("e-2", 1)));
    EXPECT_EQ(kind_of(it.commit(booking("e-3", 1))), ErrorKind::conflict);
    EXPECT_EQ(it.now(it.store().journey("b-1"))->version, 2u);
}

TEST_P(StoreContract, RefusesAnEventIdThatIsThereAlreadyUnlessOfAnotherKind)
{
    Batch batch;
    batch.events.push_back(an_event("e-1"));
    ASSERT_TRUE(it.commit(batch));
    batch.events[0].message_id = "another";
    EXPECT_EQ(kind_of(it.commit(batch)), ErrorKind::conflict);
    batch.events[0].kind = "screening";
    EXPECT_TRUE(it.commit(batch));
}

TEST_P(StoreContract, OneBatchWithTheSameThingTwiceIsAConflict)
{
    auto batch = booking("e-1");
    batch.events.push_back(an_event("e-1"));
    EXPECT_EQ(kind_of(it.commit(batch)), ErrorKind::conflict);
    EXPECT_EQ(kind_of(it.now(it.store().event("m-e-1"))), ErrorKind::not_found);
}

TEST_P(StoreContract, ListsTheEventsOfABookingInOrder)
{
    for (int i = 0; i < 12; ++i) {
        Batch batch;
        batch.events.push_back(an_event("e-" + std::to_string(i), i % 2 == 0 ? "b-1" : "b-2"));
        batch.events[0].received = clock.now();
        ASSERT_TRUE(it.commit(std::move(batch)));
        clock.advance(std::chrono::seconds{1});
    }
    auto const events = it.now(it.store().events_of_booking("b-1"));
    ASSERT_THAT(*events, SizeIs(6));
    EXPECT_EQ(events->front().event_id, "e-0");
    EXPECT_EQ(events->back().event_id, "e-10");
}

TEST_P(StoreContract, ResolvesAHeldEventOnce)
{
    Batch batch;
    batch.events.push_back(an_event("e-1"));
    batch.events[0].state = EventState::held;
    batch.events[0].note = "the mapping failed";
    ASSERT_TRUE(it.commit(batch));
    Batch then;
    then.journeys.push_back({"b-1", 0, "", "{}"});
    EXPECT_TRUE(it.now(it.store().resolve_event("m-e-1", EventState::applied, then)));
    EXPECT_EQ(it.now(it.store().event("m-e-1"))->state, EventState::applied);
    EXPECT_EQ(it.now(it.store().journey("b-1"))->version, 1u);
    auto const again = it.now(it.store().resolve_event("m-e-1", EventState::applied, {}));
    EXPECT_EQ(kind_of(again), ErrorKind::conflict);
    auto const unknown = it.now(it.store().resolve_event("nobody", EventState::applied, {}));
    EXPECT_EQ(kind_of(unknown), ErrorKind::not_found);
}

TEST_P(StoreContract, LeavesAHeldEventAsItIsWhenItsBatchDoesNotFit)
{
    Batch batch;
    batch.events.push_back(an_event("e-1"));
    batch.events[0].state = EventState::held;
    ASSERT_TRUE(it.commit(batch));
    Batch then;
    then.journeys.push_back({"b-1", 7, "", "{}"});
    auto const resolved = it.now(it.store().resolve_event("m-e-1", EventState::applied, then));
    EXPECT_EQ(kind_of(resolved), ErrorKind::conflict);
    EXPECT_EQ(it.now(it.store().event("m-e-1"))->state, EventState::held);
}

TEST_P(StoreContract, TellsWhichJourneysAreDueTheOldestFirst)
{
    TimePoint const noon{std::chrono::hours{500'000}};
    Batch batch;
    batch.journeys.push_back({"b-late", 0, "", "{}", noon + 1h});
    batch.journeys.push_back({"b-soon", 0, "", "{}", noon});
    batch.journeys.push_back({"b-sooner", 0, "", "{}", noon - 1h});
    batch.journeys.push_back({"b-never", 0, "", "{}"});
    ASSERT_TRUE(it.commit(batch));
    EXPECT_THAT(*it.now(it.store().due_journeys(noon, 9)), ElementsAre("b-sooner", "b-soon"));
    EXPECT_THAT(*it.now(it.store().due_journeys(noon, 1)), ElementsAre("b-sooner"));
    EXPECT_EQ(it.now(it.store().journey("b-soon"))->due, noon);

    Batch moved;
    moved.journeys.push_back({"b-sooner", 1, "", "{}", noon + 2h});
    moved.journeys.push_back({"b-soon", 1, "", "{}"});
    ASSERT_TRUE(it.commit(moved));
    EXPECT_THAT(*it.now(it.store().due_journeys(noon, 9)), IsEmpty());
    EXPECT_THAT(*it.now(it.store().due_journeys(noon + 9h, 9)), ElementsAre("b-late", "b-sooner"));
}

TEST_P(StoreContract, CountsAReportForOnePatientOnly)
{
    Batch batch;
    batch.procedures.push_back({"11111111111111111111111111111111", "r-1", "lumbar", {}, true});
    batch.procedures[0].day = Date{std::chrono::year{2029} / 5 / 1};
    ASSERT_TRUE(it.commit(batch));
    batch.procedures[0].patient_key = "22222222222222222222222222222222";
    batch.procedures[0].counted = false;
    ASSERT_TRUE(it.commit(batch));
    SituationQuery first{"booking", "", "b-9", "11111111111111111111111111111111"};
    SituationQuery second{"booking", "", "b-9", "22222222222222222222222222222222"};
    EXPECT_THAT(it.now(it.store().situation(first))->procedures, IsEmpty());
    auto const moved = it.now(it.store().situation(second))->procedures;
    ASSERT_THAT(moved, SizeIs(1));
    EXPECT_FALSE(moved[0].counted);
}

TEST_P(StoreContract, KeepsABodyOfEightMegabytes)
{
    Batch batch;
    batch.events.push_back(an_event("e-1"));
    batch.events[0].body = std::string(8'000'000, 'p');
    batch.resources.push_back(a_resource("large", std::string(8'000'000, 'q')));
    ASSERT_TRUE(it.commit(batch));
    EXPECT_TRUE(it.now(it.store().event("m-e-1"))->body == batch.events[0].body);
    auto const resource = it.now(it.store().resource("Patient", "large", {}));
    EXPECT_TRUE(resource->body == batch.resources[0].body);
}

TEST_P(StoreContract, NumbersChangesWithoutGapsAndTellsThemAfterTheCommit)
{
    std::vector<std::uint64_t> told;
    std::vector<std::string> partners;
    std::mutex mutex;
    it.store().on_commit([&](Committed const& committed) {
        std::lock_guard const lock{mutex};
        for (auto const& change : committed.changes) told.push_back(change.number);
        partners.insert(partners.end(), committed.partners.begin(), committed.partners.end());
    });
    for (int i = 0; i < 3; ++i) {
        Batch batch;
        batch.changes.push_back({0, "readiness", "b-1", "{\"n\":1}", clock.now()});
        batch.changes.push_back({0, "delivery", "b-1", "{\"n\":2}", clock.now()});
        ASSERT_TRUE(it.commit(std::move(batch)));
    }
    ASSERT_TRUE(it.commit(a_message("m-1")));
    it.close(); // The last one has been told then.
    it.open();
    EXPECT_THAT(told, ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(partners, ElementsAre("gp"));
}

TEST_P(StoreContract, GivesChangesInPages)
{
    Batch batch;
    for (int i = 0; i < 5; ++i) {
        batch.changes.push_back({0, "delivery", "b-1", std::to_string(i), clock.now()});
    }
    ASSERT_TRUE(it.commit(batch));
    auto const page = it.now(it.store().changes(2, 2));
    ASSERT_THAT(*page, SizeIs(2));
    EXPECT_EQ(page->front().number, 3u);
    EXPECT_EQ(page->front().body, "2");
    EXPECT_EQ(page->front().at, clock.now());
    EXPECT_THAT(*it.now(it.store().changes(5, 2)), IsEmpty());
}

TEST_P(StoreContract, ChainsTheAuditTrail)
{
    for (int i = 0; i < 4; ++i) {
        Batch batch;
        batch.audit.push_back({"clinic", "event.accepted", "m-" + std::to_string(i), ""});
        ASSERT_TRUE(it.commit(std::move(batch)));
    }
    EXPECT_EQ(*it.now(it.store().verify_audit()), 4u);
    auto const page = it.now(it.store().audit(1, 2));
    ASSERT_THAT(*page, SizeIs(2));
    EXPECT_EQ(page->front().number, 2u);
    EXPECT_EQ(page->front().entry.object, "m-1");
    EXPECT_THAT(page->front().hash, SizeIs(64));
}

/// Many coroutines on two threads: each event once, all journeys at their last version.
TEST_P(StoreContract, KeepsEveryPromiseUnderManyCommitsAtOnce)
{
    constexpr int count = 64;
    std::atomic<int> stored{0}, refused{0};
    auto const one = [&](int i) -> boost::asio::awaitable<void> {
        for (std::uint64_t version = 0; version < 3; ++version) {
            Batch batch;
            auto const id = "e-" + std::to_string(i) + "-" + std::to_string(version);
            auto const booking_id = "b-" + std::to_string(i / 2); // Two of them race.
            batch.events.push_back(an_event(id, booking_id));
            batch.journeys.push_back({booking_id, version, "", "{}"});
            batch.messages.push_back(a_message("out-" + id, booking_id));
            batch.audit.push_back({"clinic", "event.accepted", id, ""});
            auto const committed = co_await it.store().commit(std::move(batch));
            ++(committed ? stored : refused);
        }
    };
    for (int i = 0; i < count; ++i) {
        boost::asio::co_spawn(it.around.context, one(i), boost::asio::detached);
    }
    std::vector<std::jthread> threads;
    for (int i = 0; i < 2; ++i) threads.emplace_back([&] { it.around.context.run(); });
    threads.clear();
    EXPECT_EQ(stored, count / 2 * 3);
    EXPECT_EQ(refused, count / 2 * 3);
    EXPECT_EQ(*it.now(it.store().verify_audit()), static_cast<std::uint64_t>(stored.load()));
    EXPECT_EQ(it.now(it.store().journey("b-0"))->version, 3u);
    EXPECT_THAT(it.leased("gp", 1'000), SizeIs(count / 2)); // One a lane.
}

TEST_P(StoreContract, SaysThatItCanWrite)
{
    EXPECT_TRUE(it.now(it.store().probe()));
    ASSERT_TRUE(it.commit(a_message("m-1")));
    EXPECT_GE(it.store().figures().commits, 1u);
    EXPECT_GE(it.store().figures().batches, 1u);
}

INSTANTIATE_TEST_SUITE_P(Backends, StoreContract, testing::Values(memory(), sqlite()), name_of);

} // namespace
} // namespace foramen
