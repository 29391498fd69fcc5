#include "gateway/base/random.h"

#include "gateway/base/fresh_bytes.h"
#include "gateway/base/sha.h"

#include <array>
#include <cstring>

namespace foramen {

namespace {

using UuidBytes = std::array<unsigned char, 16>;

std::string written(UuidBytes uuid, unsigned version)
{
    uuid[6] = static_cast<unsigned char>((uuid[6] & 0x0F) | (version << 4));
    uuid[8] = static_cast<unsigned char>((uuid[8] & 0x3F) | 0x80);
    static constexpr char hex[] = "0123456789abcdef";
    std::string text(36, '-');
    auto* to = text.data();
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) ++to;
        *to++ = hex[uuid[i] >> 4];
        *to++ = hex[uuid[i] & 0x0F];
    }
    return text;
}

/// Foramen's own namespace for UUIDv5 names; made once at random, never changed.
constexpr UuidBytes foramen_namespace{0x6d, 0x1c, 0x52, 0x8a, 0x90, 0x3f, 0x4e, 0x0b,
                                      0x9c, 0x57, 0x2b, 0xe1, 0x77, 0x04, 0xd3, 0x18};

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
    fill_fresh({reinterpret_cast<unsigned char*>(raw.data()), raw.size()});
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
    Sha1 hash;
    hash.add(bytes_of(foramen_namespace));
    hash.add(name);
    auto const digest = hash.digest();
    UuidBytes uuid{};
    std::memcpy(uuid.data(), digest.data(), uuid.size());
    return written(uuid, 5);
}

} // namespace foramen
