// Why this file exists: an event takes some twenty nonces and ids, a few random bytes each, and
// asking OpenSSL's generator costs twenty times what sealing a short text does.
#pragma once

#include <span>

namespace foramen {

/// Random bytes that nobody can guess, each given once: short asks are served from a supply of
/// this thread that OpenSSL's generator fills. What has been given is wiped from the supply. A
/// process that forks has to exec: its child would give the same bytes.
void fill_fresh(std::span<unsigned char> bytes);

} // namespace foramen
