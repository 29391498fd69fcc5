// Why this file exists: how many whole decisions a second become durable at 1, 8 and 64 waiting
// coroutines, beside the rate at which the same disk can fdatasync in the same run; what it costs
// to lease and settle their messages; then what a lease costs behind a large backlog.
// A decision is shaped like that of a booking: four resources of its own, three that all share.
// usage: store_bench [FOLDER [SECONDS [WAITING]]]   with WAITING only so many, and no backlog
#include "gateway/base/digest.h"
#include "gateway/security/keys.h"
#include "gateway/store/sqlite/sqlite_store.h"
#include "tests/bench/spent.h"
#include "tests/support/run_task.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <thread>

namespace {

using namespace foramen;
using Steady = std::chrono::steady_clock;

constexpr int resources_own = 4;
constexpr int resources_shared = 3;
constexpr unsigned shared_kinds = 5; ///< Clinicians, rooms, practices.
constexpr std::size_t resource_bytes = 900;
constexpr std::size_t event_bytes = 980;
constexpr std::size_t journey_bytes = 960;
constexpr unsigned partners = 5;
constexpr unsigned leased_at_once = 96;

double seconds_since(Steady::time_point begun)
{
    return std::chrono::duration<double>(Steady::now() - begun).count();
}

struct Figures {
    double rate = 0, p50 = 0, p99 = 0;
};

Figures figures_of(std::vector<double>& took, double seconds)
{
    std::sort(took.begin(), took.end());
    if (took.empty()) return {};
    return {static_cast<double>(took.size()) / seconds, took[took.size() / 2],
            took[took.size() * 99 / 100]};
}

/// One 4 KiB block appended and made durable after the other.
Figures disk_figures(std::string const& folder, double seconds)
{
    auto const file = folder + "/store_bench.raw";
    auto const descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    std::vector<char> const block(4'096, 'x');
    std::vector<double> took;
    auto const begun = Steady::now();
    while (seconds_since(begun) < seconds) {
        auto const one = Steady::now();
        if (::write(descriptor, block.data(), block.size()) < 0 || ::fdatasync(descriptor) != 0) {
            std::perror("fdatasync");
            std::exit(1);
        }
        took.push_back(seconds_since(one) * 1e3);
    }
    ::close(descriptor);
    ::unlink(file.c_str());
    return figures_of(took, seconds);
}

class Bench {
public:
    Bench(std::string const& folder, unsigned threads) : folder_{folder}, thread_count_{threads}
    {
        sealer_ = *open_key_ring(Secret{std::string(32, 'k')}, folder_ / "ring", random_);
        SqliteSettings settings;
        settings.file = folder_ / "store.db";
        store_ = *open_sqlite_store(context_.get_executor(), settings, *sealer_, clock_);
    }

    Figures commits(unsigned coroutines, double seconds);
    unsigned deliveries();
    void leases(unsigned backlog);
    void summary();

private:
    boost::asio::awaitable<void> work(Steady::time_point until, std::vector<double>& took);
    boost::asio::awaitable<void> deliver(std::string partner, unsigned& delivered);
    void run_threads();
    Batch batch(std::string const& patient, unsigned number);
    ResourceRecord resource(std::string const& name, std::string const& patient,
                            std::string const& booking);
    Message message(std::string lane, std::string partner, std::size_t bytes);

    std::filesystem::path folder_;
    unsigned thread_count_;
    SystemClock clock_;
    SystemRandom random_;
    boost::asio::io_context context_;
    std::unique_ptr<Sealer> sealer_;
    std::unique_ptr<Store> store_;
    std::atomic<unsigned> next_{0};
};

Message Bench::message(std::string lane, std::string partner, std::size_t bytes)
{
    Message made;
    made.id = new_uuid(clock_, random_);
    made.event_message_id = made.id;
    made.partner = std::move(partner);
    made.kind = "booking";
    made.lane = std::move(lane);
    made.mapping_version = "mappings-1";
    made.body = std::string(bytes, 'm');
    made.created = clock_.now();
    made.not_before = made.created;
    return made;
}

ResourceRecord Bench::resource(std::string const& name, std::string const& patient,
                               std::string const& booking)
{
    ResourceRecord record;
    record.type = "Observation";
    record.id = name_uuid(name);
    record.body = R"({"resourceType":"Observation","id":")" + record.id + R"(","note":")" +
                  std::string(resource_bytes, 'r') + "\"}";
    record.patient_key = patient;
    record.booking_id = booking;
    record.status = "final";
    record.identifiers = {"urn:foramen:resource|" + name};
    return record;
}

Batch Bench::batch(std::string const& patient, unsigned number)
{
    Batch made;
    auto const id = new_uuid(clock_, random_);
    auto const booking = "B-" + std::to_string(number);
    made.events.push_back({id, "booking", name_uuid(id), booking, std::string(64, 'a'),
                           std::string(event_bytes, 'e'), EventState::applied, "", clock_.now()});
    made.journeys.push_back({booking, 0, patient, std::string(journey_bytes, 'j')});
    auto sent = message(patient, "Z1000" + std::to_string(number % partners), 0);
    for (int i = 0; i < resources_own + resources_shared; ++i) {
        auto const of = i < resources_own ? booking : std::to_string(number % shared_kinds);
        made.resources.push_back(resource(of + "/" + std::to_string(i), patient, booking));
        sent.body += made.resources.back().body;
    }
    sent.event_message_id = id;
    sent.booking_id = booking;
    made.messages.push_back(std::move(sent));
    made.audit.push_back({"clinic", "event.accepted", id, ""});
    made.changes.push_back({0, "readiness", booking, std::string(200, 'c'), clock_.now()});
    return made;
}

boost::asio::awaitable<void> Bench::work(Steady::time_point until, std::vector<double>& took)
{
    while (Steady::now() < until) {
        auto const number = next_++;
        auto const name = std::to_string(number);
        auto const patient = sealer_->lookup_key("nhs|" + name);
        auto const clinic_id = sealer_->lookup_key("clinic|" + name);
        auto const begun = Steady::now();
        SituationQuery query{"booking", name_uuid(name), "B-" + name, patient, clinic_id};
        auto const situation = co_await store_->situation(std::move(query));
        auto stored = batch(patient, number);
        stored.rekeys.push_back({clinic_id, patient}); // Every patient is a new one here.
        stored.seen.push_back({patient, 0, clinic_id});
        auto const committed = co_await store_->commit(std::move(stored));
        if (!situation || !committed) {
            std::fprintf(stderr, "%s\n", committed ? "" : committed.error().text().c_str());
            std::exit(1);
        }
        took.push_back(seconds_since(begun) * 1e3);
    }
}

void Bench::run_threads()
{
    context_.restart();
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < thread_count_; ++i) threads.emplace_back([&] { context_.run(); });
}

