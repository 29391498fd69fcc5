#include "gateway/monitor/snapshot.h"

#include "gateway/monitor/mask.h"

namespace foramen {

namespace {

/// Free space moves with every write; people look at mebibytes.
constexpr std::uint64_t mebibyte = 1024 * 1024;

void write_needs(JsonText& json, std::vector<Need> const& found)
{
    json.key("needs").array();
    for (auto const& need : found) {
        json.object().member("code", need.code).member("partner", need.partner);
        json.member("count", need.count);
        member_time(json, "since", need.since);
        json.member("text", need.text).end_object();
    }
    json.end_array();
}

void write_queue(JsonText& json, QueueLine const& line)
{
    json.object().member("partner", line.queue.partner);
    for (auto const state : message_states) json.member(to_string(state), line.count(state));
    json.key("retrying");
    if (line.queue.retrying) json.number(*line.queue.retrying);
    else json.null();
    member_time(json, "oldest", line.oldest());
    member_time(json, "oldestWaiting", line.queue.oldest_waiting);
    member_time(json, "oldestHeld", line.queue.oldest_held);
    member_time(json, "nextAttempt", line.queue.next_attempt);
    member_time(json, "lastDelivered", line.queue.last_delivered);
    json.key("tries").object().member("all", line.tries.all);
    json.member("delivered", line.tries.delivered).end_object();
    json.member("perMinute", line.per_minute).member("breaker", to_string(line.line.breaker));
    json.member("underWay", line.line.under_way);
    json.key("mayBePaused").flag(line.may_be_paused);
    member_pause(json, line.queue.pause);
    json.member("lastError", careful_text(line.line.last_error)).end_object();
}

void write_series(JsonText& json, std::string_view name, std::vector<std::uint64_t> const& counts)
{
    json.key(name).array();
    for (auto const count : counts) json.number(count);
    json.end_array();
}

void write_flow(JsonText& json, Standing const& standing)
{
    auto const& rates = standing.rates;
    json.key("perMinute").object().member("accepted", rates.accepted_last_minute);
    json.member("delivered", rates.delivered_last_minute).end_object();
    auto const young = standing.at - rates.since < std::chrono::hours{1};
    member_time(json, "countedSince", young ? std::optional{rates.since} : std::nullopt);
    auto const minute = std::chrono::floor<std::chrono::minutes>(standing.at);
    json.key("lastHour").object().member("until", to_rfc3339(minute));
    write_series(json, "accepted", rates.accepted);
    write_series(json, "delivered", rates.delivered);
    json.end_object();
}

void write_store(JsonText& json, Standing const& standing)
{
    auto const& store = standing.store;
    json.key("store").object().member("commits", store.commits).member("batches", store.batches);
    json.member("errors", store.errors);
    json.key("lastCommitMs").number(static_cast<double>(store.last_commit.count()) / 1000.0);
    json.member("walBytes", store.wal_bytes).member("fileBytes", store.file_bytes);
    json.member("diskFreeBytes", standing.disk_free_bytes / mebibyte * mebibyte);
    json.member("diskBytes", standing.disk_bytes);
    auto const* const audit = standing.audit == AuditChain::whole    ? "whole"
                              : standing.audit == AuditChain::broken ? "broken"
                                                                     : "unknown";
    json.member("audit", audit).end_object();
}

void write_watches(JsonText& json, Standing const& standing)
{
    json.key("approvals").object().member("open", standing.approvals.total);
    member_time(json, "nextDeadline", standing.approvals.next_deadline());
    json.end_object();
    json.key("certificates").array();
    for (auto const& certificate : standing.certificates) {
        json.object().member("name", certificate.name);
        member_time(json, "expires", certificate.expires);
        json.end_object();
    }
    json.end_array().member("version", standing.version);
}

} // namespace

std::string_view to_string(BreakerState state)
{
    switch (state) {
    case BreakerState::closed: return "closed";
    case BreakerState::open: return "open";
    case BreakerState::probing: return "probing";
    }
    return "closed";
}

void member_pause(JsonText& json, std::optional<Pause> const& pause)
{
    json.key("paused");
    if (!pause) {
        json.null();
        return;
    }
    json.object();
    member_time(json, "since", pause->since);
    json.member("by", pause->actor).member("reason", careful_text(pause->reason)).end_object();
}

void member_time(JsonText& json, std::string_view name, std::optional<TimePoint> time)
{
    json.key(name);
    // The epoch stands for "never" in a Message.
    if (time && *time != TimePoint{}) json.text(to_rfc3339(*time));
    else json.null();
}

std::string snapshot_content(Standing const& standing)
{
    JsonText json;
    auto const found = needs(standing);
    json.object().member("sentence", sentence(found));
    write_needs(json, found);
    json.key("totals").object();
    for (auto const state : message_states) json.member(to_string(state), standing.total(state));
    json.end_object();
    member_time(json, "lastDelivered", standing.last_delivered());
    write_flow(json, standing);
    json.key("queues").array();
    for (auto const& line : standing.queues) write_queue(json, line);
    json.end_array();
    write_store(json, standing);
    write_watches(json, standing);
    json.end_object();
    return json.take();
}

std::string snapshot_json(std::string_view id, TimePoint at, std::string_view content)
{
    JsonText head;
    head.object().member("id", id).member("at", to_rfc3339(at)).end_object();
    auto text = head.take();
    text.back() = ',';
    return text.append(content.substr(1));
}

} // namespace foramen
