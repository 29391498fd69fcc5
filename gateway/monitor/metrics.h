// Why this file exists: what happens is counted once, for Prometheus and for the monitor page.
//
// No label ever holds a patient, a message or a person: only routes, partners, kinds, outcomes.
#pragma once

#include "gateway/delivery/courier.h"
#include "gateway/monitor/exposition.h"
#include "gateway/monitor/histogram.h"
#include "gateway/monitor/rates.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace foramen {

/// Tries to deliver to one partner in the last hour. A message tried twice counts twice.
struct Tries {
    std::uint64_t all = 0;
    std::uint64_t delivered = 0;
    bool operator==(Tries const&) const = default;
};

/// Flow of the last minutes, for the page. Counted in the memory of this process.
struct Rates {
    TimePoint since; ///< When counting began: a younger process knows less than an hour.
    std::uint64_t accepted_last_minute = 0;
    std::uint64_t delivered_last_minute = 0;
    std::map<std::string, std::uint64_t> delivered_by_partner; ///< In the last minute.
    std::map<std::string, Tries> tries_by_partner;             ///< In the last hour.
    std::vector<std::uint64_t> accepted; ///< A minute each, oldest first, the running one last.
    std::vector<std::uint64_t> delivered;
};

/// Counters and histograms; safe from any thread.
class Metrics {
public:
    explicit Metrics(Clock const& clock) : clock_{clock}, since_{clock.now()} {}

    /// An event was accepted: its 202 was sent.
    void accepted(std::string_view kind);
    /// An event was refused; `route` is the pattern of the route ("/api/v1/bookings").
    void rejected(std::string_view route, unsigned status);
    /// A request was answered 429; `caller` is the name of a credential.
    void limited(std::string_view caller);
    /// A request was answered. `route` is the pattern, never the path that was asked for.
    void http(std::string_view route, std::string_view method, unsigned status,
              std::chrono::microseconds took);
    void delivery(DeliveryEvent const& event);
    /// Reports of imaging providers that nobody has said yet whose they are.
    void unmatched_reports(std::uint64_t count, std::optional<TimePoint> oldest);

    Rates rates() const;
    void write(Exposition& out) const;

private:
    /// Labels in the order in which the family names them.
    using OneLabel = std::string;
    using TwoLabels = std::pair<std::string, std::string>;
    using HttpLabels = std::tuple<std::string, std::string, std::string>;

    struct TryRings {
        LastHour all;
        LastHour delivered;
    };

    void write_unmatched(Exposition& out) const;

    Clock const& clock_;
    TimePoint const since_;
    mutable std::mutex mutex_;
    std::map<OneLabel, std::uint64_t, std::less<>> accepted_;
    std::map<TwoLabels, std::uint64_t> rejected_;
    std::map<OneLabel, std::uint64_t, std::less<>> limited_;
    std::map<HttpLabels, Histogram, std::less<>> http_;
    std::map<TwoLabels, std::uint64_t> delivered_;
    std::map<TwoLabels, std::uint64_t> attempts_;
    std::map<OneLabel, Histogram, std::less<>> delivery_duration_;
    std::map<OneLabel, LastMinute> delivered_by_partner_;
    std::map<OneLabel, TryRings> tries_by_partner_;
    std::uint64_t unmatched_reports_ = 0;
    std::optional<TimePoint> oldest_unmatched_report_;
    LastMinute accepted_last_minute_;
    LastMinute delivered_last_minute_;
    LastHour accepted_last_hour_;
    LastHour delivered_last_hour_;
};

} // namespace foramen