Figures Bench::commits(unsigned coroutines, double seconds)
{
    std::vector<std::vector<double>> took(coroutines);
    auto const begun = Steady::now();
    auto const until = begun + std::chrono::microseconds{static_cast<long>(seconds * 1e6)};
    for (auto& mine : took) {
        auto coroutine = work(until, mine);
        boost::asio::co_spawn(context_, std::move(coroutine), boost::asio::detached);
    }
    run_threads();
    std::vector<double> all;
    for (auto const& mine : took) all.insert(all.end(), mine.begin(), mine.end());
    return figures_of(all, seconds_since(begun));
}

/// As delivery does it, but for the conversation: what was leased is settled all at once.
boost::asio::awaitable<void> Bench::deliver(std::string partner, unsigned& delivered)
{
    for (;;) {
        auto asked = partner;
        auto leased = co_await store_->lease(std::move(asked), leased_at_once);
        if (!leased || leased->empty()) co_return;
        auto left = std::make_shared<std::size_t>(leased->size());
        boost::asio::steady_timer all_settled{context_, Steady::time_point::max()};
        for (auto const& one : *leased) {
            Settlement settlement;
            settlement.message_id = one.id;
            settlement.attempt = one.attempts;
            settlement.verdict = Finish{"200, 7 entries (7 created, 7 locations, 7 etags)"};
            settlement.record = {one.id, one.attempts, clock_.now(), {}, "delivered", "200"};
            settlement.changes.push_back(
                {0, "delivery", one.booking_id, std::string(150, 'c'), clock_.now()});
            auto settled = store_->settle(std::move(settlement));
            auto const executor = co_await boost::asio::this_coro::executor;
            boost::asio::co_spawn(executor, std::move(settled),
                                  [left, &all_settled](std::exception_ptr, Result<> const& done) {
                                      if (!done) std::exit(1);
                                      if (--*left == 0) all_settled.cancel();
                                  });
        }
        delivered += static_cast<unsigned>(leased->size());
        auto const token = boost::asio::as_tuple(boost::asio::use_awaitable);
        co_await all_settled.async_wait(token);
    }
}

/// Delivers all that was committed; gives how many that were.
unsigned Bench::deliveries()
{
    std::array<unsigned, partners> delivered{};
    for (unsigned i = 0; i < partners; ++i) {
        auto coroutine = deliver("Z1000" + std::to_string(i), delivered[i]);
        boost::asio::co_spawn(boost::asio::make_strand(context_), std::move(coroutine),
                              boost::asio::detached);
    }
    run_threads();
    return std::accumulate(delivered.begin(), delivered.end(), 0u);
}

