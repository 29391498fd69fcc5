#include "gateway/delivery/partner_line.h"

#include "gateway/base/check.h"
#include "gateway/base/log.h"
#include "gateway/delivery/converse.h"
#include "gateway/delivery/settle.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace foramen {

namespace {

using boost::asio::awaitable;
using namespace std::chrono_literals;

/// Nothing is known to be due: a wake() comes first, this is for what other processes put in.
constexpr std::chrono::microseconds idle_rest = 60s;
/// Something is due and yet not to be had: its lane is blocked, or another process has it.
constexpr std::chrono::microseconds blocked_rest = 1s;
/// Sent but not yet noted: beyond this the store is in trouble and nothing more is sent.
constexpr unsigned settling_max = 256;
/// So many rounds of conversations are leased ahead: a lease takes an fsync, a practice answers
/// sooner than that.
constexpr unsigned rounds_ahead = 2;

constexpr char paused_text[] = "not sent: an operator paused the line";
constexpr char failing_text[] = "not sent: the line to the partner fails";

constexpr auto not_thrown = [](std::exception_ptr thrown) {
    check(thrown == nullptr, "an exception left a coroutine of delivery");
};

std::string unknown_partner(std::string_view id)
{
    if (id.starts_with("webhook:")) {
        return "webhook " + std::string{id.substr(id.find(':') + 1)} +
               " is not in the configuration: add it, then release";
    }
    return "practice " + std::string{id} + " is not in practices.json: add it, then release";
}

std::string_view outcome_of(Ending const& ending)
{
    auto const* const refusal = ending.refusal();
    return refusal == nullptr ? "delivered" : to_string(refusal->error.kind());
}

std::string const& detail_of(Ending const& ending)
{
    auto const* const refusal = ending.refusal();
    return refusal == nullptr ? std::get<Receipt>(ending.result).text : refusal->error.text();
}

} // namespace

PartnerLine::PartnerLine(std::shared_ptr<Depot> depot, Partner partner)
    : depot_{std::move(depot)}, partner_{std::move(partner)}, channel_{find_channel(
                                                                  partner_.channel)},
      endpoint_{endpoint_of(partner_)}, strand_{boost::asio::make_strand(depot_->context)},
      timer_{strand_}, breaker_{depot_->settings.breaker}
{
    check(channel_ != nullptr || partner_.channel.empty(), "a partner's channel is registered");
    shown_.partner = partner_.id;
}

void PartnerLine::start() { boost::asio::co_spawn(strand_, run(), not_thrown); }

void PartnerLine::wake()
{
    if (news_.exchange(true)) return;
    boost::asio::post(strand_, [self = shared_from_this()] {
        if (self->news_) self->timer_.cancel();
    });
}

void PartnerLine::pause()
{
    boost::asio::post(strand_, [self = shared_from_this()] {
        self->paused_since_lease_ = true;
        if (!self->depot_->stopping) self->give_back(paused_text);
    });
}

LineState PartnerLine::state() const
{
    std::lock_guard const lock{shown_mutex_};
    return shown_;
}

void PartnerLine::show()
{
    std::lock_guard const lock{shown_mutex_};
    shown_.breaker = breaker_.state();
    shown_.under_way = under_way_;
    shown_.last_error = last_error_;
}

/// The same as wake(), for whoever is on the strand.
void PartnerLine::tell()
{
    news_ = true;
    timer_.cancel();
}

awaitable<void> PartnerLine::run()
{
    auto const self = shared_from_this();
    auto const token = boost::asio::as_tuple(boost::asio::use_awaitable);
    while (!depot_->stopping) {
        news_ = false;
        auto const rest = co_await lease_due();
        if (news_ || depot_->stopping) continue;
        timer_.expires_after(rest);
        co_await timer_.async_wait(token);
    }
}

unsigned PartnerLine::free_slots() const
{
    auto const conversations = partner_.parallel_max - std::min(partner_.parallel_max, under_way_);
    return std::min(conversations, settling_max - std::min(settling_max, settling_));
}

