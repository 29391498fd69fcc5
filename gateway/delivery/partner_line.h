// Why this file exists: the way to one partner: what is due is leased, spoken and settled, and no
// partner waits for another.
#pragma once

#include "gateway/channels/registry.h"
#include "gateway/delivery/breaker.h"
#include "gateway/delivery/depot.h"
#include "gateway/delivery/verdict.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace foramen {

/// All that happens to it happens on its strand, but for wake(), pause() and state().
class PartnerLine final : public std::enable_shared_from_this<PartnerLine> {
public:
    /// A partner without a channel is one that the configuration does not know: whatever waits
    /// for it is held with a text that says what to do.
    PartnerLine(std::shared_ptr<Depot> depot, Partner partner);

    void start();
    void wake();
    /// Gives back what is leased and not begun; the store says when there is something again.
    void pause();
    LineState state() const;

private:
    using Rest = std::chrono::microseconds;

    boost::asio::awaitable<void> run();
    boost::asio::awaitable<Rest> lease_due();
    boost::asio::awaitable<Rest> until_next_due();
    boost::asio::awaitable<void> carry(Message message, std::shared_ptr<Settlement> settlement);
    boost::asio::awaitable<Ending> speak(Message& message, TimePoint now);
    boost::asio::awaitable<void> settle(std::shared_ptr<Settlement> settlement);

    unsigned free_slots() const;
    unsigned lease_count() const;
    Rest until_line_is_free() const;
    void take(Message message);
    void begin_ready();
    void give_back(std::string const& why);
    void give_back_if_failing();
    void learn(Message const& message, Ending const& ending, TimePoint now);
    void fill(Settlement& settlement, Message const& message, Ending const& ending,
              TimePoint started);
    void tell();
    void show();

    std::shared_ptr<Depot> depot_;
    Partner partner_;
    Channel const* channel_;
    Endpoint endpoint_;
    boost::asio::strand<boost::asio::io_context::executor_type> strand_;
    boost::asio::steady_timer timer_;
    Breaker breaker_;
    unsigned under_way_ = 0; ///< Conversations.
    unsigned settling_ = 0;
    std::deque<Message> ready_; ///< Leased and not begun, so that no slot waits for the store.
    bool paused_since_lease_ = false; ///< What a lease brings now was leased before the pause.
    bool more_due_ = false;           ///< The last lease brought all that was asked for.
    std::string last_error_;
    std::map<std::string, std::shared_ptr<Settlement>> open_; ///< Leased and not settled, by id.
    std::atomic<bool> news_ = false; ///< Something happened since run() last looked.

    mutable std::mutex shown_mutex_;
    LineState shown_;
};

} // namespace foramen
