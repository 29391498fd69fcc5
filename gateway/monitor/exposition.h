// Why this file exists: the Prometheus text format is written in one place, escaped in one way.
// https://github.com/prometheus/docs/blob/main/content/docs/instrumenting/exposition_formats.md
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace foramen {

/// As Prometheus counts time.
inline double in_seconds(std::chrono::microseconds duration)
{
    return std::chrono::duration<double>{duration}.count();
}

using MetricLabels = std::vector<std::pair<std::string_view, std::string_view>>;

/// Text format 0.0.4. Names and label names are ours; label values are escaped.
class Exposition {
public:
    /// Begins a family: its samples follow. `type` is "counter", "gauge" or "histogram".
    void family(std::string_view name, std::string_view type, std::string_view help);
    /// One sample of the family; `suffix` is "", "_bucket", "_sum" or "_count".
    void sample(MetricLabels const& labels, double value, std::string_view suffix = {});
    template <std::integral Number>
    void sample(MetricLabels const& labels, Number value, std::string_view suffix = {})
    {
        line(labels, std::to_string(value), suffix);
    }

    std::string take() { return std::move(text_); }

private:
    void line(MetricLabels const& labels, std::string_view value, std::string_view suffix);

    std::string text_;
    std::string name_;
};

/// "0.005", "15", "+Inf": the shortest text that reads back as the same number.
std::string metric_number(double value);

} // namespace foramen
