// Why this file exists: each event takes some sixty digests of short texts. OpenSSL's EVP spends
// ten times on its contexts what the digest itself costs; these are its own block functions, with
// the processor's SHA instructions, on a context that is copied like any value.
#pragma once

#include <openssl/sha.h>

#include <array>
#include <string>
#include <string_view>

namespace foramen {

class Sha256 {
public:
    using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

    Sha256();
    void add(std::string_view text);
    /// Ends it: nothing may be added afterwards.
    Digest digest();

private:
    SHA256_CTX context_;
};

/// Only for names that were given with it once (UUIDs of version 5).
class Sha1 {
public:
    using Digest = std::array<unsigned char, SHA_DIGEST_LENGTH>;

    Sha1();
    void add(std::string_view text);
    Digest digest();

private:
    SHA_CTX context_;
};

/// HMAC-SHA-256 (RFC 2104) with the key's two blocks hashed beforehand.
class HmacSha256 {
public:
    explicit HmacSha256(std::string_view key);
    HmacSha256(HmacSha256 const&) = delete;
    HmacSha256& operator=(HmacSha256 const&) = delete;
    /// What is as good as the key is wiped.
    ~HmacSha256();

    Sha256::Digest operator()(std::string_view text) const;

private:
    Sha256 inner_;
    Sha256 outer_;
};

template <class Digest> std::string_view bytes_of(Digest const& digest)
{
    return {reinterpret_cast<char const*>(digest.data()), digest.size()};
}

} // namespace foramen
