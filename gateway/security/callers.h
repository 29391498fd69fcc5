// Why this file exists: who may do what. Every door asks here and nowhere else.
#pragma once

#include "gateway/base/secret.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

enum class Role { clinic, imaging, practice, operations };
std::string_view to_string(Role role);

/// The partner of a caller who plays all practices: the demo's, never a real one.
inline constexpr std::string_view any_practice = "*";

struct Identity {
    std::string name; ///< For the audit: "clinic", "operator:alice"
    Role role;
    std::string partner; ///< practice and imaging: whose caller this is (ODS code), or "".
};

/// Known bearer tokens, held as SHA-256 only and compared in constant time.
class Callers {
public:
    void add(Identity identity, Secret const& token);
    /// From "Bearer …"; no value when missing or unknown.
    std::optional<Identity> identify(std::string_view authorization) const;

private:
    struct Known {
        std::string token_hash;
        Identity identity;
    };
    std::vector<Known> known_;
};

} // namespace foramen
