// A database that knows less than it did is told from one that only stood still (hazard H17).
#include "gateway/high_water.h"
#include "gateway/store/memory/memory_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace foramen {
namespace {

class HighWaterTest : public testing::Test {
protected:
    void act(Store& at, std::string what)
    {
        Batch batch;
        batch.audit.push_back({"clinic", std::move(what), "BK-1", ""});
        ASSERT_TRUE(run(at.commit(std::move(batch))));
    }
    Past look(Store& at)
    {
        boost::asio::io_context context; // Outlives the thread of the mark, as in the gateway.
        HighWater mark{file};
        auto const past = run(context, mark.look(at));
        EXPECT_TRUE(past.has_value());
        return *past;
    }
    /// A gateway that ran on this store and ended.
    void live(Store& at)
    {
        boost::asio::io_context context;
        HighWater mark{file};
        (void)run(context, mark.look(at));
        ASSERT_TRUE(run(context, mark.follow(at)));
    }

    TempFolder folder;
    std::filesystem::path file = folder.path() / "mark.json";
    FakeClock clock;
    MemoryStore store{clock};
};

TEST_F(HighWaterTest, IsMadeBeforeAnythingIsStored)
{
    live(store);
    act(store, "event.accepted"); // And the gateway is killed before it looks at its mark again.
    EXPECT_EQ(look(store), Past::whole);
}

TEST_F(HighWaterTest, KnowsNoPastAtFirst) { EXPECT_EQ(look(store), Past::none); }

TEST_F(HighWaterTest, GoesOnWhereItWas)
{
    act(store, "event.accepted");
    act(store, "approval.approve");
    live(store);
    EXPECT_EQ(look(store), Past::whole);
    act(store, "approval.decline"); // After the last look at the mark: a crash forgets no commit.
    EXPECT_EQ(look(store), Past::whole);
}

TEST_F(HighWaterTest, NoticesThatTheEndIsMissing)
{
    MemoryStore backup{clock};
    act(backup, "event.accepted");
    act(store, "event.accepted");
    act(store, "approval.decline");
    live(store);
    EXPECT_EQ(look(backup), Past::restored);
}

TEST_F(HighWaterTest, NoticesAnotherPastOfTheSameLength)
{
    act(store, "approval.decline");
    live(store);
    MemoryStore other{clock};
    act(other, "approval.approve");
    act(other, "event.accepted"); // It has gone on since.
    EXPECT_EQ(look(other), Past::restored);
}

TEST_F(HighWaterTest, TakesAPastWithoutAMarkForARestoredOne)
{
    act(store, "event.accepted");
    EXPECT_EQ(look(store), Past::restored);
    std::ofstream{file} << "nonsense";
    std::filesystem::permissions(file, std::filesystem::perms{0600});
    EXPECT_EQ(look(store), Past::restored);
}

TEST_F(HighWaterTest, NoticesAnEmptyDatabaseInThePlaceOfAFullOne)
{
    act(store, "event.accepted");
    live(store);
    MemoryStore empty{clock};
    EXPECT_EQ(look(empty), Past::restored);
}

TEST_F(HighWaterTest, RefusesAMarkThatOthersMayWrite)
{
    std::ofstream{file} << "{}";
    std::filesystem::permissions(file, std::filesystem::perms{0666});
    boost::asio::io_context context;
    HighWater mark{file};
    EXPECT_FALSE(run(context, mark.look(store)));
}

} // namespace
} // namespace foramen
