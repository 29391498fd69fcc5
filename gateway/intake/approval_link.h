// Why this file exists: the link to the page on which a request is answered says which request it
// is, to nobody but us, and needs no list of links on disk.
#pragma once

#include "gateway/base/sealer.h"

#include <string>
#include <string_view>

namespace foramen {

/// What a link locates. It proves nothing about who holds it.
struct ApprovalLink {
    std::string booking_id;
    unsigned request = 0;
    bool operator==(ApprovalLink const&) const = default;
};

inline constexpr std::size_t approval_token_bytes_max = 512;

/// For /approve/{token}: sealed and in base64url (RFC 4648 5) without padding.
std::string approval_token(Sealer const& sealer, std::string_view booking_id, unsigned request);
/// Error: not_found, whatever is wrong with the token.
Result<ApprovalLink> read_approval_token(Sealer const& sealer, std::string_view token);

} // namespace foramen