/// Ahead only on a line that is well: what is leased and cannot go would keep its lane waiting.
unsigned PartnerLine::lease_count() const
{
    auto const free = free_slots();
    auto const have = static_cast<unsigned>(ready_.size());
    auto const allowance = breaker_.allowance(depot_->clock.now());
    auto wanted = std::min(free, allowance);
    if (allowance == Breaker::all && settling_ < settling_max) {
        wanted = free + rounds_ahead * partner_.parallel_max;
        // Not for one or two: a few leases of many are cheaper than many of few.
        if (free == 0 && have >= partner_.parallel_max) return 0;
    }
    return wanted - std::min(wanted, have);
}

PartnerLine::Rest PartnerLine::until_line_is_free() const
{
    if (breaker_.state() != BreakerState::open) return idle_rest; // One that ends tells.
    return std::max(Rest{0}, breaker_.open_until() - depot_->clock.now());
}

/// Leases what is due and begins it; gives how long there will be nothing to do.
awaitable<PartnerLine::Rest> PartnerLine::lease_due()
{
    begin_ready();
    auto const wanted = lease_count();
    if (wanted == 0) co_return until_line_is_free();
    paused_since_lease_ = false;
    auto leased = co_await depot_->store.lease(partner_.id, wanted);
    if (!leased) {
        log(Level::warning, "lease_failed",
            {{Field::partner, partner_.id}, {Field::error, leased.error().text()}});
        co_return store_rest;
    }
    if (depot_->stopping) co_return Rest{0}; // They wait again after the restart.
    more_due_ = leased->size() >= wanted;
    for (auto& message : *leased) take(std::move(message));
    give_back_if_failing(); // It may have failed meanwhile.
    if (paused_since_lease_) give_back(paused_text);
    begin_ready();
    if (more_due_) co_return lease_count() > 0 ? Rest{0} : until_line_is_free();
    co_return co_await until_next_due();
}

awaitable<PartnerLine::Rest> PartnerLine::until_next_due()
{
    auto const due = co_await depot_->store.next_due(partner_.id);
    if (!due) co_return store_rest;
    if (!*due) co_return idle_rest;
    Rest const wait = **due - depot_->clock.now();
    co_return wait > Rest{0} ? std::min(wait, idle_rest) : blocked_rest;
}

void PartnerLine::take(Message message)
{
    auto& settlement = open_[message.id];
    if (settlement != nullptr) {
        // The lease ended while it is under way or before the store took the note: it is not sent
        // a second time; what comes of it is noted under the new lease.
        settlement->attempt = message.attempts;
        settlement->record.number = message.attempts;
        return;
    }
    settlement = std::make_shared<Settlement>();
    settlement->message_id = message.id;
    settlement->attempt = message.attempts;
    ready_.push_back(std::move(message));
}

void PartnerLine::begin_ready()
{
    if (ready_.empty() || depot_->stopping) return;
    auto const wanted = std::min(free_slots(), static_cast<unsigned>(ready_.size()));
    auto const admitted = breaker_.admit(depot_->clock.now(), wanted);
    for (unsigned i = 0; i < admitted; ++i) {
        auto message = std::move(ready_.front());
        ready_.pop_front();
        auto settlement = open_.at(message.id);
        ++under_way_;
        depot_->begun();
        boost::asio::co_spawn(strand_, carry(std::move(message), std::move(settlement)),
                              not_thrown);
    }
    if (admitted > 0) show();
}

void PartnerLine::give_back_if_failing()
{
    auto const now = depot_->clock.now();
    if (breaker_.state() == BreakerState::open && breaker_.allowance(now) == 0) {
        give_back(failing_text);
    }
}

/// What was leased ahead waits in the store, where people see it, and not here.
void PartnerLine::give_back(std::string const& why)
{
    auto const now = depot_->clock.now();
    for (auto const& message : std::exchange(ready_, {})) {
        auto settlement = open_.at(message.id);
        settlement->verdict = Postpone{now, why};
        settlement->record = {message.id, settlement->attempt, now, {}, "interrupted", why};
        ++settling_;
        depot_->begun();
        boost::asio::co_spawn(strand_, settle(std::move(settlement)), not_thrown);
    }
}

