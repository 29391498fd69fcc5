#include "gateway/security/callers.h"

#include "gateway/base/digest.h"

#include <openssl/crypto.h>

namespace foramen {

namespace {

/// RFC 9110, 11.1: the scheme in any case; RFC 6750: one token after it.
std::string_view bearer_token(std::string_view authorization)
{
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size()) return {};
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        auto const letter = authorization[i];
        auto const lower = letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter;
        if (lower != scheme[i]) return {};
    }
    authorization.remove_prefix(scheme.size());
    while (authorization.starts_with(' ')) authorization.remove_prefix(1);
    return authorization;
}

} // namespace

std::string_view to_string(Role role)
{
    switch (role) {
    case Role::clinic: return "clinic";
    case Role::imaging: return "imaging";
    case Role::practice: return "practice";
    case Role::operations: return "operations";
    }
    return "";
}

void Callers::add(Identity identity, Secret const& token)
{
    if (token.empty()) return; // An empty token would let in whoever sends none.
    known_.push_back({sha256(token.use()), std::move(identity)});
}

std::optional<Identity> Callers::identify(std::string_view authorization) const
{
    auto const token = bearer_token(authorization);
    if (token.empty()) return {};
    auto const hash = sha256(token);
    // All are compared, so that the time taken does not tell which one was near.
    Known const* found = nullptr;
    for (auto const& known : known_) {
        if (CRYPTO_memcmp(known.token_hash.data(), hash.data(), hash.size()) == 0) found = &known;
    }
    if (found == nullptr) return {};
    return found->identity;
}

} // namespace foramen
