#include "gateway/base/secret.h"

#include <openssl/crypto.h>

namespace foramen {

namespace {

void wipe(std::string& bytes)
{
    OPENSSL_cleanse(bytes.data(), bytes.size());
    bytes.clear();
}

} // namespace

Secret::Secret(std::string bytes) : bytes_{bytes} { wipe(bytes); }

// Copied, not moved: moving or swapping a short string leaves its bytes in the old place.
Secret::Secret(Secret&& other) noexcept : bytes_{other.bytes_} { wipe(other.bytes_); }

Secret& Secret::operator=(Secret const& other)
{
    if (this == &other) return *this;
    wipe(bytes_);
    bytes_ = other.bytes_;
    return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept
{
    if (this == &other) return *this;
    wipe(bytes_);
    bytes_ = other.bytes_;
    wipe(other.bytes_);
    return *this;
}

Secret::~Secret() { wipe(bytes_); }

bool Secret::equals(std::string_view candidate) const
{
    return candidate.size() == bytes_.size() &&
           CRYPTO_memcmp(candidate.data(), bytes_.data(), bytes_.size()) == 0;
}

} // namespace foramen
