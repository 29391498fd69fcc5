// Why this file exists: what all partners' lines share, in one place with one owner.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/delivery/courier.h"
#include "gateway/delivery/file_writer.h"
#include "gateway/net/client.h"
#include "gateway/store/store.h"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace foramen {

/// After the store failed, before it is asked again.
inline constexpr std::chrono::seconds store_rest{1};

/// Lives as long as any coroutine of delivery. What it refers to must outlive the running of
/// the io_context.
struct Depot {
    boost::asio::io_context& context;
    Store& store;
    HttpClient& http;
    Clock const& clock;
    Random& random;
    DeliverySettings settings;
    Announcer announcer;
    std::function<void(DeliveryEvent const&)> observer;
    FileWriter files{};

    std::atomic<bool> stopping = false;  ///< Nothing new is begun.
    std::atomic<bool> abandoned = false; ///< The grace is over: nothing is tried again.
    std::atomic<unsigned> busy = 0;      ///< Conversations and settlements under way.
    std::mutex idle_mutex{};
    std::condition_variable idle{};

    void begun() { ++busy; }
    void ended()
    {
        if (--busy != 0) return;
        std::lock_guard const lock{idle_mutex};
        idle.notify_all();
    }
};

} // namespace foramen
