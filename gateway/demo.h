// Why this file exists: the demo makes its own secrets at first start, so that none is in the
// repository. Outside the demo nothing here is called.
#pragma once

#include "gateway/base/random.h"
#include "gateway/base/result.h"

#include <filesystem>
#include <string_view>

namespace foramen {

/// Writes `prefix` + base64 of 32 random bytes, mode 0600, unless the file is there already.
Result<> make_demo_secret(std::filesystem::path const& file, std::string_view prefix,
                          Random& random);

/// {"clinic": token, "imaging": …, "practice": …, "operator": …}, mode 0600, unless it is there.
Result<> make_demo_credentials(std::filesystem::path const& file, Random& random);

} // namespace foramen
