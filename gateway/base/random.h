// Why this file exists: chance is asked for in one place, so that a story can be replayed.
#pragma once

#include "gateway/base/clock.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace foramen {

class Random {
public:
    virtual ~Random() = default;
    virtual std::string bytes(std::size_t count) = 0;

    /// 0 <= number < bound; bound > 0.
    std::uint64_t below(std::uint64_t bound);
};

/// OpenSSL's generator, fit for keys and tokens.
class SystemRandom final : public Random {
public:
    std::string bytes(std::size_t count) override;
};

/// Version 7 (RFC 9562): rises with time, so that new rows stand next to each other on disk.
std::string new_uuid(Clock const& clock, Random& random);

/// Version 5 (RFC 9562): the same name gives the same id, for ever.
std::string name_uuid(std::string_view name);

} // namespace foramen
