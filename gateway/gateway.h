// Why this file exists: the house put together: every part made once, in order, wired by hand.
#pragma once

#include "gateway/settings.h"

#include <memory>
#include <variant>

namespace foramen {

class Gateway {
public:
    /// Loads keys, store, mappings, rules and callers; all faults at once.
    static std::variant<std::unique_ptr<Gateway>, SettingsFaults> open(Settings settings);
    ~Gateway();

    /// Serves until SIGINT or SIGTERM, finishes what is under way and gives the exit status.
    int run_until_signal();

    struct House;

private:
    explicit Gateway(std::unique_ptr<House> house);
    std::unique_ptr<House> house_;
};

} // namespace foramen
