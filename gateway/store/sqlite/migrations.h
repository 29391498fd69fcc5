// Why this file exists: the numbered .sql files of migrations/, compiled in.
#pragma once

#include <span>

namespace foramen {

/// Number n stands at n - 1. A file that was released is never changed: a new one is added.
std::span<char const* const> migrations();

} // namespace foramen
