// What a store promises of a patient who is known by another key since; every backend alike.
#include "tests/contract/store_backend.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace foramen {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// Of the clinic, and two NHS numbers. As the sealer makes them, so that searches find them.
std::string const clinic = PlainSealer{}.lookup_key("clinic|P-1");
std::string const nhs = PlainSealer{}.lookup_key("nhs|1");
std::string const another = PlainSealer{}.lookup_key("nhs|2");

class PatientContract : public StoreContract {
protected:
    static JourneyRecord journey(std::string booking, std::string key, std::uint64_t version = 0)
    {
        return {std::move(booking), version, std::move(key), "{}"};
    }
    static ProcedureRecord procedure(std::string report, std::string key)
    {
        return {std::move(key), std::move(report), "lumbar", Date{std::chrono::year{2029} / 5 / 1},
                true};
    }
    static ResourceRecord resource(std::string id, std::string key)
    {
        auto record = a_resource(std::move(id));
        record.patient_key = std::move(key);
        return record;
    }
    /// Two bookings, a procedure, a resource and a message, all under one key.
    static Batch known_by(std::string const& key, std::string const& name)
    {
        Batch batch;
        batch.journeys = {journey("b-" + name, key), journey("b-" + name + "-2", key)};
        batch.procedures = {procedure("r-" + name, key)};
        batch.imaging = {{"i-" + name, 0, key, "matched", "{}"}};
        batch.resources = {resource("p-" + name, key)};
        batch.messages = {a_message("m-" + name, key)};
        return batch;
    }
    void rekey(std::string from = clinic, std::string to = nhs)
    {
        Batch batch;
        batch.rekeys.push_back({std::move(from), std::move(to)});
        ASSERT_TRUE(it.commit(std::move(batch)));
    }
    Situation situation(std::string key, std::string former = "", std::string booking = "b-new")
    {
        SituationQuery query{"booking", "", std::move(booking), std::move(key), std::move(former)};
        auto found = it.now(it.store().situation(std::move(query)));
        EXPECT_TRUE(found);
        return found ? *std::move(found) : Situation{};
    }
    static std::vector<std::string> names(Situation const& found)
    {
        std::vector<std::string> all;
        for (auto const& one : found.others) all.push_back(one.booking_id);
        for (auto const& one : found.procedures) all.push_back(one.report_id);
        for (auto const& one : found.imaging) all.push_back(one.id);
        return all;
    }
    std::vector<std::string> resources(std::string identifier)
    {
        ResourceFilter filter;
        filter.patient_identifier = std::move(identifier);
        std::vector<std::string> ids;
        auto const page = it.now(it.store().resources(filter));
        for (auto const& one : page->resources) ids.push_back(one.id);
        EXPECT_EQ(page->total, ids.size());
        return ids;
    }
};

TEST_P(PatientContract, FindsUnderTheNewKeyWhatStoodUnderTheOldOne)
{
    ASSERT_TRUE(it.commit(known_by(clinic, "old")));
    ASSERT_TRUE(it.commit(known_by(nhs, "new")));
    EXPECT_THAT(names(situation(nhs)), UnorderedElementsAre("b-new-2", "r-new", "i-new"));
    rekey();
    for (auto const& key : {nhs, clinic}) { // Who knows only the clinic's id finds the same.
        auto const found = situation(key);
        EXPECT_THAT(names(found), UnorderedElementsAre("b-new-2", "b-old", "b-old-2", "r-new",
                                                       "i-new", "r-old", "i-old"));
        EXPECT_EQ(found.patient_key, nhs);
        for (auto const& one : found.others) EXPECT_EQ(one.patient_key, nhs);
        for (auto const& one : found.procedures) EXPECT_EQ(one.patient_key, nhs);
    }
    EXPECT_THAT(resources("nhs|1"), ElementsAre("p-old", "p-new"));
    EXPECT_THAT(resources("clinic|P-1"), ElementsAre("p-old", "p-new"));
    EXPECT_EQ(it.now(it.store().journey("b-old"))->patient_key, nhs);
    EXPECT_EQ(it.now(it.store().journey("b-old"))->version, 1u); // The clinic changed nothing.
    EXPECT_EQ(it.message("m-old").lane, nhs);
}

