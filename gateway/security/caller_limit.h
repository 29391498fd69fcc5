// Why this file exists: one caller that runs wild (a loop in the clinic's software, a practice that
// polls without a pause) is slowed down by itself, before it takes the disk from the others.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

namespace foramen {

struct CallerLimitSettings {
    std::size_t per_second_max = 20'000; ///< Requests of one credential, on average.
    std::size_t at_once_max = 1'024;     ///< Of one credential, not yet answered.
};

/// By the name of the credential: a token bucket that holds one second's worth of requests, and a
/// count of what is under way. Time is steady: a set clock locks nobody out. Safe from any thread.
class CallerLimit {
public:
    using Now = std::chrono::steady_clock::time_point;

    explicit CallerLimit(CallerLimitSettings settings) : settings_{settings} {}

    /// One request that was let in; it counts as under way until this goes.
    class Place {
    public:
        Place(CallerLimit& limit, std::size_t& under_way) : limit_{&limit}, under_way_{&under_way}
        {}
        Place(Place&& other) noexcept : limit_{other.limit_}, under_way_{other.under_way_}
        {
            other.limit_ = nullptr;
        }
        Place& operator=(Place&&) = delete;
        ~Place();

    private:
        CallerLimit* limit_;
        std::size_t* under_way_; ///< Of an entry of callers_: a map's entries stay where they are.
    };
    /// Come back after so long.
    struct Wait {
        std::chrono::seconds least{1};
        enum class Reason { rate, at_once } reason = Reason::rate;
    };
    /// A refused request costs nothing: who waits as told is let in.
    std::variant<Place, Wait> enter(std::string_view caller, Now now);

private:
    struct State {
        Now next{}; ///< When the bucket would be full again; a second ahead of now, it is empty.
        std::size_t under_way = 0;
    };

    CallerLimitSettings settings_;
    std::mutex mutex_;
    std::map<std::string, State, std::less<>> callers_; ///< As many as credentials.
};

} // namespace foramen
