// Why this file exists: AES-256-GCM at rest with envelope keys (standards/
// reliability-and-security.md A4): a key-encryption key outside the data, data keys inside it.
#pragma once

#include "gateway/base/random.h"
#include "gateway/base/sealer.h"
#include "gateway/base/secret.h"

#include <filesystem>
#include <memory>

namespace foramen {

/// 32 random bytes in base64, file mode 0600 or stricter. Errors: not_found, incorrect (length,
/// mode), each naming the file and the command that makes one (`foramen check --make-key`).
Result<Secret> read_master_key(std::filesystem::path const& file);
/// Refuses to overwrite. Error: conflict.
Result<> make_master_key(std::filesystem::path const& file, Random& random);

/// Sealed text = version, data key id, nonce (96 random bits), ciphertext, tag. The wrapped data
/// keys stand in `key_ring_file` beside the database; lookup keys come from the master by HKDF.
/// Errors: incorrect (the ring belongs to another master key).
Result<std::unique_ptr<Sealer>>
open_key_ring(Secret master, std::filesystem::path const& key_ring_file, Random& random);

} // namespace foramen
