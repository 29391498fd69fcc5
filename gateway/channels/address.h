// Why this file exists: where a partner is gets checked before anything is sent there, and every
// fault names the setting and what to write instead.
#pragma once

#include "gateway/base/result.h"
#include "gateway/channels/conversation.h"

#include <string_view>

namespace foramen {

/// "https://host[:port][/path]"; plain http only on this machine. No user, query or fragment: a
/// secret in a URL ends up in logs (ASVS 14.2.1). Error: incorrect.
Result<> check_url(Partner const& partner);

/// Whether the url points at this machine: localhost, 127.0.0.0/8 or [::1].
bool is_loopback(std::string_view url);

/// A token goes into a header line, so it may hold visible ASCII only (RFC 6750).
bool fits_header(std::string_view text);

} // namespace foramen
