// What the SQLite store promises beyond the contract: on disk, private, whole, or a clear refusal.
#include "gateway/store/sqlite/sqlite_store.h"

#include "gateway/store/sqlite/migrations.h"
#include "tests/gateway/store/store_file.h"

#include <sys/stat.h>

namespace foramen {
namespace {

using testing::HasSubstr;
using testing::Not;

using SqliteStoreFile = StoreFile;

TEST_F(SqliteStoreFile, IsReadableByItsOwnerOnly)
{
    ::umask(0);
    auto const store = open();
    ASSERT_TRUE(store);
    ASSERT_TRUE(now((*store)->commit(batch("1"))));
    for (auto const* const name : {"store.db", "store.db-wal", "store.db-shm", "store.db.lock"}) {
        struct stat status {};
        ASSERT_EQ(::stat((folder / name).c_str(), &status), 0) << name;
        EXPECT_EQ(status.st_mode & 0777, 0600u) << name;
    }
    ::umask(022);
}

TEST_F(SqliteStoreFile, NarrowsTheModeOfAFileThatOthersCouldRead)
{
    std::ofstream{settings.file};
    ::chmod(settings.file.c_str(), 0644);
    ASSERT_TRUE(open());
    struct stat status {};
    ::stat(settings.file.c_str(), &status);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(SqliteStoreFile, HoldsNoPatientInTheClear)
{
    std::string all;
    {
        auto const store = open();
        for (auto const* const id : {"1", "2", "3"}) {
            ASSERT_TRUE(now((*store)->commit(batch(id))));
        }
        all = bytes_of("store.db") + bytes_of("store.db-wal");
    }
    all += bytes_of("store.db");
    EXPECT_GT(all.size(), 10'000u);
    EXPECT_THAT(all, HasSubstr("event.accepted")); // The control: what is not sealed is found.
    EXPECT_EQ(all.find("Markerson"), std::string::npos);
    EXPECT_EQ(all.find("9434765919"), std::string::npos);
}

TEST_F(SqliteStoreFile, IsOpenInOneGatewayAtATime)
{
    auto first = open();
    ASSERT_TRUE(first);
    auto const second = open();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind(), ErrorKind::conflict);
    EXPECT_THAT(second.error().text(), HasSubstr("another gateway"));
    *first = nullptr;
    EXPECT_TRUE(open());
}

TEST_F(SqliteStoreFile, RefusesADatabaseFromTheFuture)
{
    ASSERT_TRUE(open());
    change_by_hand("PRAGMA user_version = " + std::to_string(migrations().size() + 1));
    auto const store = open();
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind(), ErrorKind::unsupported);
    EXPECT_THAT(store.error().text(), HasSubstr("later version"));
}

TEST_F(SqliteStoreFile, MigratesOnceAndLeavesARefusedMigrationUndone)
{
    change_by_hand("CREATE TABLE message (already TEXT)"); // The first migration cannot work.
    auto const store = open();
    ASSERT_FALSE(store);
    EXPECT_THAT(store.error().text(), HasSubstr("migration 1 failed"));
    change_by_hand("DROP TABLE message");
    {
        auto const opened = open();
        ASSERT_TRUE(opened) << opened.error().text(); // Nothing of the first try was left.
        ASSERT_TRUE(now((*opened)->commit(batch("1"))));
    }
    auto const again = open();
    ASSERT_TRUE(again);
    EXPECT_TRUE(now((*again)->event("m-1")));
}

TEST_F(SqliteStoreFile, RefusesAFileThatIsNoDatabase)
{
    std::ofstream{settings.file} << std::string(10'000, 'z');
    auto const store = open();
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind(), ErrorKind::fault);
    EXPECT_THAT(store.error().text(), HasSubstr("damaged"));
}

TEST_F(SqliteStoreFile, RefusesADamagedDatabase)
{
    {
        auto const store = open();
        for (int i = 0; i < 50; ++i) {
            ASSERT_TRUE(now((*store)->commit(batch(std::to_string(i)))));
        }
    }
    auto const size = std::filesystem::file_size(settings.file);
    {
        std::fstream file{settings.file, std::ios::in | std::ios::out | std::ios::binary};
        for (std::uintmax_t page = 4'096; page < size; page += 4'096) {
            file.seekp(static_cast<std::streamoff>(page));
            file << std::string(64, '\x7f');
        }
    }
    auto const store = open();
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind(), ErrorKind::fault);
}

TEST_F(SqliteStoreFile, RefusesADatabaseOfAnotherKeyRing)
{
    ASSERT_TRUE(open());
    std::filesystem::remove(folder / "ring");
    sealer = *open_key_ring(Secret{std::string(32, 'm')}, folder / "ring", random);
    auto const store = open();
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind(), ErrorKind::incorrect);
    EXPECT_THAT(store.error().text(), HasSubstr("key ring"));
}

TEST_F(SqliteStoreFile, SaysWhenItsFolderIsMissing)
{
    settings.file = folder / "nowhere/store.db";
    auto const store = open();
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind(), ErrorKind::unavailable);
}

