// Why this file exists: tests of other rooms need a Sealer but no key; this one hides nothing.
#pragma once

#include "gateway/base/digest.h"
#include "gateway/base/sealer.h"

namespace foramen {

/// Keeps the text readable, but holds the caller to its place as the real one does.
class PlainSealer final : public Sealer {
public:
    std::string seal(std::string_view text, std::string_view place) const override
    {
        return std::string{place} + '\n' + std::string{text};
    }
    Result<std::string> open(std::string_view sealed, std::string_view place) const override
    {
        if (sealed.size() <= place.size() || !sealed.starts_with(place) ||
            sealed[place.size()] != '\n') {
            return fault("the sealed text belongs to another place");
        }
        return std::string{sealed.substr(place.size() + 1)};
    }
    std::string lookup_key(std::string_view value) const override
    {
        return to_hex(sha256(value)).substr(0, 32);
    }
};

} // namespace foramen
