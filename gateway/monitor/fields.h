// Why this file exists: the small bodies of the monitor's API are read in one strict way.
#pragma once

#include "gateway/base/result.h"

#include <chrono>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace foramen {

using Fields = std::map<std::string, std::string, std::less<>>;

/// A flat JSON object of strings with no names but these; an empty body is an empty object.
/// Error: incorrect, quoting nothing of the body.
Result<Fields> read_fields(std::string_view body, std::span<std::string_view const> names);

/// A whole number in decimal digits within [least, most]. Error: incorrect, naming the parameter.
Result<std::uint64_t> read_count(std::string_view name, std::string_view text, std::uint64_t least,
                                 std::uint64_t most);

/// "30m", "2h", "3d": how long ago, up to 9,999 of each. Error: incorrect, naming the parameter.
Result<std::chrono::minutes> read_age(std::string_view name, std::string_view text);

} // namespace foramen
