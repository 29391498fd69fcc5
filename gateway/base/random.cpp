#include "gateway/base/random.h"

#include "gateway/base/check.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cstring>
#include <memory>
#include <span>

namespace foramen {

namespace {

using UuidBytes = std::array<unsigned char, 16>;

std::string written(UuidBytes uuid, unsigned version)
{
    uuid[6] = static_cast<unsigned char>((uuid[6] & 0x0F) | (version << 4));
    uuid[8] = static_cast<unsigned char>((uuid[8] & 0x3F) | 0x80);
    static constexpr char hex[] = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += hex[uuid[i] >> 4];
        text += hex[uuid[i] & 0x0F];
    }
    return text;
}

/// Foramen's own namespace for UUIDv5 names; made once at random, never changed.
constexpr UuidBytes foramen_namespace{0x6d, 0x1c, 0x52, 0x8a, 0x90, 0x3f, 0x4e, 0x0b,
                                      0x9c, 0x57, 0x2b, 0xe1, 0x77, 0x04, 0xd3, 0x18};

/// Looked up once: the look-up costs more than the digest.
EVP_MD const* sha1()
{
    static EVP_MD const* const digest = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    return digest;
}

EVP_MD_CTX* digest_context()
{
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    thread_local std::unique_ptr<EVP_MD_CTX, Free> const context{EVP_MD_CTX_new()};
    return context.get();
}

} // namespace

std::uint64_t Random::below(std::uint64_t bound)
{
    std::uint64_t number = 0;
    auto const raw = bytes(sizeof number);
    std::memcpy(&number, raw.data(), sizeof number);
    return number % bound;
}

std::string SystemRandom::bytes(std::size_t count)
{
    std::string raw(count, '\0');
    auto* const first = reinterpret_cast<unsigned char*>(raw.data());
    check(RAND_bytes(first, static_cast<int>(count)) == 1, "the random generator gave nothing");
    return raw;
}

std::string new_uuid(Clock const& clock, Random& random)
{
    UuidBytes uuid{};
    auto const raw = random.bytes(10);
    std::memcpy(&uuid[6], raw.data(), raw.size());
    auto const now = clock.now().time_since_epoch();
    auto stamp = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    for (std::size_t i = 6; i-- > 0; stamp >>= 8) uuid[i] = static_cast<unsigned char>(stamp);
    return written(uuid, 7);
}

std::string name_uuid(std::string_view name)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    auto* const context = digest_context();
    bool const made =
        EVP_DigestInit_ex2(context, sha1(), nullptr) == 1 &&
        EVP_DigestUpdate(context, foramen_namespace.data(), foramen_namespace.size()) == 1 &&
        EVP_DigestUpdate(context, name.data(), name.size()) == 1 &&
        EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1;
    check(made, "SHA-1 gave nothing");
    UuidBytes uuid{};
    std::memcpy(uuid.data(), digest.data(), uuid.size());
    return written(uuid, 5);
}

} // namespace foramen