TEST_F(SqliteStoreFile, StoresNothingOnAFullDiskAndGoesOnWhenThereIsRoom)
{
    settings.file_bytes_max = 1'000'000;
    {
        auto const store = open();
        ASSERT_TRUE(store);
        int stored = 0;
        auto committed = now((*store)->commit(batch("0", 50'000)));
        while (committed && stored < 100) {
            ++stored;
            committed = now((*store)->commit(batch(std::to_string(stored), 50'000)));
        }
        ASSERT_FALSE(committed);
        EXPECT_GT(stored, 3);
        EXPECT_EQ(committed.error().kind(), ErrorKind::unavailable);
        auto const refused = "m-" + std::to_string(stored);
        EXPECT_EQ(now((*store)->event(refused)).error().kind(), ErrorKind::not_found);
        EXPECT_TRUE(now((*store)->event("m-0")));
        EXPECT_EQ(*now((*store)->verify_audit()), static_cast<std::uint64_t>(stored));
        EXPECT_GE((*store)->figures().errors, 1u);
    }
    settings.file_bytes_max = 0;
    auto const store = open();
    ASSERT_TRUE(store);
    EXPECT_TRUE(now((*store)->commit(batch("later", 50'000))));
    EXPECT_TRUE(now((*store)->verify_audit()));
}

TEST_F(SqliteStoreFile, RefusesEventsButSettlesWhenTheDiskIsNearlyFull)
{
    {
        auto const store = open();
        ASSERT_TRUE(now((*store)->commit(batch("1"))));
    }
    settings.free_bytes_min = std::numeric_limits<std::uint64_t>::max();
    auto const store = open();
    EXPECT_EQ(now((*store)->commit(batch("2"))).error().kind(), ErrorKind::unavailable);
    EXPECT_EQ(now((*store)->probe()).error().kind(), ErrorKind::unavailable);
    auto const leased = now((*store)->lease("gp", 1));
    ASSERT_TRUE(leased);
    ASSERT_EQ(leased->size(), 1u);
    Settlement settlement;
    settlement.message_id = "out-1";
    settlement.attempt = 1;
    settlement.verdict = Finish{"201"};
    EXPECT_TRUE(now((*store)->settle(settlement)));
}

TEST_F(SqliteStoreFile, TellsWhichAuditRecordWasTamperedWith)
{
    auto const tampered = [&](std::string const& sql) {
        std::filesystem::remove(settings.file);
        {
            auto const store = open();
            for (int i = 0; i < 5; ++i) {
                EXPECT_TRUE(now((*store)->commit(batch(std::to_string(i)))));
            }
            EXPECT_EQ(*now((*store)->verify_audit()), 5u);
        }
        change_by_hand(sql);
        auto const store = open();
        auto const verified = now((*store)->verify_audit());
        return verified ? std::string{"whole"} : verified.error().text();
    };
    for (auto const* const column : {"actor", "action", "object", "reason", "hash"}) {
        auto const sql = std::string{"UPDATE audit SET "} + column + " = 'x' WHERE number = 3";
        EXPECT_THAT(tampered(sql), HasSubstr("record 3")) << column;
    }
    EXPECT_THAT(tampered("UPDATE audit SET at = at + 1 WHERE number = 3"), HasSubstr("record 3"));
    EXPECT_THAT(tampered("DELETE FROM audit WHERE number = 3"), HasSubstr("record 3"));
    EXPECT_THAT(tampered("DELETE FROM audit WHERE number = 1"), HasSubstr("record 1"));
    EXPECT_THAT(tampered("UPDATE audit SET number = 9 WHERE number = 3;"
                         "UPDATE audit SET number = 3 WHERE number = 4;"
                         "UPDATE audit SET number = 4 WHERE number = 9"),
                HasSubstr("record 3"));
    // The control: a chain alone cannot tell that its tail was cut off.
    EXPECT_EQ(tampered("DELETE FROM audit WHERE number = 5"), "whole");
}

TEST_F(SqliteStoreFile, TellsThatTooManyWait)
{
    settings.waiting_max = 0;
    auto const store = open();
    ASSERT_TRUE(store);
    EXPECT_EQ(now((*store)->commit(batch("1"))).error().kind(), ErrorKind::busy);
}

TEST_F(SqliteStoreFile, FinishesWhatWaitsWhenItCloses)
{
    auto store = *open();
    int stored = 0;
    auto const one = [&](int i) -> boost::asio::awaitable<void> {
        auto made = batch(std::to_string(i));
        if (co_await store->commit(std::move(made))) ++stored;
    };
    for (int i = 0; i < 50; ++i) {
        auto task = one(i);
        boost::asio::co_spawn(context, std::move(task), [](std::exception_ptr) {});
    }
    context.restart();
    for (int i = 0; i < 50; ++i) context.run_one(); // All have asked, none was resumed yet.
    store->close();
    context.run();
    EXPECT_EQ(stored, 50);
}

TEST_F(SqliteStoreFile, LeasesFromALargeBacklogWithoutLookingAtIt)
{
    auto const store = open();
    for (int i = 0; i < 20; ++i) {
        Batch some;
        for (int j = 0; j < 1'000; ++j) {
            auto const id = std::to_string(i) + "-" + std::to_string(j);
            auto made = batch(id);
            auto message = std::move(made.messages[0]);
            message.lane = j % 2 == 0 ? "blocked" : id;
            if (i == 0 && j == 0) message.state = MessageState::held;
            some.messages.push_back(std::move(message));
        }
        ASSERT_TRUE(now((*store)->commit(std::move(some))));
    }
    auto const begun = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(now((*store)->lease("gp", 2))->size(), 2u);
        EXPECT_TRUE(now((*store)->queues()));
        EXPECT_TRUE(now((*store)->next_due("gp")));
    }
    auto const took = std::chrono::steady_clock::now() - begun;
    EXPECT_LT(took, std::chrono::seconds{2}); // Walking through the backlog takes far longer.
}

} // namespace
} // namespace foramen
