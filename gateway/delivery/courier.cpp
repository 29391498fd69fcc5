#include "gateway/delivery/courier.h"

#include "gateway/base/check.h"
#include "gateway/base/log.h"
#include "gateway/delivery/depot.h"
#include "gateway/delivery/partner_line.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>

namespace foramen {

namespace {

using std::chrono::milliseconds;

/// What we tell ourselves: events that our own mapping or policy could not handle, and what became
/// of a question to a practice.
constexpr std::array<std::string_view, 2> never_sent{"intake", "questions"};
/// While stop() waits it lends its thread to the io_context, in slices of at most this.
constexpr milliseconds stop_slice{2};

} // namespace

struct Courier::State : std::enable_shared_from_this<Courier::State> {
    State(std::shared_ptr<Depot> shared, std::vector<Partner> partners) : depot{std::move(shared)}
    {
        for (auto& partner : partners) {
            auto id = partner.id;
            lines.emplace(std::move(id), std::make_shared<PartnerLine>(depot, std::move(partner)));
        }
    }

    /// Null for what is never delivered. A partner that nobody configured gets a line that holds.
    std::shared_ptr<PartnerLine> line(std::string const& id)
    {
        if (std::ranges::find(never_sent, id) != never_sent.end()) return nullptr;
        std::lock_guard const lock{mutex};
        auto& found = lines[id];
        if (found == nullptr) {
            Partner unknown;
            unknown.id = id;
            found = std::make_shared<PartnerLine>(depot, std::move(unknown));
            if (started) found->start();
        }
        return found;
    }

    void wake(std::vector<std::string> const& partners)
    {
        if (depot->stopping) return;
        for (auto const& partner : partners) {
            if (auto const found = line(partner)) found->wake();
        }
    }

    void wake_all()
    {
        std::lock_guard const lock{mutex};
        for (auto const& [id, one] : lines) one->wake();
    }

    void start()
    {
        std::lock_guard const lock{mutex};
        started = true;
        for (auto const& [id, one] : lines) one->start();
    }

    boost::asio::awaitable<void> find_work();

    std::shared_ptr<Depot> depot;
    mutable std::mutex mutex;
    bool started = false;
    std::map<std::string, std::shared_ptr<PartnerLine>> lines;
};

/// Configured partners look for themselves; this finds those that are configured no more.
boost::asio::awaitable<void> Courier::State::find_work()
{
    auto const self = shared_from_this();
    auto const token = boost::asio::as_tuple(boost::asio::use_awaitable);
    boost::asio::steady_timer timer{depot->context};
    while (!depot->stopping) {
        auto const partners = co_await depot->store.partners_with_work();
        if (partners) {
            wake(*partners);
            co_return;
        }
        log(Level::warning, "lease_failed", {{Field::error, partners.error().text()}});
        timer.expires_after(store_rest);
        co_await timer.async_wait(token);
    }
}

Courier::Courier(boost::asio::io_context& context, Store& store, HttpClient& http,
                 Clock const& clock, Random& random, DeliverySettings settings,
                 std::vector<Partner> partners, Announcer announcer,
                 std::function<void(DeliveryEvent const&)> observer)
{
    // One that is not made by its members in place: a mutex does not move.
    std::shared_ptr<Depot> depot{new Depot{context, store, http, clock, random, settings,
                                           std::move(announcer), std::move(observer)}};
    state_ = std::make_shared<State>(std::move(depot), std::move(partners));
}

Courier::~Courier()
{
    state_->depot->stopping = true;
    state_->depot->abandoned = true;
    state_->wake_all();
}

void Courier::start()
{
    state_->start();
    boost::asio::co_spawn(state_->depot->context, state_->find_work(),
                          [](std::exception_ptr thrown) {
                              check(thrown == nullptr, "an exception left a coroutine of delivery");
                          });
}

void Courier::wake(std::vector<std::string> const& partners) { state_->wake(partners); }

void Courier::pause(std::vector<std::string> const& partners)
{
    if (partners.empty()) return; // As in nearly every commit.
    std::lock_guard const lock{state_->mutex};
    for (auto const& partner : partners) {
        auto const found = state_->lines.find(partner);
        if (found != state_->lines.end()) found->second->pause();
    }
}

std::vector<LineState> Courier::lines() const
{
    std::vector<LineState> states;
    std::lock_guard const lock{state_->mutex};
    for (auto const& [id, line] : state_->lines) states.push_back(line->state());
    return states;
}

void Courier::stop(milliseconds grace)
{
    auto& depot = *state_->depot;
    depot.stopping = true;
    state_->wake_all();
    auto const end = std::chrono::steady_clock::now() + grace;
    while (depot.busy > 0 && std::chrono::steady_clock::now() < end) {
        // Called on the only io thread, nobody else would let the conversations finish.
        if (depot.context.poll_one() > 0) continue;
        std::unique_lock lock{depot.idle_mutex};
        depot.idle.wait_for(lock, stop_slice, [&depot] { return depot.busy == 0; });
    }
    depot.abandoned = true;
    if (auto const left = depot.busy.load(); left > 0) {
        log(Level::warning, "stopped_while_sending", {{Field::count, left}});
    }
}

} // namespace foramen
