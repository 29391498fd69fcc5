// What is stored is found again and opened: by whichever way, of whichever version of the gateway,
// and never that of another row.
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
    change_by_hand("UPDATE event SET body = (SELECT body FROM event WHERE message_id = 'm-2') "
                   "WHERE message_id = 'm-1';"
                   "UPDATE message_body SET body = (SELECT body FROM message_body "
                   "ORDER BY sequence DESC LIMIT 1)");
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
        EXPECT_EQ(found(**store), 2u * static_cast<unsigned>(i - 1)); // A reader that has read.
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
