#include "gateway/base/digest.h"

#include "gateway/base/sha.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace foramen {

namespace {
unsigned char const* raw(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
} // namespace

std::string sha256(std::string_view data)
{
    Sha256 hash;
    hash.add(data);
    return std::string{bytes_of(hash.digest())};
}

std::string hmac_sha256(std::string_view key, std::string_view data)
{
    return std::string{bytes_of(HmacSha256{key}(data))};
}

namespace {

constexpr auto hex_of_byte = [] {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> table{};
    for (std::size_t byte = 0; byte < table.size(); ++byte) {
        table[byte] = {digits[byte >> 4], digits[byte & 0x0F]};
    }
    return table;
}();

} // namespace

std::string to_hex(std::string_view bytes)
{
    std::string text(bytes.size() * 2, '\0');
    auto* to = text.data();
    for (unsigned char const byte : bytes) {
        std::memcpy(to, hex_of_byte[byte].data(), 2);
        to += 2;
    }
    return text;
}

std::string to_base64(std::string_view bytes)
{
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    auto const length = EVP_EncodeBlock(raw(text), raw(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

namespace {

/// OpenSSL's decoder skips blanks and takes "=" anywhere, so the shape is checked here.
bool is_base64(std::string_view text, std::size_t padding)
{
    if (text.size() % 4 != 0) return false;
    return std::ranges::all_of(text.substr(0, text.size() - padding), [](char character) {
        return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z') ||
               (character >= '0' && character <= '9') || character == '+' || character == '/';
    });
}

} // namespace

Result<std::string> from_base64(std::string_view text)
{
    auto const padding = text.ends_with("==") ? 2u : text.ends_with("=") ? 1u : 0u;
    if (!is_base64(text, padding)) return incorrect("not base64 (RFC 4648 with padding)");
    std::string bytes(text.size() / 4 * 3, '\0');
    if (text.empty()) return bytes;
    EVP_DecodeBlock(raw(bytes), raw(text), static_cast<int>(text.size()));
    bytes.resize(bytes.size() - padding);
    return bytes;
}

} // namespace foramen
