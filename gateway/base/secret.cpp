#include "gateway/base/secret.h"

#include <openssl/crypto.h>

namespace foramen {

Secret::~Secret() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

bool Secret::equals(std::string_view candidate) const
{
    return candidate.size() == bytes_.size() &&
           CRYPTO_memcmp(candidate.data(), bytes_.data(), bytes_.size()) == 0;
}

} // namespace foramen