void Bench::leases(unsigned backlog)
{
    // Half stands behind one held message, half in lanes of their own.
    for (unsigned i = 0; i < backlog;) {
        Batch some;
        for (unsigned j = 0; j < 1'000 && i < backlog; ++j, ++i) {
            auto const blocked = i % 2 == 0;
            auto one = message(blocked ? "blocked" : "lane-" + std::to_string(i), "backlog", 300);
            if (i == 0) one.state = MessageState::held;
            some.messages.push_back(std::move(one));
        }
        if (!run(context_, store_->commit(std::move(some)))) std::exit(1);
    }
    std::vector<double> lease_took, queue_took;
    for (int i = 0; i < 200; ++i) {
        auto const begun = Steady::now();
        auto const leased = run(context_, store_->lease("backlog", 1));
        lease_took.push_back(seconds_since(begun) * 1e6);
        if (!leased || leased->size() != 1) std::exit(1);
        auto const asked = Steady::now();
        if (!run(context_, store_->queues())) std::exit(1);
        queue_took.push_back(seconds_since(asked) * 1e6);
    }
    auto const lease = figures_of(lease_took, 1);
    auto const queues = figures_of(queue_took, 1);
    std::printf("lease behind %u messages (with its fsync): p50 %.0f us, p99 %.0f us\n", backlog,
                lease.p50, lease.p99);
    std::printf("queues() with them: p50 %.0f us, p99 %.0f us\n", queues.p50, queues.p99);
}

void Bench::summary()
{
    auto const figures = store_->figures();
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf("%.1f batches a commit, mean commit %.2f ms, file %.0f MB, log %.0f MB, "
                "peak memory %.0f MB\n",
                static_cast<double>(figures.batches) / static_cast<double>(figures.commits),
                static_cast<double>(figures.commits_took.count()) / 1e3 /
                    static_cast<double>(figures.commits),
                static_cast<double>(figures.file_bytes) / 1e6,
                static_cast<double>(figures.wal_bytes) / 1e6,
                static_cast<double>(used.ru_maxrss) / 1e3);
}

void print_commits(Bench& bench, unsigned coroutines, double seconds)
{
    Spent const spent;
    auto const figures = bench.commits(coroutines, seconds);
    auto const count = figures.rate * seconds;
    std::printf("commits, %2u waiting     %10.0f %9.2f %9.2f %12.0f\n", coroutines, figures.rate,
                figures.p50, figures.p99, spent.cpu_microseconds() / count);
    spent.print(count);
}

void print_deliveries(Bench& bench)
{
    Spent const spent;
    auto const begun = Steady::now();
    auto const count = static_cast<double>(bench.deliveries());
    std::printf("lease and settle       %10.0f %9s %9s %12.0f\n", count / seconds_since(begun), "",
                "", spent.cpu_microseconds() / count);
    spent.print(count);
}

} // namespace

int main(int argc, char** argv)
{
    std::string const parent = argc > 1 ? argv[1] : ".";
    auto const seconds = argc > 2 ? std::atof(argv[2]) : 3.0;
    auto name = parent + "/store_bench-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return std::perror(name.c_str()), 1;
    std::printf("each: situation() and commit() of 1 event, 1 journey, %d resources (%d new), "
                "1 message of them all, 1 audit entry, 1 change\n",
                resources_own + resources_shared, resources_own);
    std::printf("%-22s %10s %9s %9s %12s\n", "", "per second", "p50 ms", "p99 ms", "CPU us each");
    auto const disk = disk_figures(parent, seconds);
    std::printf("%-22s %10.0f %9.2f %9.2f\n", "fdatasync of 4 KiB", disk.rate, disk.p50, disk.p99);
    {
        Bench bench{name, 2};
        auto const only = argc > 3 ? std::atoi(argv[3]) : 0;
        for (unsigned const coroutines : {1u, 8u, 64u}) {
            if (only == 0) print_commits(bench, coroutines, seconds);
        }
        if (only > 0) print_commits(bench, static_cast<unsigned>(only), seconds);
        print_deliveries(bench);
        bench.summary();
        if (only == 0) bench.leases(100'000);
    }
    auto const after = disk_figures(parent, seconds);
    std::printf("%-22s %10.0f %9.2f %9.2f\n", "fdatasync, again", after.rate, after.p50, after.p99);
    std::error_code ignored;
    std::filesystem::remove_all(name, ignored);
    return 0;
}
