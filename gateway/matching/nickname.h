// Why this file exists: William on the referral is Bill at the scanner.
#pragma once

#include <string_view>

namespace foramen::matching {

/// Both are forms of one English given name. Folded words; symmetric.
bool are_nicknames(std::u32string_view one, std::u32string_view other);

} // namespace foramen::matching
