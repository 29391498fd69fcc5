#include "gateway/base/fresh_bytes.h"

#include "gateway/base/check.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

namespace foramen {

namespace {

constexpr std::size_t supply_bytes = 4096;
/// Nonces, ids, chances. Keys and tokens are longer and never lie about in a supply.
constexpr std::size_t short_ask_max = 16;

void generate(std::span<unsigned char> bytes)
{
    check(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1,
          "the random generator gave nothing");
}

struct Supply {
    std::array<unsigned char, supply_bytes> bytes;
    std::size_t given = supply_bytes;
};

} // namespace

void fill_fresh(std::span<unsigned char> bytes)
{
    if (bytes.size() > short_ask_max) return generate(bytes);
    thread_local Supply supply;
    if (supply_bytes - supply.given < bytes.size()) {
        generate(supply.bytes);
        supply.given = 0;
    }
    auto const next = std::span{supply.bytes}.subspan(supply.given, bytes.size());
    std::ranges::copy(next, bytes.begin());
    OPENSSL_cleanse(next.data(), next.size());
    supply.given += bytes.size();
}

} // namespace foramen