TEST_P(PatientContract, FollowsTheOldKeyInWhatIsCommittedLater)
{
    rekey(); // Both ids came at once: nothing to move yet.
    ASSERT_TRUE(it.commit(known_by(clinic, "late")));
    EXPECT_THAT(names(situation(nhs)),
                UnorderedElementsAre("b-late", "b-late-2", "r-late", "i-late"));
    EXPECT_EQ(it.now(it.store().journey("b-late"))->patient_key, nhs);
    EXPECT_THAT(resources("nhs|1"), ElementsAre("p-late"));
    EXPECT_EQ(it.message("m-late").lane, nhs);
    // The next version of a resource, too.
    auto next = resource("p-late", clinic);
    next.body = "changed";
    Batch batch;
    batch.resources.push_back(next);
    batch.journeys.push_back(journey("b-late", clinic, 1));
    ASSERT_TRUE(it.commit(std::move(batch)));
    EXPECT_THAT(resources("nhs|1"), ElementsAre("p-late"));
    EXPECT_EQ(it.now(it.store().journey("b-late"))->patient_key, nhs);
    ASSERT_TRUE(it.commit(a_message("m-next", clinic)));
    EXPECT_THAT(it.leased(), ElementsAre("m-late")); // One lane.
}

TEST_P(PatientContract, TheBatchOfTheRekeyMayStillUseTheOldKey)
{
    ASSERT_TRUE(it.commit(known_by(clinic, "old")));
    auto batch = known_by(clinic, "both");
    batch.rekeys.push_back({clinic, nhs});
    batch.recalls.push_back({clinic, "b-1", "the patient refused sharing"});
    ASSERT_TRUE(it.commit(std::move(batch)));
    EXPECT_THAT(names(situation(nhs)),
                UnorderedElementsAre("b-old", "b-old-2", "r-old", "i-old", "b-both", "b-both-2",
                                     "r-both", "i-both"));
    EXPECT_EQ(it.state("m-old"), MessageState::discarded);
    EXPECT_THAT(it.leased(), ElementsAre("m-both"));
}

TEST_P(PatientContract, MakesOneLaneOfTwoInTheOrderOfTheirAcceptance)
{
    Batch batch;
    for (auto const* const name : {"1", "3"}) batch.messages.push_back(a_message(name, nhs));
    batch.messages.insert(batch.messages.begin() + 1, a_message("2", clinic));
    batch.messages.push_back(a_message("4", clinic));
    batch.messages.push_back(a_message("hook", clinic, "webhook"));
    batch.messages[3].state = MessageState::held;
    ASSERT_TRUE(it.commit(std::move(batch)));
    rekey();
    EXPECT_THAT(it.leased("webhook"), ElementsAre("hook"));
    for (auto const* const id : {"1", "2", "3"}) {
        EXPECT_THAT(it.leased(), ElementsAre(id));
        ASSERT_TRUE(it.settle(id, 1));
    }
    EXPECT_THAT(it.leased(), IsEmpty());
    ASSERT_TRUE(it.act("4", MessageAction::release));
    EXPECT_THAT(it.leased(), ElementsAre("4"));
}

TEST_P(PatientContract, AnEarlierMessageOfTheOldLaneComesFirst)
{
    ASSERT_TRUE(it.commit(a_message("1", clinic)));
    ASSERT_TRUE(it.commit(a_message("2", nhs)));
    rekey();
    EXPECT_THAT(it.leased(), ElementsAre("1"));
    ASSERT_TRUE(it.settle("1", 1, Postpone{clock.now() + 1s, "busy"}));
    EXPECT_THAT(it.leased(), IsEmpty());
    EXPECT_EQ(*it.now(it.store().next_due("gp")), clock.now() + 1s);
    ASSERT_TRUE(it.act("1", MessageAction::discard, "sent by post"));
    EXPECT_THAT(it.leased(), ElementsAre("2"));
}

