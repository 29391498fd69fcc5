#include "gateway/security/cipher.h"

#include "gateway/base/check.h"
#include "gateway/base/digest.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <atomic>

namespace foramen {

namespace {

unsigned char const* raw(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}
unsigned char* raw(char* text) { return reinterpret_cast<unsigned char*>(text); }

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

enum class Direction { seal = 1, open = 0 };

/// A context of this thread. Setting up AES costs more than sealing a small text, so the key
/// stays in place while the same one is used.
class ThreadContext {
public:
    explicit ThreadContext(Direction direction) : direction_{direction} {}

    EVP_CIPHER_CTX* with(std::uint64_t serial, std::string_view key)
    {
        if (serial == serial_) return context_.get();
        static EVP_CIPHER* const aes = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
        context_.reset(EVP_CIPHER_CTX_new());
        check(aes != nullptr && context_ != nullptr &&
                  EVP_CipherInit_ex(context_.get(), aes, nullptr, raw(key), nullptr,
                                    static_cast<int>(direction_)) == 1,
              "OpenSSL has no AES-256-GCM");
        serial_ = serial;
        return context_.get();
    }

private:
    Direction direction_;
    std::uint64_t serial_ = 0;
    std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context_;
};

std::uint64_t next_serial()
{
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

} // namespace

Cipher::Cipher(Secret key) : key_{std::move(key)}, serial_{next_serial()}
{
    check(key_.use().size() == key_bytes, "a data key has 32 bytes");
}

void Cipher::seal(std::string_view text, std::string_view place, std::string& sealed) const
{
    thread_local ThreadContext mine{Direction::seal};
    auto* const context = mine.with(serial_, key_.use());
    auto const start = sealed.size();
    sealed.resize(start + nonce_bytes + text.size() + tag_bytes);
    auto* const nonce = raw(sealed.data() + start);
    auto* const body = nonce + nonce_bytes;
    int length = 0;
    auto const size = static_cast<int>(text.size());
    auto const sealed_well = RAND_bytes(nonce, static_cast<int>(nonce_bytes)) == 1 &&
                             EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, nonce, 1) == 1 &&
                             EVP_CipherUpdate(context, nullptr, &length, raw(place),
                                              static_cast<int>(place.size())) == 1 &&
                             EVP_CipherUpdate(context, body, &length, raw(text), size) == 1 &&
                             EVP_CipherFinal_ex(context, body + size, &length) == 1 &&
                             EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG,
                                                 static_cast<int>(tag_bytes), body + size) == 1;
    check(sealed_well, "AES-256-GCM could not seal");
}

Result<std::string> Cipher::open(std::string_view sealed, std::string_view place) const
{
    if (sealed.size() < nonce_bytes + tag_bytes) return fault("a sealed text is cut off");
    thread_local ThreadContext mine{Direction::open};
    auto* const context = mine.with(serial_, key_.use());
    auto const size = sealed.size() - nonce_bytes - tag_bytes;
    std::string text(size, '\0');
    std::string tag{sealed.substr(nonce_bytes + size)};
    int length = 0;
    auto const opened =
        EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, raw(sealed), 0) == 1 &&
        EVP_CipherUpdate(context, nullptr, &length, raw(place), static_cast<int>(place.size())) ==
            1 &&
        EVP_CipherUpdate(context, raw(text.data()), &length, raw(sealed.substr(nonce_bytes)),
                         static_cast<int>(size)) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_bytes),
                            tag.data()) == 1 &&
        EVP_CipherFinal_ex(context, raw(text.data()) + size, &length) == 1;
    if (!opened) return fault("a sealed text was changed, moved, or sealed with another key");
    return text;
}

struct KeyedHash::Blocks {
    std::unique_ptr<EVP_MD_CTX, FreeContext> inner{EVP_MD_CTX_new()};
    std::unique_ptr<EVP_MD_CTX, FreeContext> outer{EVP_MD_CTX_new()};
};

KeyedHash::KeyedHash(Secret const& key) : blocks_{std::make_unique<Blocks>()}
{
    constexpr std::size_t block_bytes = 64;
    check(key.use().size() <= block_bytes, "a hash key fits one block");
    static EVP_MD* const sha = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    auto const begin = [&](EVP_MD_CTX* context, unsigned char pad) {
        std::string block(block_bytes, static_cast<char>(pad));
        for (std::size_t i = 0; i < key.use().size(); ++i) {
            block[i] = static_cast<char>(static_cast<unsigned char>(key.use()[i]) ^ pad);
        }
        Secret const kept{std::move(block)};
        check(EVP_DigestInit_ex(context, sha, nullptr) == 1 &&
                  EVP_DigestUpdate(context, kept.use().data(), block_bytes) == 1,
              "OpenSSL has no SHA-256");
    };
    begin(blocks_->inner.get(), 0x36);
    begin(blocks_->outer.get(), 0x5c);
}

KeyedHash::~KeyedHash() = default;

std::string KeyedHash::operator()(std::string_view text) const
{
    thread_local std::unique_ptr<EVP_MD_CTX, FreeContext> const work{EVP_MD_CTX_new()};
    std::string digest(32, '\0');
    unsigned length = 0;
    auto const hashed = EVP_MD_CTX_copy_ex(work.get(), blocks_->inner.get()) == 1 &&
                        EVP_DigestUpdate(work.get(), text.data(), text.size()) == 1 &&
                        EVP_DigestFinal_ex(work.get(), raw(digest.data()), &length) == 1 &&
                        EVP_MD_CTX_copy_ex(work.get(), blocks_->outer.get()) == 1 &&
                        EVP_DigestUpdate(work.get(), digest.data(), digest.size()) == 1 &&
                        EVP_DigestFinal_ex(work.get(), raw(digest.data()), &length) == 1;
    check(hashed, "SHA-256 could not hash");
    return digest;
}

Secret derive_key(Secret const& master, std::string_view purpose)
{
    Secret const extracted{hmac_sha256(std::string(32, '\0'), master.use())};
    return Secret{hmac_sha256(extracted.use(), std::string{purpose} + '\x01')};
}

} // namespace foramen
