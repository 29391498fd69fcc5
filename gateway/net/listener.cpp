#include "gateway/net/listener.h"

#include "gateway/base/log.h"
#include "gateway/net/tls.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

namespace foramen {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {
constexpr std::chrono::milliseconds sweep_every{500};
constexpr std::chrono::milliseconds accept_pause{50};
} // namespace

struct Listener::State : std::enable_shared_from_this<Listener::State> {
    State(asio::io_context& io, ListenerPlan made)
        : context{io}, strand{asio::make_strand(io)}, plan{std::move(made)}, acceptor{strand},
          sweeper{strand}
    {}

    static asio::awaitable<void> accept(std::shared_ptr<State> self)
    {
        while (!self->plan.counts->stopping) {
            boost::system::error_code failed;
            auto token = asio::redirect_error(asio::use_awaitable, failed);
            tcp::socket socket{asio::make_strand(self->context)};
            co_await self->acceptor.async_accept(socket, token);
            if (failed == asio::error::operation_aborted) co_return;
            if (failed) {
                // Out of descriptors, most likely: let some close before the next try.
                log(Level::warning, "accept_failed", {{Field::error, failed.message()}});
                asio::steady_timer pause{self->strand, accept_pause};
                co_await pause.async_wait(token);
                continue;
            }
            self->admit(std::move(socket));
        }
    }

    /// Without a coroutine and without waiting: there are too many already.
    void turn_away(tcp::socket& socket)
    {
        boost::system::error_code ignored;
        socket.non_blocking(true, ignored);
        if (!tls) socket.write_some(asio::buffer(plan.full), ignored);
        socket.shutdown(tcp::socket::shutdown_send, ignored);
        // Bytes that were not read would turn the close into a reset.
        std::array<char, 4096> thrown_away{};
        socket.read_some(asio::buffer(thrown_away), ignored);
    }

    void admit(tcp::socket socket)
    {
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay{true}, ignored);
        if (plan.counts->open >= plan.settings.connections_max) return turn_away(socket);
        auto line = plan.make_line(std::move(socket), tls ? &*tls : nullptr);
        {
            std::lock_guard const lock{mutex};
            lines.push_back(line);
        }
        line->start();
    }

    /// Closes what is late and forgets what is gone.
    static asio::awaitable<void> sweep(std::shared_ptr<State> self)
    {
        while (!self->ended) {
            self->sweeper.expires_after(sweep_every);
            boost::system::error_code failed;
            auto token = asio::redirect_error(asio::use_awaitable, failed);
            co_await self->sweeper.async_wait(token);
            auto const now = std::chrono::steady_clock::now();
            self->each([now](Connection& line) { line.close_if_late(now); });
        }
    }

    template <class Action> void each(Action action)
    {
        std::lock_guard const lock{mutex};
        std::erase_if(lines, [](auto const& weak) { return weak.expired(); });
        for (auto const& weak : lines) {
            if (auto const line = weak.lock()) action(*line);
        }
    }

    asio::io_context& context;
    /// Acceptor and sweeper are stopped from outside, so they share a strand.
    asio::strand<asio::io_context::executor_type> strand;
    ListenerPlan plan;
    tcp::acceptor acceptor;
    asio::steady_timer sweeper;
    std::optional<asio::ssl::context> tls;
    std::mutex mutex;
    std::vector<std::weak_ptr<Connection>> lines;
    std::atomic<bool> ended = false;
    std::uint16_t port = 0;
};

Listener::Listener(asio::io_context& context, ListenerPlan plan)
    : state_{std::make_shared<State>(context, std::move(plan))}
{}

Listener::~Listener() { stop(std::chrono::milliseconds{0}); }

Result<> Listener::listen()
{
    auto const& settings = state_->plan.settings;
    if (!settings.certificate_file.empty()) {
        auto tls = server_tls(settings);
        if (!tls) return tls.error();
        state_->tls.emplace(*std::move(tls));
    }
    boost::system::error_code failed;
    auto const address = asio::ip::make_address(settings.address, failed);
    if (failed) return incorrect(settings.address + " is no IP address");
    auto& acceptor = state_->acceptor;
    tcp::endpoint const endpoint{address, settings.port};
    acceptor.open(endpoint.protocol(), failed);
    if (!failed) acceptor.set_option(tcp::acceptor::reuse_address{true}, failed);
    if (!failed) acceptor.bind(endpoint, failed);
    if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
    if (failed) {
        return unavailable("cannot listen on " + settings.address + ":" +
                           std::to_string(settings.port) + ": " + failed.message());
    }
    state_->port = acceptor.local_endpoint(failed).port();
    auto accepting = state_;
    auto accepted = State::accept(std::move(accepting));
    asio::co_spawn(state_->strand, std::move(accepted), asio::detached);
    auto sweeping = state_;
    auto swept = State::sweep(std::move(sweeping));
    asio::co_spawn(state_->strand, std::move(swept), asio::detached);
    return {};
}

std::uint16_t Listener::port() const { return state_->port; }

void Listener::stop(std::chrono::milliseconds grace)
{
    if (state_->plan.counts->stopping.exchange(true)) return;
    asio::post(state_->strand, [state = state_] {
        boost::system::error_code ignored;
        state->acceptor.close(ignored);
    });
    state_->each([](Connection& line) { line.close_if_idle(); });
    auto timer = std::make_shared<asio::steady_timer>(state_->strand, grace);
    timer->async_wait([state = state_, timer](auto const&) {
        state->ended = true;
        state->each([](Connection& line) { line.close(); });
        state->sweeper.cancel();
    });
}

} // namespace foramen
