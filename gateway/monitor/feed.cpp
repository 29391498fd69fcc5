#include "gateway/monitor/feed.h"

#include "gateway/base/json_text.h"
#include "gateway/monitor/snapshot.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace foramen {

namespace {

using std::chrono::steady_clock;

/// How long a browser waits before it connects again.
constexpr auto retry_line = "retry: 3000\n\n";

std::string sse_event(std::string_view name, std::string_view id, std::string_view data)
{
    std::string text;
    if (!id.empty()) text.append("id: ").append(id).append("\n");
    text.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
    return text;
}

std::string at_json(TimePoint at)
{
    JsonText json;
    json.object().member("at", to_rfc3339(at)).end_object();
    return json.take();
}

std::string trouble_json(TimePoint at, Error const& error)
{
    JsonText json;
    json.object().member("at", to_rfc3339(at)).member("kind", to_string(error.kind()));
    json.member("detail", error.text()).end_object();
    return json.take();
}

} // namespace

/// What one client was told so far.
struct Feed::Round {
    std::string sent_id;
    steady_clock::time_point last_write;
    bool in_trouble = false;
};

struct Feed::Seating {
    std::mutex mutex;
    std::map<std::string, std::size_t> by_name;
    std::size_t taken = 0;
};

Feed::Seat::Seat(std::shared_ptr<Seating> seating, std::string name, std::string last_id,
                 std::function<bool()> still_allowed)
    : seating_{std::move(seating)}, name_{std::move(name)}, last_id_{std::move(last_id)},
      still_allowed_{std::move(still_allowed)}
{}

Feed::Seat::~Seat()
{
    std::lock_guard const lock{seating_->mutex};
    --seating_->taken;
    auto const found = seating_->by_name.find(name_);
    if (--found->second == 0) seating_->by_name.erase(found);
}

Feed::Feed(FeedSettings settings, Clock const& clock, std::string boot, Maker maker)
    : settings_{settings}, clock_{clock}, boot_{std::move(boot)}, maker_{std::move(maker)},
      seating_{std::make_shared<Seating>()}
{}

Task<Published> Feed::newest()
{
    {
        std::lock_guard const lock{mutex_};
        bool const fresh = published_ && steady_clock::now() - made_ < settings_.renew_every;
        // While one client renews it, the others take what there is.
        if (published_ && (fresh || making_)) co_return *published_;
        making_ = true;
    }
    auto made = co_await maker_();
    if (made) co_return publish(*std::move(made));
    std::lock_guard const lock{mutex_};
    making_ = false;
    co_return std::move(made).error();
}

Task<Published> Feed::renewed()
{
    CO_TRY(content, co_await maker_());
    co_return publish(std::move(content));
}

Published Feed::publish(std::string content)
{
    std::lock_guard const lock{mutex_};
    making_ = false;
    made_ = steady_clock::now();
    if (!published_ || published_->content != content) {
        published_ = Published{boot_ + "-" + std::to_string(++number_), {}, std::move(content)};
    }
    published_->at = clock_.now();
    return *published_;
}

std::shared_ptr<Feed::Seat> Feed::sit_down(std::string const& name, std::string last_id,
                                           std::function<bool()> still_allowed)
{
    {
        std::lock_guard const lock{seating_->mutex};
        if (seating_->taken >= settings_.clients_max) return {};
        auto const found = seating_->by_name.find(name);
        auto const of_name = found == seating_->by_name.end() ? 0 : found->second;
        if (of_name >= settings_.clients_per_name_max) return {};
        ++seating_->by_name[name];
        ++seating_->taken;
    }
    return std::make_shared<Seat>(seating_, name, std::move(last_id), std::move(still_allowed));
}

std::size_t Feed::clients() const
{
    std::lock_guard const lock{seating_->mutex};
    return seating_->taken;
}

boost::asio::awaitable<void> Feed::serve(std::shared_ptr<Seat> seat, EventStream& stream)
{
    boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
    Round round{seat->last_id(), steady_clock::now() - settings_.heartbeat};
    std::string hello{retry_line};
    if (auto written = co_await stream.write(std::move(hello)); !written) co_return;
    while (co_await look(*seat, stream, round) == Turn::go_on) {
        boost::system::error_code error;
        auto until = boost::asio::redirect_error(boost::asio::use_awaitable, error);
        timer.expires_after(settings_.look_every);
        co_await timer.async_wait(until);
        if (error) co_return;
    }
}

boost::asio::awaitable<Feed::Turn> Feed::look(Seat const& seat, EventStream& stream, Round& round)
{
    if (stopping_) co_return Turn::end;
    std::string text;
    bool const allowed = seat.allowed();
    auto const now = steady_clock::now();
    bool const beat_due = now - round.last_write >= settings_.heartbeat;
    if (!allowed) {
        text = sse_event("signed-out", "", at_json(clock_.now()));
    } else if (auto const newest_one = co_await newest(); !newest_one) {
        if (!round.in_trouble || beat_due) {
            text = sse_event("trouble", "", trouble_json(clock_.now(), newest_one.error()));
        }
        round.in_trouble = true;
    } else if (newest_one->id != round.sent_id || round.in_trouble) {
        round.in_trouble = false;
        round.sent_id = newest_one->id;
        text = sse_event("snapshot", newest_one->id,
                         snapshot_json(newest_one->id, newest_one->at, newest_one->content));
    } else if (beat_due) {
        text = sse_event("heartbeat", "", at_json(clock_.now()));
    }
    if (text.empty()) co_return Turn::go_on;
    round.last_write = now;
    auto const written = co_await stream.write(std::move(text));
    co_return written&& allowed ? Turn::go_on : Turn::end;
}

} // namespace foramen
