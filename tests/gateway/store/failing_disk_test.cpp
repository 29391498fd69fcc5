// Whatever the disk does, what was answered well is there, what was not is not there by half, and
// the store goes on when the disk does: for every write, fsync and read of a run in turn. Some are
// skipped to keep the test short; with FORAMEN_EVERY_OPERATION=1 in the environment none is.
#include "gateway/security/keys.h"
#include "gateway/store/sqlite/sqlite_store.h"
#include "tests/gateway/store/faulty_disk.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace foramen {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

enum class Ends { closed, power_cut };

/// Slow: a commit overtakes each copy of the log, which is then a copy of a part.
enum class Copies { fast, slow };

struct Trouble {
    DiskFault fault;
    Lasts lasts;
    Ends ends;
    int step; ///< Every n-th operation is tried, to keep the test short.
    Copies copies = Copies::fast;
};

std::string name_of(testing::TestParamInfo<Trouble> const& tested)
{
    auto const& trouble = tested.param;
    std::string const faults[] = {"Nothing",   "WriteFails", "DiskFull", "SyncFails",
                                  "SyncDrops", "ReadFails",  "ReadShort"};
    return faults[static_cast<int>(trouble.fault)] +
           (trouble.lasts == Lasts::once ? "Once" : "Long") +
           (trouble.ends == Ends::closed ? "ThenClosed" : "ThenPowerCut") +
           (trouble.copies == Copies::fast ? "" : "OfASlowCopy");
}

/// One store on one failing disk, and what it promised.
class FailingDisk : public testing::TestWithParam<Trouble> {
protected:
    FailingDisk()
    {
        sealer = *open_key_ring(Secret{std::string(32, 'm')}, folder / "ring", random);
    }
    void start()
    {
        fresh_disk();
        open();
    }
    void fresh_disk()
    {
        for (auto const* const suffix : {"", "-wal", "-shm"}) {
            std::filesystem::remove((folder / "store.db").string() + suffix);
        }
        auto const slow = GetParam().copies == Copies::slow;
        rounds = slow ? 20 : 9;
        disk = std::make_unique<FaultyDisk>();
        settings = {};
        settings.file = folder / "store.db";
        settings.file_system = disk->name();
        // So that the log is copied and begun anew within a walk.
        settings.wal_bytes_max = slow ? 400'000 : 150'000;
        settings.writer_cache_bytes = 64'000;
        settings.reader_cache_bytes = 64'000;
        settings.recent_ways_max = 6; // The index of resources is sorted again and again.
        acked.clear();
        refused.clear();
        settled.clear();
    }
    void open()
    {
        auto opened = open_sqlite_store(context.get_executor(), settings, *sealer, clock);
        ASSERT_TRUE(opened) << opened.error().text();
        store = *std::move(opened);
    }
    void finish()
    {
        store.reset();
        disk.reset();
    }
    template <class T> Result<T> now(Task<T> task) { return run(context, std::move(task)); }

