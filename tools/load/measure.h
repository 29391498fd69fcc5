// Why this file exists: what came back, and how fast.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace foramen {

struct Measured {
    double seconds = 0;
    std::map<unsigned, std::uint64_t> statuses;
    std::uint64_t errors = 0; ///< Lines that broke or replies that were none.
    std::vector<std::uint32_t> micros;

    /// One line of JSON; sorts `micros`.
    std::string to_json();
    std::string to_text();

private:
    double percentile_ms(double part) const;
    double per_second() const;
};

} // namespace foramen
