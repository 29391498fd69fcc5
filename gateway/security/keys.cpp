#include "gateway/security/keys.h"

#include "gateway/base/digest.h"
#include "gateway/base/sha.h"
#include "gateway/security/cipher.h"
#include "gateway/security/key_file.h"

#include <charconv>
#include <map>
#include <sstream>

namespace foramen {

namespace {

constexpr char sealed_version = 1;
constexpr std::size_t head_bytes = 5; ///< version, key id
constexpr std::size_t lookup_key_bytes = 16;
constexpr std::string_view ring_title = "foramen-key-ring 1";

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
        text.remove_suffix(1);
    }
    return text;
}

std::string ring_place(std::uint32_t id) { return "key-ring/" + std::to_string(id); }

std::uint32_t key_id_of(std::string_view sealed)
{
    std::uint32_t id = 0;
    for (std::size_t i = 1; i < head_bytes; ++i) {
        id = id << 8 | static_cast<unsigned char>(sealed[i]);
    }
    return id;
}

class KeyRing final : public Sealer {
public:
    KeyRing(Secret const& master, std::map<std::uint32_t, Cipher> keys)
        : lookup_{derive_key(master, "foramen lookup key").use()}, keys_{std::move(keys)}
    {}

    std::string seal(std::string_view text, std::string_view place) const override
    {
        // The newest key seals; older ones only open what they sealed.
        auto const& [id, cipher] = *keys_.rbegin();
        std::string sealed;
        sealed.reserve(head_bytes + nonce_bytes + text.size() + tag_bytes);
        sealed += sealed_version;
        for (int shift = 24; shift >= 0; shift -= 8) sealed += static_cast<char>(id >> shift);
        cipher.seal(text, place, sealed);
        return sealed;
    }

    Result<std::string> open(std::string_view sealed, std::string_view place) const override
    {
        if (sealed.size() < head_bytes || sealed[0] != sealed_version) {
            return fault("a sealed text does not begin as ours do");
        }
        auto const found = keys_.find(key_id_of(sealed));
        if (found == keys_.end()) return fault("a sealed text names a key that is not in the ring");
        return found->second.open(sealed.substr(head_bytes), place);
    }

    std::string lookup_key(std::string_view value) const override
    {
        return to_hex(bytes_of(lookup_(value)).substr(0, lookup_key_bytes));
    }

private:
    HmacSha256 lookup_;
    std::map<std::uint32_t, Cipher> keys_;
};

/// One line a key: "key ID BASE64(nonce, wrapped key, tag)".
Result<std::map<std::uint32_t, Cipher>> unwrap(std::string_view text, Cipher const& wrapping,
                                               std::string const& name)
{
    auto const damaged = [&] { return incorrect(name + ": is not a key ring, or is damaged"); };
    std::istringstream lines{std::string{text}};
    std::string line;
    if (!std::getline(lines, line) || trimmed(line) != ring_title) return damaged();
    std::map<std::uint32_t, Cipher> keys;
    while (std::getline(lines, line)) {
        std::istringstream words{line};
        std::string word, number, wrapped;
        if (!(words >> word >> number >> wrapped) || word != "key") return damaged();
        std::uint32_t id = 0;
        auto const* const end = number.data() + number.size();
        auto const read = std::from_chars(number.data(), end, id);
        auto const bytes = from_base64(wrapped);
        if (read.ec != std::errc{} || read.ptr != end || !bytes) return damaged();
        auto key = wrapping.open(*bytes, ring_place(id));
        if (!key || key->size() != key_bytes) {
            return incorrect(name + ": belongs to another master key: put the right one in its "
                                    "place; nothing that was stored can be read without it");
        }
        keys.emplace(id, Cipher{Secret{*std::move(key)}});
    }
    if (keys.empty()) return damaged();
    return keys;
}

std::string wrapped_ring(Cipher const& wrapping, Secret const& key, std::uint32_t id)
{
    std::string wrapped;
    wrapping.seal(key.use(), ring_place(id), wrapped);
    return std::string{ring_title} + "\nkey " + std::to_string(id) + ' ' + to_base64(wrapped) +
           '\n';
}

} // namespace

Result<Secret> read_master_key(std::filesystem::path const& file)
{
    auto const name = file.string();
    TRY(text, read_key_file(file));
    if (!text) {
        return not_found(name + ": there is no master key; `foramen check --make-key " + name +
                         "` makes one");
    }
    Secret const kept{*std::move(text)};
    auto key = from_base64(trimmed(kept.use()));
    if (!key || key->size() != key_bytes) {
        return incorrect(name + ": must hold 32 bytes in base64; `foramen check --make-key FILE` "
                                "makes such a file");
    }
    return Secret{*std::move(key)};
}

Result<> make_master_key(std::filesystem::path const& file, Random& random)
{
    Secret const key{random.bytes(key_bytes)};
    Secret const text{to_base64(key.use()) + '\n'};
    return write_key_file(file, text.use(), Replace::never);
}

Result<std::unique_ptr<Sealer>>
open_key_ring(Secret master, std::filesystem::path const& key_ring_file, Random& random)
{
    if (master.use().size() != key_bytes) return incorrect("the master key must have 32 bytes");
    Cipher const wrapping{derive_key(master, "foramen key-encryption key")};
    TRY(found, read_key_file(key_ring_file));
    if (!found) {
        Secret const fresh{random.bytes(key_bytes)};
        found = wrapped_ring(wrapping, fresh, 1);
        auto const written = write_key_file(key_ring_file, *found, Replace::never);
        if (!written) return written.error();
    }
    TRY(keys, unwrap(*found, wrapping, key_ring_file.string()));
    return std::unique_ptr<Sealer>{std::make_unique<KeyRing>(master, std::move(keys))};
}

} // namespace foramen
