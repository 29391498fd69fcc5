// Why this file exists: tests of delivery play short stories: messages wait, a far side behaves in
// some way, time passes. All on one thread, so that a story goes the same way each time.
#pragma once

#include "gateway/delivery/courier.h"
#include "gateway/store/memory/memory_store.h"
#include "tests/gateway/delivery/far_side.h"
#include "tests/gateway/delivery/troubled_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/run_task.h"

#include <memory>
#include <string>
#include <vector>

namespace foramen {

inline constexpr char one_entry[] =
    R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"id":"x"}}]})";

inline Partner practice(std::string id, std::string url)
{
    Partner made;
    made.id = std::move(id);
    made.channel = "fhir-rest";
    made.url = std::move(url);
    made.parallel_max = 4;
    made.reply_timeout = std::chrono::milliseconds{300};
    return made;
}

class DeliveryHouse {
public:
    DeliveryHouse()
    {
        settings.attempts_max = 4;
        settings.backoff_first = std::chrono::seconds{1};
        settings.backoff_max = std::chrono::minutes{30};
        settings.breaker.failures_max = 100;
        memory.on_commit([this](Committed const& committed) {
            if (!courier) return;
            courier->pause(committed.paused);
            courier->wake(committed.partners);
        });
    }
    ~DeliveryHouse()
    {
        courier.reset();
        context.stop();
    }

    void open(std::vector<Partner> with)
    {
        partners = std::move(with);
        reopen();
    }
    void reopen()
    {
        courier = std::make_unique<Courier>(
            context, store, http, clock, random, settings, partners,
            [this](Message const& message, MessageState state) {
                told.push_back(message.id + " " + std::string{to_string(state)});
                Announcement made;
                made.changes.push_back({0, "delivery", message.booking_id, "{}", clock.now()});
                return made;
            },
            [this](DeliveryEvent const& event) { events.push_back(event); });
        courier->start();
    }

    void put(std::string id, std::string partner, std::string lane)
    {
        Message message;
        message.id = std::move(id);
        message.event_message_id = "event-of-" + message.id;
        message.partner = std::move(partner);
        message.kind = "booking";
        message.lane = std::move(lane);
        message.booking_id = "BK-1";
        message.body = one_entry;
        message.created = clock.now();
        message.not_before = clock.now();
        Batch batch;
        batch.messages.push_back(std::move(message));
        auto const committed = run(context, store.commit(std::move(batch)));
        if (!committed) throw std::runtime_error{committed.error().text()};
    }

    Message message(std::string id)
    {
        auto found = run(context, store.message(std::move(id)));
        if (!found) throw std::runtime_error{found.error().text()};
        return *std::move(found);
    }
    MessageState state(std::string id) { return message(std::move(id)).state; }

    /// Lets things happen until it is so; false when it does not become so in time.
    template <class Condition>
    bool until(Condition holds, std::chrono::milliseconds patience = std::chrono::seconds{5})
    {
        auto const end = std::chrono::steady_clock::now() + patience;
        context.restart();
        while (!holds()) {
            if (std::chrono::steady_clock::now() > end) return false;
            context.run_one_for(std::chrono::milliseconds{20});
            if (context.stopped()) context.restart();
        }
        return true;
    }
    bool until_state(std::string const& id, MessageState wanted)
    {
        return until([&] { return state(id) == wanted; });
    }
    /// What happens without any reason to wait has happened.
    void settle_down()
    {
        context.restart();
        auto const end = std::chrono::steady_clock::now() + std::chrono::milliseconds{60};
        while (std::chrono::steady_clock::now() < end) {
            context.run_one_for(std::chrono::milliseconds{10});
        }
    }
    /// Time passes, and the timers notice.
    void pass(microseconds time)
    {
        clock.advance(time);
        std::vector<std::string> names;
        for (auto const& partner : partners) names.push_back(partner.id);
        courier->wake(names);
        settle_down();
    }

    boost::asio::io_context context;
    FakeClock clock;
    FakeRandom random;
    MemoryStore memory{clock};
    TroubledStore store{memory};
    HttpClient http{context};
    DeliverySettings settings;
    std::vector<Partner> partners;
    std::vector<std::string> told;
    std::vector<DeliveryEvent> events;
    std::unique_ptr<Courier> courier;
};

} // namespace foramen
