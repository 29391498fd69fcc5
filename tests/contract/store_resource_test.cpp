// What a store promises about resources: versions, history, search; every backend alike.
#include "tests/contract/store_backend.h"

namespace foramen {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ResourceContract : public StoreContract {
protected:
    void put(ResourceRecord record)
    {
        Batch batch;
        batch.resources.push_back(std::move(record));
        ASSERT_TRUE(it.commit(std::move(batch)));
    }
    std::vector<std::string> found(ResourceFilter filter)
    {
        auto const page = it.now(it.store().resources(std::move(filter)));
        EXPECT_TRUE(page);
        std::vector<std::string> ids;
        if (!page) return ids;
        for (auto const& one : page->resources) ids.push_back(one.id);
        EXPECT_EQ(page->total, ids.size());
        return ids;
    }
};

TEST_P(ResourceContract, MakesANewVersionOnlyOfWhatChanged)
{
    put(a_resource("p-1", "one"));
    put(a_resource("p-1", "one"));
    EXPECT_EQ(it.now(it.store().resource("Patient", "p-1", {}))->version, 1u);
    clock.advance(1s);
    put(a_resource("p-1", "two"));
    auto const now = it.now(it.store().resource("Patient", "p-1", {}));
    EXPECT_EQ(now->version, 2u);
    EXPECT_EQ(now->body, "two");
    EXPECT_EQ(now->updated, clock.now());
    put(a_resource("p-1", "one")); // As it was once, but not as it is.
    EXPECT_EQ(it.now(it.store().resource("Patient", "p-1", {}))->version, 3u);
}

TEST_P(ResourceContract, WhatCameOrMovedOnSinceItWasReadIsAConflict)
{
    auto const put_seen = [&](std::uint64_t version, std::string body) {
        Batch batch;
        batch.resources.push_back(a_resource("p-1", std::move(body)));
        batch.resources_seen.push_back({"Patient", "p-1", version});
        batch.resources_seen.push_back({"Procedure", "p-1", 0}); // Of another type: another one.
        return it.commit(std::move(batch));
    };
    EXPECT_TRUE(put_seen(0, "of the first"));
    for (std::uint64_t const version : {0, 2}) {
        auto const refused = put_seen(version, "of another");
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind(), ErrorKind::conflict);
    }
    EXPECT_EQ(it.now(it.store().resource("Patient", "p-1", {}))->body, "of the first");
    EXPECT_TRUE(put_seen(1, "amended"));
    EXPECT_FALSE(put_seen(1, "amended again"));
    EXPECT_EQ(it.now(it.store().resource("Patient", "p-1", {}))->body, "amended");
}

TEST_P(ResourceContract, WhatMovedOnStaysAConflictForAnEventThatWasHeld)
{
    Batch first;
    first.events.push_back(an_event("e-1"));
    first.events.back().state = EventState::held;
    first.resources.push_back(a_resource("p-1"));
    ASSERT_TRUE(it.commit(std::move(first)));
    for (std::uint64_t const version : {0, 1}) {
        Batch batch;
        batch.resources_seen.push_back({"Patient", "p-1", version});
        auto const resolved =
            it.now(it.store().resolve_event("m-e-1", EventState::applied, std::move(batch)));
        EXPECT_EQ(resolved.has_value(), version == 1);
    }
}

TEST_P(ResourceContract, KeepsEveryVersion)
{
    for (auto const* const body : {"one", "two", "three"}) {
        auto record = a_resource("p-1", body);
        record.status = body;
        put(std::move(record));
    }
    auto const second = it.now(it.store().resource("Patient", "p-1", 2));
    ASSERT_TRUE(second);
    EXPECT_EQ(second->body, "two");
    EXPECT_EQ(second->status, "two");
    EXPECT_EQ(it.now(it.store().resource("Patient", "p-1", 1))->body, "one");
    for (std::uint64_t const version : {0, 4}) {
        auto const none = it.now(it.store().resource("Patient", "p-1", version));
        EXPECT_EQ(none.error().kind(), ErrorKind::not_found);
    }
    auto const history = it.now(it.store().history("Patient", "p-1"));
    ASSERT_THAT(*history, SizeIs(3));
    EXPECT_EQ(history->front().body, "three");
    EXPECT_EQ(history->back().version, 1u);
    EXPECT_THAT(*it.now(it.store().history("Patient", "nobody")), IsEmpty());
    auto const none = it.now(it.store().resource("Observation", "p-1", {}));
    EXPECT_EQ(none.error().kind(), ErrorKind::not_found);
}

