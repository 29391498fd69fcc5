// Why this file exists: the clinic's rules are two files of data that are read together.
#pragma once

#include "gateway/journey/journey.h"
#include "gateway/settings.h"

#include <filesystem>
#include <optional>

namespace foramen {

/// mappings/rules/: the risk table with its calendar; nothing when a fault was noted.
std::optional<RiskTable> load_rules(std::filesystem::path const& mappings_folder,
                                    SettingsFaults& faults);

} // namespace foramen