TEST_P(PatientContract, WhatIsBeingSentEndsAsItBegan)
{
    ASSERT_TRUE(it.commit(a_message("1", clinic)));
    ASSERT_TRUE(it.commit(a_message("2", nhs)));
    ASSERT_TRUE(it.commit(a_message("3", clinic)));
    EXPECT_THAT(it.leased(), ElementsAre("1", "2"));
    rekey();
    EXPECT_THAT(it.leased(), IsEmpty());
    ASSERT_TRUE(it.settle("2", 1, Postpone{clock.now(), "busy"}));
    EXPECT_THAT(it.leased(), IsEmpty()); // Now it waits for the first.
    ASSERT_TRUE(it.settle("1", 1));
    EXPECT_THAT(it.leased(), ElementsAre("2"));
    ASSERT_TRUE(it.settle("2", 2));
    EXPECT_THAT(it.leased(), ElementsAre("3"));
    EXPECT_EQ(it.now(it.store().queues())->front().counts[MessageState::delivered], 2u);
}

TEST_P(PatientContract, ALeaseThatEndsInAMergedLaneIsOfferedInItsTurn)
{
    ASSERT_TRUE(it.commit(a_message("1", clinic)));
    ASSERT_TRUE(it.commit(a_message("2", nhs)));
    it.lease();
    rekey();
    clock.advance(lease_time);
    EXPECT_THAT(it.leased(), ElementsAre("1"));
    ASSERT_TRUE(it.settle("1", 2));
    auto const next = it.lease();
    ASSERT_EQ(next.size(), 1u);
    EXPECT_EQ(next[0].id, "2");
    EXPECT_EQ(next[0].attempts, 2u);
    EXPECT_EQ(it.now(it.store().attempts("2"))->front().outcome, "interrupted");
}

TEST_P(PatientContract, TellsThePartnersOfALaneThatMoved)
{
    std::vector<std::string> woken;
    std::mutex mutex;
    it.store().on_commit([&](Committed const& committed) {
        std::lock_guard const lock{mutex};
        woken.insert(woken.end(), committed.partners.begin(), committed.partners.end());
    });
    ASSERT_TRUE(it.commit(a_message("1", clinic)));
    rekey();
    it.close(); // It has been told then.
    EXPECT_THAT(woken, ElementsAre("gp", "gp"));
    it.open();
}

TEST_P(PatientContract, FollowsTheOldKeyAtOnceAlsoWhenAllIsStoredTogether)
{
    std::vector<Batch> batches;
    for (int i = 0; i < 20; ++i) {
        auto const name = std::to_string(i);
        auto const old = PlainSealer{}.lookup_key("clinic|" + name);
        batches.push_back(known_by(old, name));
        batches.emplace_back().rekeys.push_back({old, nhs});
        batches.push_back(known_by(old, name + "-late"));
    }
    int stored = 0;
    auto const one = [&](Batch batch) -> boost::asio::awaitable<void> {
        if (co_await it.store().commit(std::move(batch))) ++stored;
    };
    for (auto& batch : batches) {
        auto task = one(std::move(batch));
        boost::asio::co_spawn(it.around.context, std::move(task), boost::asio::detached);
    }
    it.around.context.restart();
    it.around.context.run();
    EXPECT_EQ(stored, 60);
    EXPECT_EQ(situation(nhs).procedures.size(), 40u);
    EXPECT_EQ(resources("nhs|1").size(), 40u);
    EXPECT_EQ(it.leased().size(), 1u);
}

TEST_P(PatientContract, NeverMakesTwoPatientsOne)
{
    rekey();
    auto batch = known_by(another, "another");
    batch.rekeys.push_back({clinic, another}); // The clinic's id is taken: stored all the same.
    ASSERT_TRUE(it.commit(std::move(batch)));
    EXPECT_THAT(names(situation(nhs)), IsEmpty());
    EXPECT_THAT(names(situation(clinic)), IsEmpty());
    EXPECT_EQ(situation(clinic).patient_key, nhs);
    EXPECT_THAT(names(situation(another)),
                UnorderedElementsAre("b-another", "b-another-2", "r-another", "i-another"));
    EXPECT_EQ(it.message("m-another").lane, another);
    EXPECT_THAT(resources("nhs|2"), ElementsAre("p-another"));
    EXPECT_THAT(resources("nhs|1"), IsEmpty());
}

