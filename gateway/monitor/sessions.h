// Why this file exists: a person signs in to the monitor once, and the browser keeps a cookie that
// a script cannot read, another site cannot use and a thief cannot use for long.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/security/callers.h"

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace foramen {

struct Session {
    Identity identity;
    std::string csrf; ///< What a state-changing call must repeat in its header.
    TimePoint began;
    TimePoint last_used;
};

/// Sessions live in memory only: a restart signs everybody out. Safe from any thread.
class Sessions {
public:
    static constexpr std::chrono::hours idle_max{8};
    static constexpr std::chrono::hours age_max{24};
    static constexpr std::size_t sessions_max = 256; ///< The longest unused one makes room.

    Sessions(Clock const& clock, Random& random) : clock_{clock}, random_{random} {}

    /// The id for the cookie: 256 random bits in hex. Only its hash is kept.
    std::string open(Identity identity);
    /// Whether a look counts as use: a feed that runs by itself keeps nobody signed in.
    enum class Look { use, peek };
    std::optional<Session> find(std::string_view id, Look look);
    /// Whose it was, if it was open.
    std::optional<Session> close(std::string_view id);

private:
    bool ended(Session const& session) const;

    Clock const& clock_;
    Random& random_;
    std::mutex mutex_;
    std::map<std::string, Session, std::less<>> by_hash_;
};

/// Slows down who guesses tokens: so many failures a minute from one address, then 429.
class SignInLimit {
public:
    static constexpr std::size_t failures_max = 10;
    static constexpr std::chrono::minutes window{1};
    static constexpr std::size_t addresses_max = 4'096;

    explicit SignInLimit(Clock const& clock) : clock_{clock} {}

    bool admits(std::string const& address);
    void failed(std::string const& address);

private:
    void forget_old(TimePoint now);

    Clock const& clock_;
    std::mutex mutex_;
    std::map<std::string, std::deque<TimePoint>> failures_;
};

/// The value of that cookie in a Cookie header, or empty.
std::string_view cookie(std::string_view header_value, std::string_view name);

} // namespace foramen
