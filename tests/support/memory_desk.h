// Why this file exists: doors and pollers are tested with a desk that keeps in memory what it gets.
#pragma once

#include "gateway/imaging_desk.h"

#include <string>
#include <utility>
#include <vector>

namespace foramen {

class MemoryDesk : public ImagingDesk {
public:
    Task<std::string> keep(ImagingArrival arrival) override
    {
        if (is_full) co_return unavailable("the disk is full");
        kept.push_back(std::move(arrival));
        co_return std::string{};
    }
    Task<> quarantine(ImagingOddity oddity) override
    {
        if (is_full) co_return unavailable("the disk is full");
        odd.push_back(std::move(oddity));
        co_return Nothing{};
    }

    bool is_full = false;
    std::vector<ImagingArrival> kept;
    std::vector<ImagingOddity> odd;
};

} // namespace foramen
