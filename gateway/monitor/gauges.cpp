#include "gateway/monitor/gauges.h"

namespace foramen {

namespace {

void write_ages(Exposition& out, Standing const& standing)
{
    out.family("foramen_oldest_message_age_seconds", "gauge",
               "Age of the oldest message that waits (or is being sent) or is held.");
    for (auto const& line : standing.queues) {
        auto const age = [&](std::string_view state, std::optional<TimePoint> since) {
            if (!since) return;
            MetricLabels const labels{{"partner", line.queue.partner}, {"state", state}};
            auto const duration = std::max(standing.at - *since, microseconds{0});
            out.sample(labels, in_seconds(duration));
        };
        age("waiting", line.queue.oldest_waiting);
        age("held", line.queue.oldest_held);
    }
}

void write_queues(Exposition& out, Standing const& standing)
{
    out.family("foramen_messages", "gauge", "Messages by state and partner.");
    for (auto const& line : standing.queues) {
        for (auto const state : message_states) {
            MetricLabels const labels{{"state", to_string(state)}, {"partner", line.queue.partner}};
            out.sample(labels, line.count(state));
        }
    }
    write_ages(out, standing);
    out.family("foramen_breaker_open", "gauge",
               "1 while a failing partner is left alone for a time.");
    for (auto const& line : standing.queues) {
        MetricLabels const labels{{"partner", line.queue.partner}};
        out.sample(labels, line.line.breaker == BreakerState::closed ? 0 : 1);
    }
    out.family("foramen_partner_paused", "gauge", "1 while an operator pauses a partner's line.");
    for (auto const& line : standing.queues) {
        if (!line.may_be_paused) continue;
        MetricLabels const labels{{"partner", line.queue.partner}};
        out.sample(labels, line.queue.pause ? 1 : 0);
    }
}

void write_store(Exposition& out, Standing const& standing)
{
    auto const& store = standing.store;
    out.family("foramen_store_commit_duration_seconds", "summary",
               "Commits to disk, each with its fsync.");
    out.sample({}, in_seconds(store.commits_took), "_sum");
    out.sample({}, store.commits, "_count");
    out.family("foramen_store_last_commit_duration_seconds", "gauge", "The newest commit.");
    out.sample({}, in_seconds(store.last_commit));
    out.family("foramen_store_batches_total", "counter", "Batches and settlements stored.");
    out.sample({}, store.batches);
    out.family("foramen_store_errors_total", "counter", "Operations of the store that failed.");
    MetricLabels const commit{{"op", "commit"}};
    out.sample(commit, store.errors);
    out.family("foramen_wal_bytes", "gauge", "Size of the write-ahead log.");
    out.sample({}, store.wal_bytes);
    out.family("foramen_store_file_bytes", "gauge", "Size of the database file.");
    out.sample({}, store.file_bytes);
    if (standing.disk_bytes > 0) {
        out.family("foramen_disk_free_bytes", "gauge", "Free space where the store lives.");
        out.sample({}, standing.disk_free_bytes);
        out.family("foramen_disk_bytes", "gauge", "Size of that file system.");
        out.sample({}, standing.disk_bytes);
    }
}

void write_watches(Exposition& out, Standing const& standing)
{
    out.family("foramen_approvals", "gauge", "Approvals without a final answer, by state.");
    for (auto const& [state, count] : standing.approvals.by_state()) {
        MetricLabels const labels{{"state", state}};
        out.sample(labels, count);
    }
    out.family("foramen_approval_deadline_seconds_min", "gauge",
               "Until the nearest deadline of an open approval; below 0 it has passed.");
    if (auto const next = standing.approvals.next_deadline()) {
        out.sample({}, in_seconds(*next - standing.at));
    }
    out.family("foramen_certificate_expiry_timestamp_seconds", "gauge",
               "When a certificate of the configuration ends.");
    for (auto const& certificate : standing.certificates) {
        MetricLabels const labels{{"cert", certificate.name}};
        auto const end = certificate.expires.value_or(TimePoint{}); // 1970: none can be read.
        out.sample(labels, in_seconds(end.time_since_epoch()));
    }
}

} // namespace

void write_gauges(Exposition& out, Standing const& standing, std::string_view version)
{
    write_queues(out, standing);
    write_store(out, standing);
    write_watches(out, standing);
    if (standing.audit != AuditChain::unknown) {
        out.family("foramen_audit_chain_ok", "gauge", "1 while the audit trail is whole.");
        out.sample({}, standing.audit == AuditChain::whole ? 1 : 0);
    }
    out.family("foramen_sse_clients", "gauge", "Monitor pages that listen to the feed.");
    out.sample({}, standing.feed_clients);
    out.family("foramen_build_info", "gauge", "Always 1; the labels tell what runs.");
    MetricLabels const build{{"version", version}};
    out.sample(build, 1);
}

} // namespace foramen
