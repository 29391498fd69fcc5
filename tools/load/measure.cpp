#include "tools/load/measure.h"

#include "gateway/base/json_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace foramen {

namespace {
double rounded(double value) { return std::round(value * 1000) / 1000; }
} // namespace

double Measured::percentile_ms(double part) const
{
    if (micros.empty()) return 0;
    auto const last = static_cast<double>(micros.size() - 1);
    return micros[static_cast<std::size_t>(std::lround(part * last))] / 1000.0;
}

double Measured::per_second() const
{
    return seconds > 0 ? static_cast<double>(micros.size()) / seconds : 0;
}

std::string Measured::to_json()
{
    std::ranges::sort(micros);
    JsonText json;
    json.object().key("requestsPerSecond").number(rounded(per_second()));
    json.member("requests", micros.size()).key("seconds").number(rounded(seconds));
    json.key("p50Ms").number(percentile_ms(0.5)).key("p99Ms").number(percentile_ms(0.99));
    json.key("maxMs").number(percentile_ms(1)).member("errors", errors);
    json.key("statuses").object();
    for (auto const& [status, count] : statuses) json.member(std::to_string(status), count);
    json.end_object().end_object();
    return json.take();
}

std::string Measured::to_text()
{
    std::ranges::sort(micros);
    std::array<char, 160> line{};
    std::snprintf(line.data(), line.size(),
                  "%.0f requests a second, p50 %.2f ms, p99 %.2f ms, max %.2f ms, errors %llu",
                  per_second(), percentile_ms(0.5), percentile_ms(0.99), percentile_ms(1),
                  static_cast<unsigned long long>(errors));
    std::string text = line.data();
    for (auto const& [status, count] : statuses) {
        text += "\n  " + std::to_string(status) + ": " + std::to_string(count);
    }
    return text;
}

} // namespace foramen