TEST_P(ResourceContract, TheSameResourceTwiceInOneBatchIsTwoVersions)
{
    Batch batch;
    batch.resources = {a_resource("p-1", "one"), a_resource("p-1", "two")};
    ASSERT_TRUE(it.commit(std::move(batch)));
    EXPECT_EQ(it.now(it.store().resource("Patient", "p-1", {}))->version, 2u);
    EXPECT_EQ(it.now(it.store().resource("Patient", "p-1", 1))->body, "one");
}

TEST_P(ResourceContract, FindsByIdentifierWithAndWithoutItsSystem)
{
    auto first = a_resource("p-1");
    first.identifiers = {"urn:a|7", "urn:b|8"};
    auto second = a_resource("p-2");
    second.identifiers = {"urn:b|7", "|9"};
    put(first);
    put(second);
    ResourceFilter by;
    by.type = "Patient";
    by.identifier = "urn:a|7";
    EXPECT_THAT(found(by), ElementsAre("p-1"));
    by.identifier = "7";
    EXPECT_THAT(found(by), ElementsAre("p-1", "p-2"));
    by.identifier = "|9";
    EXPECT_THAT(found(by), ElementsAre("p-2"));
    by.identifier = "|7";
    EXPECT_THAT(found(by), IsEmpty());
    by.identifier = "urn:a|8";
    EXPECT_THAT(found(by), IsEmpty());
    first.identifiers = {"urn:c|10"};
    first.body = "changed";
    put(first);
    by.identifier = "urn:a|7";
    EXPECT_THAT(found(by), IsEmpty());
    by.identifier = "10";
    EXPECT_THAT(found(by), ElementsAre("p-1"));
}

TEST_P(ResourceContract, DoesNotTakeAWordForAnother)
{
    // One text is the id of a resource, the booking of two and the value of an identifier.
    auto named = a_resource("B-7");
    named.booking_id = "other";
    named.identifiers = {};
    auto booked = a_resource("p-1");
    booked.booking_id = "B-7";
    auto identified = a_resource("p-2");
    identified.booking_id = "B-7";
    identified.identifiers = {"urn:booking|B-7"};
    Batch batch;
    batch.resources = {named, booked, identified};
    ASSERT_TRUE(it.commit(std::move(batch)));
    ResourceFilter by_id, by_value, by_identifier, by_booking;
    by_id.type = "Patient";
    by_id.id = "B-7";
    by_value.identifier = "B-7";
    by_identifier.identifier = "urn:booking|B-7";
    by_booking.booking_id = "B-7";
    EXPECT_THAT(found(by_id), ElementsAre("B-7"));
    EXPECT_THAT(found(by_value), ElementsAre("p-2"));
    EXPECT_THAT(found(by_identifier), ElementsAre("p-2"));
    EXPECT_THAT(found(by_booking), ElementsAre("p-1", "p-2"));
    EXPECT_EQ(it.now(it.store().resource("Patient", "B-7", {}))->body, named.body);
    EXPECT_FALSE(it.now(it.store().resource("Patient", "urn:booking|B-7", {})));
}

