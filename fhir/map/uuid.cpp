#include "fhir/map/uuid.h"

#include <openssl/evp.h>

#include <charconv>
#include <memory>

namespace fhir::map {

namespace {

/// The name space of everything Foramen names; a random UUID, fixed for ever.
constexpr std::array<unsigned char, 16> name_space{0x6e, 0x1d, 0x35, 0x9c, 0x0b, 0x7a, 0x4f, 0x52,
                                                   0x9d, 0x6b, 0x2f, 0x84, 0xc1, 0x50, 0xe7, 0x3a};

constexpr std::size_t number_digits = 10;

/// Looked up once; the lookup costs more than the digest.
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

UuidText as_text(std::array<unsigned char, EVP_MAX_MD_SIZE>& digest)
{
    digest[6] = static_cast<unsigned char>((digest[6] & 0x0F) | 0x50);
    digest[8] = static_cast<unsigned char>((digest[8] & 0x3F) | 0x80);
    constexpr std::string_view digits = "0123456789abcdef";
    UuidText text{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
        text[at++] = digits[digest[i] >> 4];
        text[at++] = digits[digest[i] & 15];
    }
    return text;
}

} // namespace

UuidMaker::UuidMaker(std::string_view seed)
{
    name_.reserve(name_space.size() + seed.size() + number_digits + 1);
    name_.assign(name_space.begin(), name_space.end());
    name_.append(seed).push_back('|');
    fixed_ = name_.size();
}

UuidText UuidMaker::next()
{
    std::array<char, number_digits> number{};
    auto const end = std::to_chars(number.data(), number.data() + number.size(), ++count_).ptr;
    name_.resize(fixed_);
    name_.append(number.data(), end);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    auto* const context = digest_context();
    EVP_DigestInit_ex2(context, sha1(), nullptr);
    EVP_DigestUpdate(context, name_.data(), name_.size());
    EVP_DigestFinal_ex(context, digest.data(), nullptr);
    return as_text(digest);
}

} // namespace fhir::map
