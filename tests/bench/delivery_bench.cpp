// Why this file exists: accepted is not yet delivered. How many messages a second leave for
// practices on loopback: from a store in memory, which is delivery alone, and from SQLite, where
// each lease and each receipt is on disk (one thread and the lane's rules are the same).
// Goal of the house: 3,000 a second end to end. Beside it the same far side asked directly with
// as many requests at once: the ceiling that HTTP alone sets.
#include "gateway/base/check.h"
#include "gateway/base/log.h"
#include "gateway/channels/fhir_rest/transaction_reply.h"
#include "gateway/delivery/converse.h"
#include "gateway/delivery/courier.h"
#include "gateway/store/memory/memory_store.h"
#include "gateway/store/sqlite/sqlite_store.h"
#include "tests/gateway/delivery/far_side.h"
#include "tests/support/plain_sealer.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <thread>

using namespace foramen;

namespace {

constexpr unsigned entries = 9;
constexpr unsigned messages_a_round = 2'000;
constexpr unsigned parallel = 32;

/// As large as a booking's Bundle.
std::string transaction()
{
    std::string text = R"({"resourceType":"Bundle","type":"transaction","entry":[)";
    for (unsigned i = 0; i < entries; ++i) {
        text += i == 0 ? "" : ",";
        text += R"({"resource":{"resourceType":"Basic","id":")" + std::string(1'200, 'x') + "\"}}";
    }
    return text + "]}";
}

Act answered()
{
    std::string text = R"({"resourceType":"Bundle","type":"transaction-response","entry":[)";
    for (unsigned i = 0; i < entries; ++i) {
        text += i == 0 ? "" : ",";
        text += R"({"response":{"status":"201 Created","location":"Basic/1/_history/1"}})";
    }
    return answers(200, {{"Content-Type", "application/fhir+json"}}, text + "]}");
}

/// The practices' servers, on a thread of their own.
class Practices {
public:
    explicit Practices(unsigned count)
    {
        for (unsigned i = 0; i < count; ++i) {
            sides_.push_back(std::make_unique<FarSide>(
                context_, [reply = answered()](Seen const&, unsigned) { return reply; }));
        }
        thread_ = std::jthread{[this] { context_.run(); }};
    }
    ~Practices() { context_.stop(); }

    std::vector<Partner> partners() const
    {
        std::vector<Partner> made;
        for (auto const& side : sides_) {
            Partner partner;
            partner.id = "Z" + std::to_string(10'001 + made.size());
            partner.channel = "fhir-rest";
            partner.url = side->url();
            partner.parallel_max = parallel / static_cast<unsigned>(sides_.size());
            made.push_back(std::move(partner));
        }
        return made;
    }

private:
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stay_{
        context_.get_executor()};
    std::vector<std::unique_ptr<FarSide>> sides_;
    std::jthread thread_;
};

enum class Kept { in_memory, on_disk };

struct Office {
    Office(std::vector<Partner> with, Kept kept)
        : partners{std::move(with)}, store{open_store(kept)}
    {
        auto const count = [this](DeliveryEvent const& event) {
            check(event.outcome == "delivered", "the far side takes everything");
            if (--open == 0) open.notify_all();
        };
        courier = std::make_unique<Courier>(context, *store, http, clock, random,
                                            DeliverySettings{}, partners, Announcer{}, count);
        store->on_commit([this](Committed const& committed) { courier->wake(committed.partners); });
        courier->start();
        for (int i = 0; i < 2; ++i) threads.emplace_back([this] { context.run(); });
    }
    ~Office()
    {
        courier->stop(std::chrono::seconds{10});
        context.stop();
        threads.clear();
        store->close();
    }

    std::unique_ptr<Store> open_store(Kept kept)
    {
        if (kept == Kept::in_memory) return std::make_unique<MemoryStore>(clock);
        SqliteSettings settings;
        settings.file = folder / "foramen.db";
        settings.free_bytes_min = 0;
        auto opened = open_sqlite_store(context.get_executor(), settings, sealer, clock);
        check(opened.has_value(), "the store opens");
        return *std::move(opened);
    }

    void put(std::string const& body)
    {
        Batch batch;
        for (unsigned i = 0; i < messages_a_round; ++i) {
            Message message;
            message.id = new_uuid(clock, random);
            message.partner = partners[i % partners.size()].id;
            message.kind = "booking";
            message.lane = message.id;
            message.body = body;
            message.created = message.not_before = clock.now();
            batch.messages.push_back(std::move(message));
        }
        open = messages_a_round;
        check(run(store->commit(std::move(batch))).has_value(), "the batch is stored");
    }

    SystemClock clock;
    SystemRandom random;
    PlainSealer sealer;
    TempFolder folder;
    boost::asio::io_context context{2};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> stay{
        context.get_executor()};
    std::vector<Partner> partners;
    std::unique_ptr<Store> store;
    HttpClient http{context};
    std::atomic<unsigned> open{0};
    std::unique_ptr<Courier> courier;
    std::vector<std::jthread> threads;
};

void deliver(benchmark::State& state, Kept kept)
{
    log_from(Level::error);
    Practices practices{static_cast<unsigned>(state.range(0))};
    auto const body = transaction();
    for (auto _ : state) {
        state.PauseTiming();
        auto office = std::make_unique<Office>(practices.partners(), kept);
        state.ResumeTiming();
        office->put(body);
        for (auto left = office->open.load(); left > 0; left = office->open) {
            office->open.wait(left);
        }
        state.PauseTiming();
        office.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * messages_a_round);
}

void ask_directly(benchmark::State& state)
{
    Practices practices{1};
    auto const endpoint = endpoint_of(practices.partners()[0]);
    auto const body = transaction();
    boost::asio::io_context context{1};
    HttpClient http{context};
    for (auto _ : state) {
        unsigned left = messages_a_round;
        auto const asker = [&]() -> boost::asio::awaitable<void> {
            while (left > 0) {
                --left;
                HttpRequest request{"POST", "", {{"Idempotency-Key", "m"}}, body};
                auto const reply = co_await http.exchange(endpoint, std::move(request));
                check(reply.has_value(), "the far side answers");
            }
        };
        for (unsigned i = 0; i < parallel; ++i) {
            boost::asio::co_spawn(context, asker(), boost::asio::detached);
        }
        context.restart();
        context.run();
    }
    state.SetItemsProcessed(state.iterations() * messages_a_round);
}

void count_the_entries(benchmark::State& state)
{
    auto const body = transaction();
    for (auto _ : state) benchmark::DoNotOptimize(count_entries(body));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}

} // namespace

BENCHMARK_CAPTURE(deliver, from_memory, Kept::in_memory)
    ->Arg(1)
    ->Arg(5)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(deliver, from_disk, Kept::on_disk)
    ->Arg(1)
    ->Arg(5)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(ask_directly)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(count_the_entries);

BENCHMARK_MAIN();