    static std::string number(int i) { return std::to_string(i); }
    static Batch batch(int i)
    {
        auto const id = number(i);
        Batch made;
        StoredEvent event;
        event.message_id = "m-" + id;
        event.kind = "booking";
        event.event_id = id;
        event.booking_id = "b-" + id;
        event.body = std::string(3'000, 'e');
        made.events.push_back(event);
        made.journeys.push_back({"b-" + id, 0, "patient-" + id, "{}"});
        ResourceRecord resource;
        resource.type = "Patient";
        resource.id = "p-" + id;
        resource.body = std::string(5'000, 'r');
        resource.patient_key = "patient-" + id;
        made.resources.push_back(resource);
        Message message;
        message.id = "out-" + id;
        message.partner = "gp";
        message.lane = "patient-" + id;
        message.booking_id = "b-" + id;
        message.body = std::string(3'000, 'm');
        made.messages.push_back(message);
        made.procedures.push_back({"patient-" + id, "r-" + id, "lumbar", {}, true});
        made.changes.push_back({0, "readiness", "b-" + id, "{}", {}});
        made.audit.push_back({"clinic", "event.accepted", "m-" + id, ""});
        return made;
    }

    /// What is answered with an error says that it may be tried again, and what to look at.
    void expect_told(Error const& error)
    {
        EXPECT_EQ(error.kind(), ErrorKind::unavailable) << error.text();
        auto const full = GetParam().fault == DiskFault::full;
        EXPECT_THAT(error.text(), HasSubstr(full ? "make room" : "look at")) << error.text();
    }

    void try_one(int i)
    {
        auto made = batch(i);
        auto const stored = now(store->commit(std::move(made)));
        if (stored) acked.push_back(i);
        else {
            refused.push_back(i);
            expect_told(stored.error());
        }
        read_one(i);
        auto leased = now(store->lease("gp", 1));
        if (!leased) return expect_told(leased.error());
        for (auto const& message : *leased) {
            Settlement settlement;
            settlement.message_id = message.id;
            settlement.attempt = message.attempts;
            settlement.verdict = Finish{"201"};
            auto const done = now(store->settle(std::move(settlement)));
            if (done) settled.push_back(message.id);
            else expect_told(done.error());
        }
    }

    /// An answer is right, or it is an error.
    void read_one(int i)
    {
        auto const id = number(acked[static_cast<std::size_t>(i) % acked.size()]);
        auto const event = now(store->event("m-" + id));
        if (event) {
            EXPECT_EQ(event->body, std::string(3'000, 'e'));
        } else {
            expect_told(event.error());
        }
        SituationQuery query{"booking", id, "b-" + id, "patient-" + id};
        auto const situation = now(store->situation(std::move(query)));
        if (!situation) return expect_told(situation.error());
        EXPECT_EQ(situation->journey.version, 1u);
        EXPECT_EQ(situation->procedures.size(), 1u);
    }

    /// How much of a batch is there, of six parts.
    int parts_of(int i)
    {
        auto const id = number(i);
        int parts = 0;
        if (now(store->event("m-" + id))) ++parts;
        if (now(store->journey("b-" + id))->version == 1) ++parts;
        if (now(store->resource("Patient", "p-" + id, {}))) ++parts;
        if (now(store->message("out-" + id))) ++parts;
        SituationQuery query{"booking", "", "", "patient-" + id};
        if (now(store->situation(std::move(query)))->procedures.size() == 1) ++parts;
        ResourceFilter filter;
        filter.id = "p-" + id;
        filter.type = "Patient";
        if (now(store->resources(filter))->total == 1) ++parts;
        return parts;
    }
    void expect_whole()
    {
        std::uint64_t whole = 0;
        for (auto const i : acked) EXPECT_EQ(parts_of(i), 6) << "accepted, but lost: " << i;
        for (auto const i : refused) {
            auto const parts = parts_of(i);
            EXPECT_TRUE(parts == 0 || parts == 6) << parts << " of 6 parts of a refused batch";
            if (parts == 6) ++whole;
        }
        whole += acked.size();
        for (auto const& id : settled) {
            EXPECT_EQ(now(store->message(id))->state, MessageState::delivered) << id;
        }
        EXPECT_EQ(now(store->audit(0, 1'000))->size(), whole);
        EXPECT_TRUE(now(store->verify_audit()));
        auto const changes = *now(store->changes(0, 1'000));
        EXPECT_EQ(changes.size(), whole);
        if (!changes.empty()) {
            EXPECT_EQ(changes.back().number, whole);
        }
        expect_counted();
    }
    void expect_counted()
    {
        std::map<MessageState, std::uint64_t> counts;
        MessageFilter all;
        all.limit = 1'000;
        auto const listed = now(store->messages(all));
        for (auto const& one : *listed) ++counts[one.state];
        auto const queues = *now(store->queues());
        if (!queues.empty()) {
            EXPECT_EQ(queues.front().counts, counts);
        }
    }

    /// Whether the disk failed at all.
    bool walk(int nth)
    {
        auto const trouble = GetParam();
        start();
        for (int i = 0; i < 2; ++i) try_one(i);
        EXPECT_EQ(acked.size(), 2u);
        if (trouble.copies == Copies::slow) disk->slow_copies(300us);
        disk->fail(trouble.fault, nth, trouble.lasts);
        for (int i = 2; i < rounds; ++i) try_one(i);
        auto const failed = disk->failed() > 0;
        if (failed) expect_not_ready();
        if (trouble.ends == Ends::power_cut && nth % 2 == 0) {
            disk->cut_power(); // In the middle of the trouble.
        } else {
            disk->heal();
            expect_works_again();
            if (trouble.ends == Ends::power_cut) disk->cut_power();
        }
        store.reset();
        if (trouble.ends == Ends::power_cut) disk->power_on();
        disk->heal();
        open();
        if (store == nullptr) return true; // It was told why.
        expect_whole();
        finish();
        return failed;
    }
    /// The disk fails while the store is opened, be it for the first time or after a power cut.
    bool open_in_trouble(int nth)
    {
        auto const trouble = GetParam();
        fresh_disk();
        if (nth % 2 == 0) {
            open();
            for (int i = 0; i < 4; ++i) try_one(i);
            disk->cut_power();
            store.reset();
            disk->power_on();
        }
        disk->fail(trouble.fault, nth, trouble.lasts);
        auto opened = open_sqlite_store(context.get_executor(), settings, *sealer, clock);
        auto const failed = disk->failed() > 0;
        if (opened) {
            store = *std::move(opened);
        } else {
            EXPECT_TRUE(failed);
            expect_told(opened.error());
            EXPECT_THAT(opened.error().text(), HasSubstr("store.db"));
        }
        store.reset();
        if (trouble.ends == Ends::power_cut) disk->power_on();
        disk->heal();
        open();
        if (store == nullptr) return true; // It was told why.
        expect_whole();
        try_one(rounds);
        EXPECT_TRUE(refused.empty());
        finish();
        return failed;
    }
    /// What /readyz asks. Reads are answered from memory mostly, and writing works then.
    void expect_not_ready()
    {
        auto const fault = GetParam().fault;
        auto const reads = fault == DiskFault::read_fails || fault == DiskFault::read_short;
        if (reads || GetParam().lasts == Lasts::once) return;
        auto const ready = now(store->probe());
        ASSERT_FALSE(ready);
        expect_told(ready.error());
    }
    void expect_works_again()
    {
        EXPECT_TRUE(now(store->probe()));
        auto const before = refused.size();
        try_one(rounds);
        EXPECT_EQ(refused.size(), before) << "the disk is well, the store is not";
        // Who was refused comes again: it is stored, or it was all the time.
        for (auto const i : std::exchange(refused, {})) {
            auto made = batch(i);
            auto const stored = now(store->commit(std::move(made)));
            EXPECT_TRUE(stored || stored.error().kind() == ErrorKind::conflict);
            acked.push_back(i);
        }
    }

    TempFolder folder;
    boost::asio::io_context context;
    FakeClock clock;
    FakeRandom random;
    std::unique_ptr<Sealer> sealer;
    SqliteSettings settings;
    std::unique_ptr<FaultyDisk> disk;
    std::unique_ptr<Store> store;
    int rounds = 0;
    std::vector<int> acked, refused;
    std::vector<std::string> settled;
};

TEST_P(FailingDisk, OpensOrSaysWhyAndOpensAgainWhenItIsWell)
{
    int failed = 0;
    int quiet = 0;
    auto const step = std::getenv("FORAMEN_EVERY_OPERATION") ? 1 : (GetParam().step + 1) / 2;
    for (int nth = 1; quiet < 3; nth += step) {
        SCOPED_TRACE("operation " + number(nth));
        if (open_in_trouble(nth)) ++failed;
        else ++quiet;
        if (HasFailure()) return;
    }
    auto const of_log = GetParam().fault == DiskFault::read_short; // Little is read of it here.
    EXPECT_GT(failed, of_log ? 0 : 1);
}

TEST_P(FailingDisk, LosesNothingThatItAcceptedAndStoresNothingByHalf)
{
    int failed = 0;
    int quiet = 0; // The threads take turns as they like: one walk without a fault is no end.
    auto const step = std::getenv("FORAMEN_EVERY_OPERATION") ? 1 : GetParam().step;
    for (int nth = 1; quiet < 3; nth += step) {
        SCOPED_TRACE("operation " + number(nth));
        if (walk(nth)) ++failed;
        else ++quiet;
        if (HasFailure()) return;
    }
    EXPECT_GT(failed, 5); // The control: it did fail.
    RecordProperty("walks", failed);
}

INSTANTIATE_TEST_SUITE_P(
    Disk, FailingDisk,
    testing::Values(Trouble{DiskFault::write_fails, Lasts::once, Ends::closed, 23},
                    Trouble{DiskFault::write_fails, Lasts::until_healed, Ends::closed, 23},
                    Trouble{DiskFault::write_fails, Lasts::once, Ends::power_cut, 23},
                    Trouble{DiskFault::full, Lasts::once, Ends::closed, 23},
                    Trouble{DiskFault::full, Lasts::until_healed, Ends::power_cut, 23},
                    Trouble{DiskFault::sync_fails, Lasts::once, Ends::closed, 2},
                    Trouble{DiskFault::sync_fails, Lasts::once, Ends::power_cut, 1},
                    Trouble{DiskFault::sync_fails, Lasts::until_healed, Ends::power_cut, 1},
                    Trouble{DiskFault::sync_drops, Lasts::once, Ends::closed, 2},
                    Trouble{DiskFault::sync_drops, Lasts::once, Ends::power_cut, 1},
                    Trouble{DiskFault::sync_fails, Lasts::once, Ends::power_cut, 1, Copies::slow},
                    Trouble{DiskFault::sync_drops, Lasts::once, Ends::power_cut, 1, Copies::slow},
                    Trouble{DiskFault::sync_drops, Lasts::until_healed, Ends::closed, 2},
                    Trouble{DiskFault::read_fails, Lasts::once, Ends::closed, 29},
                    Trouble{DiskFault::read_fails, Lasts::until_healed, Ends::power_cut, 61},
                    Trouble{DiskFault::read_short, Lasts::once, Ends::closed, 29}),
    name_of);

} // namespace
} // namespace foramen
