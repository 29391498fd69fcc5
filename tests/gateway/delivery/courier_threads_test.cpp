// Why this file exists: what one thread plays in order, several play at once: a far side that
// fails often, many lanes, and the order of each lane in the end. Run it under TSan too.
#include "gateway/base/log.h"
#include "gateway/delivery/courier.h"
#include "gateway/store/memory/memory_store.h"
#include "tests/gateway/delivery/far_side.h"
#include "tests/support/fake_random.h"
#include "tests/support/run_task.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

using namespace foramen;
using namespace std::chrono_literals;

namespace {

constexpr unsigned partner_count = 4;
constexpr unsigned lane_count = 20;
constexpr unsigned messages_per_lane = 10;
constexpr unsigned message_count = partner_count * lane_count * messages_per_lane;

std::string id_of(unsigned partner, unsigned lane, unsigned number)
{
    return std::to_string(partner) + "-" + std::to_string(lane) + "-" + std::to_string(number);
}

/// Four practices on a thread of their own; each third request goes wrong in some way.
class Practices {
public:
    Practices()
    {
        for (unsigned i = 0; i < partner_count; ++i) {
            sides_.push_back(std::make_unique<FarSide>(context_, [this](Seen const&, unsigned) {
                switch (random_.below(9)) {
                case 0: return answers(500);
                case 1: return answers(200);
                case 2: return cuts();
                default: return accepted();
                }
            }));
        }
        thread_ = std::jthread{[this] { context_.run(); }};
    }
    ~Practices() { stop(); }
    void stop()
    {
        context_.stop();
        if (thread_.joinable()) thread_.join();
    }
    std::vector<Seen> const& seen(unsigned partner) const { return sides_[partner]->seen(); }

    std::vector<Partner> partners() const
    {
        std::vector<Partner> made;
        for (auto const& side : sides_) {
            Partner partner;
            partner.id = "Z" + std::to_string(made.size());
            partner.channel = "fhir-rest";
            partner.url = side->url();
            made.push_back(std::move(partner));
        }
        return made;
    }

private:
    FakeRandom random_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stay_{
        context_.get_executor()};
    std::vector<std::unique_ptr<FarSide>> sides_;
    std::jthread thread_;
};

void put(MemoryStore& store, TimePoint now, unsigned partner, unsigned number)
{
    Batch batch;
    for (unsigned lane = 0; lane < lane_count; ++lane) {
        Message message;
        message.id = id_of(partner, lane, number);
        message.partner = "Z" + std::to_string(partner);
        message.lane = std::to_string(lane);
        message.body = R"({"resourceType":"Bundle","type":"transaction","entry":[{}]})";
        message.created = message.not_before = now;
        batch.messages.push_back(std::move(message));
    }
    EXPECT_TRUE(run(store.commit(std::move(batch))));
}

void expect_order(Practices const& practices)
{
    for (unsigned partner = 0; partner < partner_count; ++partner) {
        std::map<std::string, unsigned> reached; // the highest number seen of each lane
        for (auto const& seen : practices.seen(partner)) {
            auto const dash = seen.key.rfind('-');
            auto const number = static_cast<unsigned>(std::stoul(seen.key.substr(dash + 1)));
            auto& highest = reached[seen.key.substr(0, dash)];
            EXPECT_GE(number, highest) << "an earlier message came after a later one";
            highest = std::max(highest, number);
        }
        EXPECT_EQ(reached.size(), lane_count);
    }
}

} // namespace

TEST(CourierThreads, KeepTheOrderOfEachLaneAndLoseNothing)
{
    log_from(Level::error);
    Practices practices;
    SystemClock clock;
    SystemRandom random;
    MemoryStore store{clock};
    boost::asio::io_context context{3};
    auto const stay = boost::asio::make_work_guard(context);
    HttpClient http{context};
    DeliverySettings settings;
    settings.attempts_max = 1'000;
    settings.backoff_first = 1ms;
    settings.backoff_max = 2ms;
    settings.breaker = {5, 1ms, 2ms};
    std::atomic<unsigned> delivered = 0;
    std::promise<void> all_delivered;
    auto const count = [&](DeliveryEvent const& event) {
        if (event.outcome == "delivered" && ++delivered == message_count) {
            all_delivered.set_value();
        }
    };
    Courier courier{context,     store, http, clock, random, settings, practices.partners(),
                    Announcer{}, count};
    store.on_commit([&](Committed const& committed) { courier.wake(committed.partners); });
    courier.start();
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([&context] { context.run(); });

    for (unsigned number = 0; number < messages_per_lane; ++number) {
        for (unsigned partner = 0; partner < partner_count; ++partner) {
            put(store, clock.now(), partner, number);
        }
    }
    EXPECT_EQ(courier.lines().size(), partner_count);
    EXPECT_EQ(all_delivered.get_future().wait_for(60s), std::future_status::ready);
    courier.stop(5s);
    context.stop();
    threads.clear();
    practices.stop();
    EXPECT_EQ(delivered, message_count);
    EXPECT_TRUE(run(store.partners_with_work())->empty());
    expect_order(practices);
}
