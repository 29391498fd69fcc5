// Why this file exists: the page is told what changed, at most once a second, however many
// watch it, and it can tell a quiet house from a dead line.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/task.h"
#include "gateway/net/server.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace foramen {

struct FeedSettings {
    std::chrono::milliseconds look_every{250};    ///< How often a client's coroutine looks.
    std::chrono::milliseconds renew_every{1'000}; ///< A snapshot is made no more often.
    std::chrono::milliseconds heartbeat{15'000};
    std::size_t clients_max = 64;
    std::size_t clients_per_name_max = 8; ///< Of one person.
};

/// A snapshot as it was given out.
struct Published {
    std::string id; ///< Changes with the content; unique over restarts.
    TimePoint at;
    std::string content;
};

class Feed {
public:
    /// Makes the content of a snapshot.
    using Maker = std::function<Task<std::string>()>;

    Feed(FeedSettings settings, Clock const& clock, std::string boot, Maker maker);

    /// The newest snapshot, not older than `renew_every`: however many listen, it is made once.
    Task<Published> newest();
    /// A snapshot of this moment, for who asks once and must not be told of a second ago.
    Task<Published> renewed();

    /// A place in the feed; no value when it is full. `still_allowed` is asked before each write.
    class Seat;
    std::shared_ptr<Seat> sit_down(std::string const& name, std::string last_id,
                                   std::function<bool()> still_allowed);
    /// Writes events until the caller has gone, the session ended or stop() was called.
    boost::asio::awaitable<void> serve(std::shared_ptr<Seat> seat, EventStream& stream);

    std::size_t clients() const;
    void stop() { stopping_ = true; }

private:
    /// Who sits where. Shared with the seats: a coroutine that the io_context still holds may go
    /// later than the feed.
    struct Seating;
    enum class Turn { go_on, end };
    struct Round;
    Published publish(std::string content);
    boost::asio::awaitable<Turn> look(Seat const& seat, EventStream& stream, Round& round);

    FeedSettings settings_;
    Clock const& clock_;
    std::string boot_;
    Maker maker_;
    std::atomic<bool> stopping_ = false;

    mutable std::mutex mutex_;
    std::optional<Published> published_;
    std::uint64_t number_ = 0;
    bool making_ = false;
    std::chrono::steady_clock::time_point made_;
    std::shared_ptr<Seating> seating_;
};

class Feed::Seat {
public:
    Seat(std::shared_ptr<Seating> seating, std::string name, std::string last_id,
         std::function<bool()> still_allowed);
    Seat(Seat const&) = delete;
    Seat& operator=(Seat const&) = delete;
    ~Seat();

    std::string const& last_id() const { return last_id_; }
    bool allowed() const { return still_allowed_(); }

private:
    std::shared_ptr<Seating> seating_;
    std::string name_;
    std::string last_id_;
    std::function<bool()> still_allowed_;
};

} // namespace foramen
