// Why this file exists: durations are counted in fixed buckets, so that many samples cost no
// memory.
#pragma once

#include "gateway/monitor/exposition.h"

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace foramen {

class Histogram {
public:
    /// `bounds` are upper bounds in seconds, rising; they must outlive the histogram.
    explicit Histogram(std::span<double const> bounds);

    void observe(std::chrono::microseconds duration);
    /// _bucket, _sum and _count with these labels.
    void write(Exposition& out, MetricLabels const& labels) const;
    std::uint64_t count() const { return count_; }

private:
    std::span<double const> bounds_;
    std::vector<std::uint64_t> buckets_; ///< Not cumulative; the last one is +Inf.
    std::uint64_t count_ = 0;
    std::chrono::microseconds sum_{0};
};

} // namespace foramen
