// Why this file exists: a long section of the configuration is read in a file of its own.
#pragma once

#include "gateway/settings.h"

#include <string_view>

namespace foramen {

class SettingsReader;

/// "imaging"
void read_imaging(SettingsReader& reader, Settings& settings);

/// Nobody else than this machine can reach it.
bool listens_on_loopback(std::string_view address);

} // namespace foramen
