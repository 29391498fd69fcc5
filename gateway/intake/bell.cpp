#include "gateway/intake/bell.h"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace foramen {

std::uint64_t Bell::rung() const
{
    std::lock_guard const lock{mutex_};
    return rung_;
}

boost::asio::awaitable<void> Bell::wait(std::uint64_t seen, std::chrono::milliseconds patience)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer{executor, patience};
    std::list<boost::asio::steady_timer*>::iterator place;
    {
        std::lock_guard const lock{mutex_};
        if (rung_ != seen) co_return;
        place = waiting_.insert(waiting_.end(), &timer);
    }
    // A timer may be touched by one thread at a time: beginning to wait takes the lock as well.
    auto begin = [this, &timer](auto handler) {
        std::lock_guard const lock{mutex_};
        timer.async_wait([done = std::move(handler)](auto const&) mutable { std::move(done)(); });
    };
    co_await boost::asio::async_initiate<boost::asio::use_awaitable_t<> const, void()>(
        begin, boost::asio::use_awaitable);
    std::lock_guard const lock{mutex_};
    waiting_.erase(place);
}

void Bell::ring()
{
    std::lock_guard const lock{mutex_};
    ++rung_;
    // expires_at, not cancel: a wait that has not begun yet must end at once too.
    for (auto* timer : waiting_) timer->expires_at(boost::asio::steady_timer::time_point::min());
}

} // namespace foramen
