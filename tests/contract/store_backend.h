// Why this file exists: what the store contract is held against: each backend, opened for a test.
#pragma once

#include "gateway/store/memory/memory_store.h"
#include "gateway/store/sqlite/sqlite_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/plain_sealer.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

#include <functional>

namespace foramen {

/// What a backend needs to open; outlives the store.
struct StoreSurroundings {
    boost::asio::io_context context;
    FakeClock clock;
    PlainSealer sealer;
    TempFolder folder;
};

struct StoreBackend {
    std::string name;
    std::function<std::unique_ptr<Store>(StoreSurroundings&)> open;
    bool keeps_over_restart; ///< Opening again finds what was stored.
};

inline void PrintTo(StoreBackend const& backend, std::ostream* out) { *out << backend.name; }

inline std::unique_ptr<Store> open_sqlite(StoreSurroundings& around, std::size_t recent_ways_max)
{
    SqliteSettings settings;
    settings.file = around.folder / "store.db";
    settings.recent_ways_max = recent_ways_max;
    auto store =
        open_sqlite_store(around.context.get_executor(), settings, around.sealer, around.clock);
    EXPECT_TRUE(store) << (store ? "" : store.error().text());
    return store ? *std::move(store) : nullptr;
}

inline StoreBackend memory()
{
    return {"memory",
            [](StoreSurroundings& around) {
                return std::make_unique<MemoryStore>(around.clock, around.sealer);
            },
            false};
}

inline StoreBackend sqlite()
{
    auto const open = [](StoreSurroundings& around) {
        return open_sqlite(around, SqliteSettings{}.recent_ways_max);
    };
    return {"sqlite", open, true};
}

/// What came last is sorted into the index of resources all the time.
inline StoreBackend sorting_sqlite()
{
    auto const open = [](StoreSurroundings& around) { return open_sqlite(around, 4); };
    return {"sorting_sqlite", open, true};
}

/// Short ways to make what is stored.
inline StoredEvent an_event(std::string id, std::string booking = "b-1")
{
    StoredEvent event;
    event.message_id = "m-" + id;
    event.kind = "booking";
    event.event_id = std::move(id);
    event.booking_id = std::move(booking);
    event.body_hash = "hash";
    event.body = R"({"patient":"Markerson"})";
    return event;
}

inline Message a_message(std::string id, std::string lane = "lane-1", std::string partner = "gp")
{
    Message message;
    message.id = std::move(id);
    message.partner = std::move(partner);
    message.kind = "booking";
    message.lane = std::move(lane);
    message.booking_id = "b-1";
    message.event_message_id = "m-e-1";
    message.body = R"({"name":"Markerson"})";
    message.created = FakeClock{}.now();
    message.not_before = message.created;
    return message;
}

inline ResourceRecord a_resource(std::string id, std::string body = R"({"family":"Markerson"})")
{
    ResourceRecord record;
    record.type = "Patient";
    record.id = std::move(id);
    record.body = std::move(body);
    record.status = "active";
    record.booking_id = "b-1";
    record.identifiers = {"urn:nhs|" + record.id};
    return record;
}

/// A store under test, asked like a plain object.
class StoreFixture {
public:
    explicit StoreFixture(StoreBackend backend) : backend_{std::move(backend)} { open(); }

    void open() { store_ = backend_.open(around); }
    void close() { store_.reset(); }
    Store& store() { return *store_; }

    template <class T> Result<T> now(Task<T> task) { return run(around.context, std::move(task)); }
    Outcome commit(Batch batch) { return now(store_->commit(std::move(batch))); }
    Outcome commit(Message message)
    {
        Batch batch;
        batch.messages.push_back(std::move(message));
        return commit(std::move(batch));
    }
    std::vector<Message> lease(std::string partner = "gp", unsigned count_max = 100)
    {
        auto leased = now(store_->lease(std::move(partner), count_max));
        EXPECT_TRUE(leased);
        return leased ? *std::move(leased) : std::vector<Message>{};
    }
    std::vector<std::string> leased(std::string partner = "gp", unsigned count_max = 100)
    {
        std::vector<std::string> ids;
        for (auto const& one : lease(std::move(partner), count_max)) ids.push_back(one.id);
        return ids;
    }
    Outcome settle(std::string id, unsigned attempt,
                   std::variant<Finish, Postpone, Hold> verdict = Finish{"receipt"})
    {
        Settlement settlement;
        settlement.message_id = std::move(id);
        settlement.attempt = attempt;
        settlement.verdict = std::move(verdict);
        settlement.record.started = around.clock.now();
        settlement.record.outcome = "tried";
        return now(store_->settle(std::move(settlement)));
    }
    Outcome act(std::string id, MessageAction action, std::string reason = "")
    {
        AuditEntry why{"operator:alice", "", "", std::move(reason)};
        return now(store_->act(std::move(id), action, std::move(why)));
    }
    Message message(std::string id)
    {
        auto found = now(store_->message(std::move(id)));
        EXPECT_TRUE(found);
        return found ? *std::move(found) : Message{};
    }
    MessageState state(std::string id) { return message(std::move(id)).state; }

    StoreSurroundings around;

private:
    StoreBackend backend_;
    std::unique_ptr<Store> store_;
};

class StoreContract : public testing::TestWithParam<StoreBackend> {
protected:
    StoreFixture it{GetParam()};
    FakeClock& clock = it.around.clock;
};

inline std::string name_of(testing::TestParamInfo<StoreBackend> const& tested)
{
    return tested.param.name;
}

} // namespace foramen
