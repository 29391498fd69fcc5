// Why this file exists: coroutines that wait for "something was committed" without polling.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>

namespace foramen {

/// ring() wakes everybody who waits; safe from any thread.
class Bell {
public:
    /// How often it has rung: take it before looking, so that no ring is missed.
    std::uint64_t rung() const;
    /// Returns at the next ring after `seen`, or when `patience` is over.
    boost::asio::awaitable<void> wait(std::uint64_t seen, std::chrono::milliseconds patience);
    void ring();

private:
    mutable std::mutex mutex_;
    std::uint64_t rung_ = 0;
    std::list<boost::asio::steady_timer*> waiting_;
};

} // namespace foramen
