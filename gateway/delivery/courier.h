// Why this file exists: carries finished messages to their partners: lease, converse, judge.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/channels/conversation.h"
#include "gateway/delivery/breaker.h"
#include "gateway/net/client.h"
#include "gateway/store/store.h"

#include <boost/asio/io_context.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace foramen {

struct DeliverySettings {
    unsigned attempts_max = 12; ///< After so many the message is held; nothing is given up.
    std::chrono::milliseconds backoff_first{1'000}; ///< Doubles with each attempt, full jitter.
    std::chrono::milliseconds backoff_max{std::chrono::minutes{30}};
    std::chrono::milliseconds retry_after_max{std::chrono::hours{6}};
    BreakerSettings breaker;
};

/// How a partner's line is, for the monitor.
struct LineState {
    std::string partner;
    BreakerState breaker = BreakerState::closed;
    unsigned under_way = 0;
    std::string last_error;
};

/// What happened to one attempt, for metrics; called on an io thread.
struct DeliveryEvent {
    std::string partner;
    std::string kind;
    std::string outcome; ///< "delivered", or an error kind.
    std::chrono::microseconds since_accepted{0};
};

/// Makes the Change (and webhook messages) that tell about a message that was settled.
struct Announcement {
    std::vector<Change> changes;
    std::vector<Message> messages;
};
using Announcer = std::function<Announcement(Message const&, MessageState)>;

class Courier {
public:
    Courier(boost::asio::io_context& context, Store& store, HttpClient& http, Clock const& clock,
            Random& random, DeliverySettings settings, std::vector<Partner> partners,
            Announcer announcer, std::function<void(DeliveryEvent const&)> observer);
    ~Courier();

    /// Begins with what waits in the store.
    void start();
    /// There may be work for these partners; safe from any thread.
    void wake(std::vector<std::string> const& partners);
    /// An operator paused these lines: the store gives nothing of them any more. What is being
    /// sent goes on; what was leased and not begun is given back. Safe from any thread.
    void pause(std::vector<std::string> const& partners);
    std::vector<LineState> lines() const;
    /// Lets conversations under way finish for `grace`; what is not finished is sent again later.
    void stop(std::chrono::milliseconds grace);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace foramen
