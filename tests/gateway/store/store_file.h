// Why this file exists: a SQLite store in a folder of its own, and a batch with a bit of
// everything, for the tests of what the contract cannot say.
#pragma once

#include "gateway/security/keys.h"
#include "gateway/store/sqlite/sqlite_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <fstream>

namespace foramen {

class StoreFile : public testing::Test {
protected:
    StoreFile()
    {
        sealer = *open_key_ring(Secret{std::string(32, 'm')}, folder / "ring", random);
        settings.file = folder / "store.db";
    }

    Result<std::unique_ptr<Store>> open()
    {
        return open_sqlite_store(context.get_executor(), settings, *sealer, clock);
    }
    template <class T> Result<T> now(Task<T> task) { return run(context, std::move(task)); }

    static Batch batch(std::string const& id, std::size_t body_bytes = 100)
    {
        Batch made;
        StoredEvent event;
        event.message_id = "m-" + id;
        event.kind = "booking";
        event.event_id = id;
        event.booking_id = "b-" + id;
        event.body = "Markerson" + std::string(body_bytes, 'x');
        made.events.push_back(event);
        made.journeys.push_back({"b-" + id, 0, "", R"({"family":"Markerson"})"});
        ResourceRecord patient;
        patient.type = "Patient";
        patient.id = "p-" + id;
        patient.body = R"({"family":"Markerson","nhs":"9434765919"})";
        patient.identifiers = {"https://fhir.nhs.uk/Id/nhs-number|9434765919"};
        made.resources.push_back(patient);
        Message message;
        message.id = "out-" + id;
        message.partner = "gp";
        message.lane = id;
        message.body = R"({"family":"Markerson"})";
        made.messages.push_back(message);
        made.changes.push_back({0, "readiness", "b-" + id, R"({"of":"Markerson"})", {}});
        made.audit.push_back({"clinic", "event.accepted", "m-" + id, ""});
        return made;
    }

    void change_by_hand(std::string const& sql)
    {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(settings.file.c_str(), &database), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(database);
        sqlite3_close(database);
    }

    std::string bytes_of(std::string const& name)
    {
        std::ifstream in{folder / name, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    TempFolder folder;
    boost::asio::io_context context;
    FakeClock clock;
    FakeRandom random;
    SqliteSettings settings;
    std::unique_ptr<Sealer> sealer;
};

} // namespace foramen