TEST_P(PatientContract, FollowsAChainAndNeverRunsInACircle)
{
    ASSERT_TRUE(it.commit(known_by(clinic, "old")));
    rekey(clinic, nhs);
    rekey(nhs, another);
    EXPECT_THAT(names(situation(another)),
                UnorderedElementsAre("b-old", "b-old-2", "r-old", "i-old"));
    EXPECT_EQ(situation(clinic).patient_key, another);
    rekey(another, clinic);
    rekey(another, nhs);
    rekey(another, another);
    rekey("", nhs);
    rekey(another, "");
    EXPECT_EQ(situation(clinic).patient_key, another);
    EXPECT_EQ(situation(another).patient_key, another);
    EXPECT_THAT(resources("clinic|P-1"), ElementsAre("p-old"));
}

TEST_P(PatientContract, ShowsWhatARekeyWouldBring)
{
    ASSERT_TRUE(it.commit(known_by(clinic, "old")));
    ASSERT_TRUE(it.commit(known_by(nhs, "new")));
    auto const before = situation(nhs, clinic, "b-old");
    EXPECT_EQ(before.former, FormerKey::free);
    EXPECT_EQ(before.patient_key, nhs);
    EXPECT_EQ(before.journey.patient_key, clinic);
    EXPECT_THAT(names(before), UnorderedElementsAre("b-new", "b-new-2", "b-old-2", "r-new", "i-new",
                                                    "r-old", "i-old"));
    rekey();
    auto const after = situation(nhs, clinic, "b-old");
    EXPECT_EQ(after.former, FormerKey::same);
    EXPECT_THAT(names(after), UnorderedElementsAre("b-new", "b-new-2", "b-old-2", "r-new", "i-new",
                                                   "r-old", "i-old"));
    auto const other = situation(another, clinic);
    EXPECT_EQ(other.former, FormerKey::elsewhere);
    EXPECT_EQ(other.patient_key, another);
    EXPECT_THAT(names(other), IsEmpty());
    EXPECT_EQ(situation(nhs, "").former, FormerKey::same);
    EXPECT_EQ(situation(nhs, nhs).former, FormerKey::same);
}

TEST_P(PatientContract, IsUndoneWithItsBatch)
{
    ASSERT_TRUE(it.commit(known_by(clinic, "old")));
    Batch batch;
    batch.rekeys.push_back({clinic, nhs});
    batch.messages.push_back(a_message("m-old")); // There already: a conflict.
    EXPECT_EQ(it.commit(std::move(batch)).error().kind(), ErrorKind::conflict);
    EXPECT_THAT(names(situation(nhs)), IsEmpty());
    EXPECT_EQ(situation(clinic).patient_key, clinic);
    EXPECT_EQ(it.message("m-old").lane, clinic);
    EXPECT_THAT(it.leased(), ElementsAre("m-old"));
}

TEST_P(PatientContract, ComesWithTheResolutionOfAHeldEventToo)
{
    Batch batch;
    batch.events.push_back(an_event("e-1"));
    batch.events[0].state = EventState::held;
    batch.procedures.push_back(procedure("r-1", clinic));
    ASSERT_TRUE(it.commit(std::move(batch)));
    Batch then;
    then.rekeys.push_back({clinic, nhs});
    ASSERT_TRUE(it.now(it.store().resolve_event("m-e-1", EventState::applied, then)));
    EXPECT_THAT(names(situation(nhs)), ElementsAre("r-1"));
}

TEST_P(PatientContract, HoldsOverARestart)
{
    if (!GetParam().keeps_over_restart) return;
    ASSERT_TRUE(it.commit(known_by(clinic, "old")));
    rekey();
    it.close();
    it.open();
    EXPECT_EQ(situation(clinic).patient_key, nhs);
    ASSERT_TRUE(it.commit(known_by(clinic, "late")));
    EXPECT_THAT(resources("nhs|1"), ElementsAre("p-old", "p-late"));
    EXPECT_THAT(it.leased(), ElementsAre("m-old"));
}

INSTANTIATE_TEST_SUITE_P(Backends, PatientContract,
                         testing::Values(memory(), sqlite(), sorting_sqlite()), name_of);

} // namespace
} // namespace foramen
