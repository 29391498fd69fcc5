// Why this file exists: our own bugs end the process; the store keeps the promise.
#pragma once

#include <source_location>
#include <string_view>

namespace foramen {

/// Always on. What holds or the process dies, with one log line that says where.
void check(bool holds, std::string_view what,
           std::source_location where = std::source_location::current());

} // namespace foramen
