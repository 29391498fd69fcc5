#include "gateway/security/cipher.h"

#include "gateway/base/check.h"
#include "gateway/base/digest.h"
#include "gateway/base/fresh_bytes.h"

#include <openssl/evp.h>

#include <atomic>
#include <memory>

namespace foramen {

namespace {

unsigned char const* raw(std::string_view text)
{
    return reinterpret_cast<unsigned char const*>(text.data());
}
unsigned char* raw(char* text) { return reinterpret_cast<unsigned char*>(text); }

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
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
    fill_fresh({nonce, nonce_bytes});
    auto const sealed_well = EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, nonce, 1) == 1 &&
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

Secret derive_key(Secret const& master, std::string_view purpose)
{
    Secret const extracted{hmac_sha256(std::string(32, '\0'), master.use())};
    return Secret{hmac_sha256(extracted.use(), std::string{purpose} + '\x01')};
}

} // namespace foramen
