// Why this file exists: chance in tests comes from a seed, so that a failure can be replayed.
#pragma once

#include "gateway/base/random.h"

#include <mutex>
#include <random>

namespace foramen {

/// The same seed gives the same bytes; safe from any thread.
class FakeRandom final : public Random {
public:
    explicit FakeRandom(std::uint64_t seed = 1) : engine_{seed} {}

    std::string bytes(std::size_t count) override
    {
        std::lock_guard const lock{mutex_};
        std::string made(count, '\0');
        for (auto& byte : made) byte = static_cast<char>(engine_() & 0xFF);
        return made;
    }

private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

} // namespace foramen
