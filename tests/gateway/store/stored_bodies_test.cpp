// What is stored is found again and opened: by whichever way, of whichever
// version of the gateway, and never that of another row.
#include "gateway/base/digest.h"
#include "gateway/store/sqlite/migrations.h"
#include "gateway/store/sqlite/prepared.h"
#include "tests/gateway/store/store_file.h"

namespace foramen {
namespace {

using StoredBodies = StoreFile;

TEST_F(StoredBodies, DoesNotOpenABodyThatWasMovedToAnotherRow)
{
    {
        auto const store = open();
        ASSERT_TRUE(now((*store)->commit(batch("1"))));
        ASSERT_TRUE(now((*store)->commit(batch("2"))));
    }
    change_by_hand("UPDATE event SET body = (SELECT body FROM event WHERE "
                   "message_id = 'm-2') "
                   "WHERE message_id = 'm-1';"
                   "UPDATE texts SET body = (SELECT body FROM texts ORDER BY id "
                   "DESC LIMIT 1)");
    auto const store = open();
    EXPECT_EQ(now((*store)->event("m-1")).error().kind(), ErrorKind::fault);
    EXPECT_TRUE(now((*store)->event("m-2")));
    // One damaged message is held; the others go out.
    auto const leased = now((*store)->lease("gp", 10));
    ASSERT_TRUE(leased);
    ASSERT_EQ(leased->size(), 1u);
    EXPECT_EQ(leased->front().id, "out-2");
    MessageFilter held;
    held.state = MessageState::held;
    EXPECT_EQ(now((*store)->messages(held))->size(), 1u);
}

TEST_F(StoredBodies, FindsNoBodyAmongTheTextsOfAnotherBatch)
{
    {
        auto const store = open();
        ASSERT_TRUE(now((*store)->commit(batch("1"))));
        ASSERT_TRUE(now((*store)->commit(batch("2"))));
    }
    change_by_hand("UPDATE message SET texts = (SELECT max(id) FROM texts);"
                   "UPDATE resource SET texts = (SELECT max(id) FROM texts)");
    auto const store = open();
    EXPECT_EQ(now((*store)->message("out-1")).error().kind(), ErrorKind::fault);
    EXPECT_TRUE(now((*store)->message("out-2")));
    EXPECT_EQ(now((*store)->resource("Patient", "p-1", {})).error().kind(), ErrorKind::fault);
    EXPECT_TRUE(now((*store)->resource("Patient", "p-2", {})));
}

TEST_F(StoredBodies, ReadsWhatWasStoredBeforeTextsWereSealedTogether)
{
    for (int i = 0; i < 5; ++i) change_by_hand(migrations()[static_cast<std::size_t>(i)]);
    auto const sealed = [&](std::string const& text, std::string const& place) {
        return "X'" + to_hex(sealer->seal(text, place)) + "'";
    };
    auto const way = [&](std::string const& word) {
        return std::to_string(finder_key(*sealer, word));
    };
    change_by_hand("INSERT INTO partner VALUES (1, 'gp', 1, 0, 0, 0, 0, 0, NULL);"
                   "INSERT INTO message VALUES (1, 'out-1', 1, 'lane', 1, 0, 0, "
                   "5, 5, 0, 5, 0, 'm-1', "
                   "'booking', 'b-1', '', '', '', '');"
                   "INSERT INTO message_body VALUES (1, " +
                   sealed("sent", "message/out-1/body") +
                   ");"
                   "INSERT INTO resource VALUES (1, 'Patient', 'p-1', 2, 2, 7, "
                   "'active', NULL, 'b-1', x'00', "
                   "x'');"
                   "INSERT INTO resource_version VALUES (1, 0, 1, 6, 'active', " +
                   sealed("first", "resource/Patient/p-1/body/1") + "), (2, 1, 2, 7, 'active', " +
                   sealed("second", "resource/Patient/p-1/body/2") +
                   ");"
                   "INSERT INTO finder VALUES (" +
                   way("p-1") + ", 1, 1), (" + way("b-1") +
                   ", 1, 1);"
                   "PRAGMA user_version = 5");
    auto const store = open();
    ASSERT_TRUE(store) << store.error().text();
    EXPECT_EQ(now((*store)->message("out-1"))->body, "sent");
    auto const leased = now((*store)->lease("gp", 10));
    ASSERT_EQ(leased->size(), 1u);
    EXPECT_EQ(leased->front().body, "sent");
    ResourceFilter filter;
    filter.booking_id = "b-1";
    auto const page = now((*store)->resources(std::move(filter)));
    ASSERT_EQ(page->total, 1u);
    EXPECT_EQ(page->resources.front().body, "second");

    Batch next = batch("2");
    next.resources.front().id = "p-1";
    next.resources.front().body = "third";
    ASSERT_TRUE(now((*store)->commit(std::move(next))));
    auto const history = now((*store)->history("Patient", "p-1"));
    ASSERT_EQ(history->size(), 3u);
    EXPECT_EQ((*history)[0].body, "third");
    EXPECT_EQ((*history)[1].body, "second");
    EXPECT_EQ((*history)[2].body, "first");
}

TEST_F(StoredBodies, FindsWhatCameLastBeforeAndAfterItIsSortedIntoTheIndex)
{
    settings.recent_ways_max = 12; // A batch has three: its id, its identifier, its booking.
    auto const found = [&](Store& store) {
        std::uint64_t total = 0;
        for (int i = 1; i <= 7; ++i) {
            ResourceFilter by_booking;
            by_booking.booking_id = "b-" + std::to_string(i);
            total += now(store.resources(std::move(by_booking)))->total;
            ResourceFilter by_identifier;
            by_identifier.identifier = "urn:x|value-" + std::to_string(i);
            total += now(store.resources(std::move(by_identifier)))->total;
        }
        return total;
    };
    for (int i = 1; i <= 7; ++i) {
        auto const store = open(); // Each time what was not sorted yet is read again.
        ASSERT_TRUE(store) << store.error().text();
        auto const id = std::to_string(i);
        Batch made = batch(id);
        ResourceRecord record;
        record.type = "Appointment";
        record.id = "a-" + id;
        record.body = R"({"id":")" + record.id + "\"}";
        record.booking_id = "b-" + id;
        record.identifiers = {"urn:x|value-" + id};
        made.resources = {record};
        EXPECT_EQ(found(**store),
                  2u * static_cast<unsigned>(i - 1)); // A reader that has read.
        ASSERT_TRUE(now((*store)->commit(std::move(made))));
        EXPECT_EQ(found(**store), 2u * static_cast<unsigned>(i));
        record.body = R"({"id":")" + record.id + R"(","status":"booked"})";
        Batch changed;
        changed.resources = {record};
        ASSERT_TRUE(now((*store)->commit(std::move(changed))));
        auto id_of = record.id;
        EXPECT_EQ(now((*store)->resource("Appointment", std::move(id_of), {}))->version, 2u);
    }
}

} // namespace
} // namespace foramen
