#include "gateway/monitor/metrics.h"

#include <algorithm>
#include <array>

namespace foramen {

namespace {

/// Beyond so many series a family counts the rest under "other": a fault in the house (or a
/// partner list grown wild) must not eat the memory of Prometheus.
constexpr std::size_t series_max = 2'000;

constexpr std::array http_bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                 0.1,    0.25,  0.5,    1.0,   2.5,  5.0,   10.0};
/// From a push that arrives at once to one that waited a day for a partner.
constexpr std::array delivery_bounds{0.01, 0.05, 0.1,   0.25,   0.5,    1.0,     2.5,    5.0,
                                     10.0, 60.0, 300.0, 1800.0, 3600.0, 21600.0, 86400.0};

constexpr std::array known_methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

std::string_view known_method(std::string_view method)
{
    auto const found = std::find(known_methods.begin(), known_methods.end(), method);
    return found == known_methods.end() ? std::string_view{"other"} : std::string_view{*found};
}

template <class Map, class Key> auto& series(Map& family, Key key, Key other)
{
    auto const found = family.find(key);
    if (found != family.end()) return found->second;
    return family.size() < series_max ? family[std::move(key)] : family[std::move(other)];
}

using TwoLabelCounts = std::map<std::pair<std::string, std::string>, std::uint64_t>;

void write_counts(Exposition& out, TwoLabelCounts const& counts, std::string_view first,
                  std::string_view second)
{
    for (auto const& [labels, count] : counts) {
        MetricLabels const named{{first, labels.first}, {second, labels.second}};
        out.sample(named, count);
    }
}

} // namespace

void Metrics::accepted(std::string_view kind)
{
    auto const now = clock_.now();
    std::lock_guard const lock{mutex_};
    ++series(accepted_, std::string{kind}, std::string{"other"});
    accepted_last_minute_.add(now);
    accepted_last_hour_.add(now);
}

void Metrics::rejected(std::string_view route, unsigned status)
{
    std::lock_guard const lock{mutex_};
    ++series(rejected_, TwoLabels{route, std::to_string(status)}, TwoLabels{"other", "other"});
}

void Metrics::limited(std::string_view caller)
{
    std::lock_guard const lock{mutex_};
    ++series(limited_, std::string{caller}, std::string{"other"});
}

void Metrics::http(std::string_view route, std::string_view method, unsigned status,
                   std::chrono::microseconds took)
{
    auto const code = std::to_string(status);
    auto const key = std::make_tuple(route, known_method(method), std::string_view{code});
    std::lock_guard const lock{mutex_};
    auto found = http_.find(key);
    if (found == http_.end()) {
        auto const labels =
            http_.size() < series_max ? HttpLabels{key} : HttpLabels{"other", "other", "other"};
        found = http_.try_emplace(labels, http_bounds).first;
    }
    found->second.observe(took);
}

void Metrics::delivery(DeliveryEvent const& event)
{
    auto const now = clock_.now();
    std::lock_guard const lock{mutex_};
    ++series(attempts_, TwoLabels{event.partner, event.outcome}, TwoLabels{"other", "other"});
    auto& tries = series(tries_by_partner_, OneLabel{event.partner}, OneLabel{"other"});
    tries.all.add(now);
    if (event.outcome != "delivered") return;
    ++series(delivered_, TwoLabels{event.partner, event.kind}, TwoLabels{"other", "other"});
    delivery_duration_.try_emplace(event.kind, delivery_bounds)
        .first->second.observe(event.since_accepted);
    series(delivered_by_partner_, OneLabel{event.partner}, OneLabel{"other"}).add(now);
    tries.delivered.add(now);
    delivered_last_minute_.add(now);
    delivered_last_hour_.add(now);
}

void Metrics::unmatched_reports(std::uint64_t count, std::optional<TimePoint> oldest)
{
    std::lock_guard const lock{mutex_};
    unmatched_reports_ = count;
    oldest_unmatched_report_ = oldest;
}

void Metrics::write_unmatched(Exposition& out) const
{
    out.family("foramen_imaging_unmatched_reports", "gauge",
               "Reports that nobody has said yet whose they are.");
    out.sample({}, unmatched_reports_);
    out.family("foramen_imaging_unmatched_age_seconds", "gauge",
               "How long the oldest of them waits; 0 when none does.");
    auto const now = clock_.now();
    auto const since = std::min(oldest_unmatched_report_.value_or(now), now);
    out.sample({}, std::chrono::duration<double>{now - since}.count());
}

Rates Metrics::rates() const
{
    auto const now = clock_.now();
    std::lock_guard const lock{mutex_};
    Rates rates;
    rates.since = since_;
    rates.accepted_last_minute = accepted_last_minute_.total(now);
    rates.delivered_last_minute = delivered_last_minute_.total(now);
    for (auto const& [partner, ring] : delivered_by_partner_) {
        rates.delivered_by_partner[partner] = ring.total(now);
    }
    for (auto const& [partner, rings] : tries_by_partner_) {
        rates.tries_by_partner[partner] = {rings.all.total(now), rings.delivered.total(now)};
    }
    rates.accepted = accepted_last_hour_.series(now);
    rates.delivered = delivered_last_hour_.series(now);
    return rates;
}

void Metrics::write(Exposition& out) const
{
    std::lock_guard const lock{mutex_};
    out.family("foramen_messages_accepted_total", "counter", "Events accepted: 202 was answered.");
    for (auto const& [kind, count] : accepted_) {
        MetricLabels const labels{{"kind", kind}};
        out.sample(labels, count);
    }
    out.family("foramen_messages_rejected_total", "counter", "Events refused, by HTTP status.");
    write_counts(out, rejected_, "route", "code");
    out.family("foramen_requests_limited_total", "counter", "Requests answered 429, by caller.");
    for (auto const& [caller, count] : limited_) {
        MetricLabels const labels{{"caller", caller}};
        out.sample(labels, count);
    }
    out.family("foramen_messages_delivered_total", "counter", "Messages with a receipt.");
    write_counts(out, delivered_, "partner", "kind");
    out.family("foramen_messages_delivery_attempts_total", "counter", "Tries to deliver.");
    write_counts(out, attempts_, "partner", "outcome");
    out.family("foramen_delivery_duration_seconds", "histogram", "From accepted to delivered.");
    for (auto const& [kind, histogram] : delivery_duration_) {
        MetricLabels const labels{{"kind", kind}};
        histogram.write(out, labels);
    }
    out.family("foramen_http_request_duration_seconds", "histogram", "Requests answered.");
    for (auto const& [labels, histogram] : http_) {
        MetricLabels const named{{"route", std::get<0>(labels)},
                                 {"method", std::get<1>(labels)},
                                 {"code", std::get<2>(labels)}};
        histogram.write(out, named);
    }
    write_unmatched(out);
}

} // namespace foramen