TEST_P(ResourceContract, FindsByPatientAndBookingAndStatus)
{
    PlainSealer const sealer;
    Batch batch;
    for (int i = 0; i < 4; ++i) {
        auto record = a_resource("o-" + std::to_string(i));
        record.type = i < 3 ? "Observation" : "Condition";
        record.patient_key = sealer.lookup_key(i < 2 ? "nhs|1" : "nhs|2");
        record.booking_id = i % 2 == 0 ? "b-1" : "b-2";
        record.status = i == 1 ? "final" : "amended";
        batch.resources.push_back(std::move(record));
    }
    ASSERT_TRUE(it.commit(std::move(batch)));
    ResourceFilter by;
    by.patient_identifier = "nhs|2";
    EXPECT_THAT(found(by), ElementsAre("o-2", "o-3"));
    by.type = "Condition";
    EXPECT_THAT(found(by), ElementsAre("o-3"));
    by = {};
    by.booking_id = "b-2";
    EXPECT_THAT(found(by), ElementsAre("o-1", "o-3"));
    by.status = "final";
    EXPECT_THAT(found(by), ElementsAre("o-1"));
    by = {};
    by.type = "Observation";
    EXPECT_THAT(found(by), ElementsAre("o-0", "o-1", "o-2"));
    by.status = "amended";
    EXPECT_THAT(found(by), ElementsAre("o-0", "o-2"));
    by = {};
    by.type = "Observation";
    by.id = "o-2";
    EXPECT_THAT(found(by), ElementsAre("o-2"));
    by.patient_identifier = "nhs|1";
    EXPECT_THAT(found(by), IsEmpty());
}

TEST_P(ResourceContract, FollowsAResourceToAnotherPatientAndBooking)
{
    PlainSealer const sealer;
    auto record = a_resource("p-1", "one");
    record.patient_key = sealer.lookup_key("nhs|1");
    put(record);
    record.body = "two";
    record.patient_key = sealer.lookup_key("nhs|2");
    record.booking_id = "b-2";
    put(record);
    ResourceFilter by;
    by.patient_identifier = "nhs|1";
    EXPECT_THAT(found(by), IsEmpty());
    by.patient_identifier = "nhs|2";
    EXPECT_THAT(found(by), ElementsAre("p-1"));
    by = {};
    by.booking_id = "b-2";
    EXPECT_THAT(found(by), ElementsAre("p-1"));
    record.body = "three";
    record.booking_id = "b-1";
    put(record);
    by.booking_id = "b-1";
    EXPECT_THAT(found(by), ElementsAre("p-1"));
}

TEST_P(ResourceContract, FindsByTheTimeOfTheNewestVersion)
{
    auto const begun = clock.now();
    put(a_resource("p-1", "one"));
    clock.advance(1h);
    put(a_resource("p-2", "one"));
    clock.advance(1h);
    put(a_resource("p-1", "two"));
    ResourceFilter by;
    by.type = "Patient";
    by.updated_from = begun + 1h;
    EXPECT_THAT(found(by), ElementsAre("p-1", "p-2"));
    by.updated_until = begun + 2h;
    EXPECT_THAT(found(by), ElementsAre("p-2"));
}

TEST_P(ResourceContract, PagesThroughAllOnce)
{
    for (int i = 0; i < 7; ++i) {
        put(a_resource("p-" + std::to_string(i)));
        auto record = a_resource("o-" + std::to_string(i));
        record.type = "Observation";
        put(std::move(record));
    }
    for (auto const* const booking_id : {"", "b-1"}) {
        ResourceFilter filter;
        filter.type = "Patient";
        filter.booking_id = booking_id;
        filter.limit = 3;
        std::vector<std::string> ids;
        std::vector<std::size_t> sizes;
        do {
            auto const page = it.now(it.store().resources(filter));
            EXPECT_EQ(page->total, 7u);
            for (auto const& one : page->resources) ids.push_back(one.id);
            sizes.push_back(page->resources.size());
            filter.after = page->next;
        } while (filter.after != 0);
        EXPECT_THAT(ids, ElementsAre("p-0", "p-1", "p-2", "p-3", "p-4", "p-5", "p-6"));
        EXPECT_THAT(sizes, ElementsAre(3, 3, 1));
    }
}

INSTANTIATE_TEST_SUITE_P(Backends, ResourceContract,
                         testing::Values(memory(), sqlite(), sorting_sqlite()), name_of);

} // namespace
} // namespace foramen
