// Why this file exists: the only place where a cipher is called.
#pragma once

#include "gateway/base/result.h"
#include "gateway/base/secret.h"

#include <string>
#include <string_view>

namespace foramen {

inline constexpr std::size_t key_bytes = 32;
inline constexpr std::size_t nonce_bytes = 12;
inline constexpr std::size_t tag_bytes = 16;

/// AES-256-GCM under one key (NIST SP 800-38D). Each thread has its own context, kept set up for
/// the key that it used last. Safe from any thread.
class Cipher {
public:
    explicit Cipher(Secret key);

    /// Appends nonce (96 random bits), ciphertext and tag to `sealed`.
    void seal(std::string_view text, std::string_view place, std::string& sealed) const;
    /// Error: fault, when anything does not fit.
    Result<std::string> open(std::string_view sealed, std::string_view place) const;

private:
    Secret key_;
    std::uint64_t serial_; ///< Tells the contexts of the threads whose key they hold.
};

/// HKDF-SHA-256 (RFC 5869) without salt, one block.
Secret derive_key(Secret const& master, std::string_view purpose);

} // namespace foramen
