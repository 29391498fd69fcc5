// OpenSSL 3 calls these functions deprecated in favour of EVP; see sha.h for why they are used.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "gateway/base/sha.h"

#include "gateway/base/check.h"

#include <openssl/crypto.h>

#include <algorithm>

namespace foramen {

namespace {

constexpr std::size_t block_bytes = SHA256_CBLOCK;
using Block = std::array<unsigned char, block_bytes>;

Sha256 begun(Block block, unsigned char pad)
{
    for (auto& byte : block) byte ^= pad;
    Sha256 digest;
    digest.add(bytes_of(block));
    OPENSSL_cleanse(block.data(), block.size());
    return digest;
}

Block block_of(std::string_view key)
{
    Block block{};
    if (key.size() <= block_bytes) {
        std::ranges::copy(key, block.begin());
        return block;
    }
    Sha256 shortened;
    shortened.add(key);
    std::ranges::copy(shortened.digest(), block.begin());
    return block;
}

} // namespace

Sha256::Sha256() { check(SHA256_Init(&context_) == 1, "OpenSSL has no SHA-256"); }

void Sha256::add(std::string_view text)
{
    check(SHA256_Update(&context_, text.data(), text.size()) == 1, "SHA-256 could not hash");
}

Sha256::Digest Sha256::digest()
{
    Digest digest;
    check(SHA256_Final(digest.data(), &context_) == 1, "SHA-256 could not hash");
    return digest;
}

Sha1::Sha1() { check(SHA1_Init(&context_) == 1, "OpenSSL has no SHA-1"); }

void Sha1::add(std::string_view text)
{
    check(SHA1_Update(&context_, text.data(), text.size()) == 1, "SHA-1 could not hash");
}

Sha1::Digest Sha1::digest()
{
    Digest digest;
    check(SHA1_Final(digest.data(), &context_) == 1, "SHA-1 could not hash");
    return digest;
}

HmacSha256::HmacSha256(std::string_view key)
    : inner_{begun(block_of(key), 0x36)}, outer_{begun(block_of(key), 0x5c)}
{}

HmacSha256::~HmacSha256()
{
    OPENSSL_cleanse(&inner_, sizeof inner_);
    OPENSSL_cleanse(&outer_, sizeof outer_);
}

Sha256::Digest HmacSha256::operator()(std::string_view text) const
{
    auto inner = inner_;
    inner.add(text);
    auto outer = outer_;
    outer.add(bytes_of(inner.digest()));
    return outer.digest();
}

} // namespace foramen