awaitable<Ending> PartnerLine::speak(Message& message, TimePoint now)
{
    if (channel_ == nullptr) {
        Refusal unknown{incorrect(unknown_partner(partner_.id)), {}, ErrorClass::setup};
        co_return Ending{std::move(unknown), Answered::no};
    }
    Parcel parcel{message.id, message.kind, std::move(message.body), message.created};
    auto const conversation = channel_->begin(partner_, std::move(parcel), now);
    co_return co_await converse(*conversation, endpoint_, depot_->http, depot_->files);
}

awaitable<void> PartnerLine::carry(Message message, std::shared_ptr<Settlement> settlement)
{
    auto const self = shared_from_this();
    auto const started = depot_->clock.now();
    auto const ending = co_await speak(message, started);
    --under_way_;
    ++settling_;
    learn(message, ending, depot_->clock.now());
    fill(*settlement, message, ending, started);
    give_back_if_failing();
    begin_ready();
    if (more_due_ || breaker_.state() != BreakerState::closed) tell();
    co_await settle(std::move(settlement));
}

awaitable<void> PartnerLine::settle(std::shared_ptr<Settlement> settlement)
{
    auto const self = shared_from_this();
    co_await settle_surely(depot_, settlement);
    open_.erase(settlement->message_id);
    auto const was_full = settling_ >= settling_max;
    --settling_;
    depot_->ended();
    // When the next of its lane may go, the store says so. Asking it after each message would
    // double its work.
    auto const waits_again = std::holds_alternative<Postpone>(settlement->verdict);
    auto const line_is_well = breaker_.state() == BreakerState::closed;
    if (more_due_ || was_full || waits_again || !line_is_well) tell();
}

/// What an attempt says about the line, for the breaker, the monitor and the metrics.
void PartnerLine::learn(Message const& message, Ending const& ending, TimePoint now)
{
    auto const before = breaker_.state();
    auto const* const refusal = ending.refusal();
    auto const of_the_line = refusal != nullptr && may_succeed_later(refusal->error.kind());
    if (of_the_line) breaker_.failed(now, refusal->retry_after);
    else breaker_.succeeded(); // A refusal of the message proves the line.
    last_error_ = refusal == nullptr ? "" : refusal->error.text();
    show();
    if (auto const after = breaker_.state(); before != after) {
        auto const opened = after == BreakerState::open;
        log(opened ? Level::warning : Level::info, opened ? "line_paused" : "line_resumed",
            {{Field::partner, partner_.id}, {Field::error, last_error_}});
    }
    if (!depot_->observer) return;
    auto const since = std::chrono::duration_cast<microseconds>(now - message.created);
    DeliveryEvent const event{partner_.id, message.kind, std::string{outcome_of(ending)}, since};
    depot_->observer(event);
}

void PartnerLine::fill(Settlement& settlement, Message const& message, Ending const& ending,
                       TimePoint started)
{
    auto const now = depot_->clock.now();
    auto const health =
        breaker_.state() == BreakerState::closed ? LineHealth::up : LineHealth::down;
    Trial const trial{ending, settlement.attempt, health, now};
    settlement.verdict = judge(trial, depot_->settings, depot_->random);
    settlement.record = {message.id,
                         settlement.attempt,
                         started,
                         std::chrono::duration_cast<std::chrono::milliseconds>(now - started),
                         std::string{outcome_of(ending)},
                         detail_of(ending)};
    auto const* const hold = std::get_if<Hold>(&settlement.verdict);
    if (hold != nullptr) {
        log(Level::warning, "message_held",
            {{Field::partner, partner_.id},
             {Field::message, message.id},
             {Field::attempt, settlement.attempt},
             {Field::error, hold->error}});
    }
    if (!depot_->announcer || std::holds_alternative<Postpone>(settlement.verdict)) return;
    auto const state = hold != nullptr ? MessageState::held : MessageState::delivered;
    auto told = depot_->announcer(message, state);
    settlement.changes = std::move(told.changes);
    settlement.messages = std::move(told.messages);
}

} // namespace foramen
