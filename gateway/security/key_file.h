// Why this file exists: files that hold keys are written whole or not at all, and are read only
// when nobody but their owner can.
#pragma once

#include "gateway/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace foramen {

enum class Replace { never, whole };

/// Mode 0600, on disk (fsync of file and folder) when it returns. Errors: conflict (it is there
/// already and Replace::never), unavailable.
Result<> write_key_file(std::filesystem::path const& file, std::string_view text, Replace replace);

/// No value when there is no such file. Errors: incorrect (others may read it, or it is too
/// large), unavailable.
Result<std::optional<std::string>> read_key_file(std::filesystem::path const& file);

} // namespace foramen
