// Why this file exists: the few digests and encodings that many rooms need, in one place.
#pragma once

#include "gateway/base/result.h"

#include <string>
#include <string_view>

namespace foramen {

/// Raw bytes, 32 of them.
std::string sha256(std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);

std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);
/// RFC 4648, with padding. Error: incorrect.
Result<std::string> from_base64(std::string_view text);

} // namespace foramen
