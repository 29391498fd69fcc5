#include "gateway/delivery/settle.h"

#include "gateway/base/log.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace foramen {

namespace {

constexpr std::chrono::milliseconds pause_first{100};
constexpr std::chrono::milliseconds pause_max{5'000};

boost::asio::awaitable<void> rest(std::chrono::milliseconds pause)
{
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor, pause};
    auto const token = boost::asio::as_tuple(boost::asio::use_awaitable);
    co_await timer.async_wait(token);
}

bool lease_lost(ErrorKind kind)
{
    return kind == ErrorKind::conflict || kind == ErrorKind::not_found;
}

} // namespace

boost::asio::awaitable<void> settle_surely(std::shared_ptr<Depot> depot,
                                           std::shared_ptr<Settlement const> settlement)
{
    for (auto pause = pause_first; !depot->abandoned; pause = std::min(pause * 2, pause_max)) {
        auto copy = *settlement;
        auto const attempt = copy.attempt;
        auto const settled = co_await depot->store.settle(std::move(copy));
        if (settled) co_return;
        auto const lost = lease_lost(settled.error().kind());
        if (lost && attempt != settlement->attempt) continue; // It was leased to us again.
        log(Level::warning, lost ? "lease_lost" : "settle_failed",
            {{Field::message, settlement->message_id},
             {Field::attempt, attempt},
             {Field::error, settled.error().text()}});
        if (lost) co_return;
        co_await rest(pause);
    }
}

} // namespace foramen
