// Why this file exists: the clinic's rules are two files of data that are read together.
#pragma once

#include "gateway/journey/journey.h"

#include <filesystem>

namespace foramen {

/// mappings/rules/: the risk table with its calendar. Error: says which of them is wrong, and
/// where.
Result<RiskTable> load_rules(std::filesystem::path const& mappings_folder);

} // namespace foramen
