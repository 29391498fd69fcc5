#include "gateway/monitor/histogram.h"

#include <algorithm>

namespace foramen {

Histogram::Histogram(std::span<double const> bounds) : bounds_{bounds}, buckets_(bounds.size() + 1)
{}

void Histogram::observe(std::chrono::microseconds duration)
{
    // A clock that was set back must not make a negative duration.
    auto const counted = std::max(duration, std::chrono::microseconds{0});
    auto const found = std::lower_bound(bounds_.begin(), bounds_.end(), in_seconds(counted));
    ++buckets_[static_cast<std::size_t>(found - bounds_.begin())];
    ++count_;
    sum_ += counted;
}

void Histogram::write(Exposition& out, MetricLabels const& labels) const
{
    auto with_bound = labels;
    with_bound.emplace_back("le", "");
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
        below += buckets_[i];
        auto const bound = metric_number(bounds_[i]);
        with_bound.back().second = bound;
        out.sample(with_bound, below, "_bucket");
    }
    with_bound.back().second = "+Inf";
    out.sample(with_bound, count_, "_bucket");
    out.sample(labels, in_seconds(sum_), "_sum");
    out.sample(labels, count_, "_count");
}

} // namespace foramen
