// Why this file exists: "per minute" is counted in rings, so that it costs nothing to ask for.
#pragma once

#include "gateway/base/clock.h"

#include <array>
#include <cstdint>
#include <vector>

namespace foramen {

/// Counts per time slot for the last `Slots` slots; older ones fall out by themselves.
template <class Slot, std::size_t Slots> class RateRing {
public:
    void add(TimePoint now)
    {
        auto& slot = slots_[place(index(now))];
        if (slot.index != index(now)) slot = {index(now), 0};
        ++slot.count;
    }

    /// Over all slots up to and with the running one.
    std::uint64_t total(TimePoint now) const
    {
        std::uint64_t sum = 0;
        for (auto const count : series(now)) sum += count;
        return sum;
    }

    /// Oldest first; the last one is the running slot.
    std::vector<std::uint64_t> series(TimePoint now) const
    {
        std::vector<std::uint64_t> counts(Slots);
        for (std::size_t i = 0; i < Slots; ++i) {
            auto const wanted = index(now) - static_cast<std::int64_t>(Slots - 1 - i);
            auto const& slot = slots_[place(wanted)];
            if (slot.index == wanted) counts[i] = slot.count;
        }
        return counts;
    }

private:
    struct Counted {
        std::int64_t index = -1;
        std::uint64_t count = 0;
    };
    static std::int64_t index(TimePoint now)
    {
        return std::chrono::floor<Slot>(now.time_since_epoch()).count();
    }
    static std::size_t place(std::int64_t index)
    {
        auto constexpr slots = static_cast<std::int64_t>(Slots);
        return static_cast<std::size_t>((index % slots + slots) % slots);
    }

    std::array<Counted, Slots> slots_;
};

using LastMinute = RateRing<std::chrono::seconds, 60>;
using LastHour = RateRing<std::chrono::minutes, 60>;

} // namespace foramen
