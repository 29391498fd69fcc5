// Why this file exists: the store keeps patient data encrypted without knowing any cipher.
#pragma once

#include "gateway/base/result.h"

#include <string>
#include <string_view>

namespace foramen {

/// Encrypts what goes to disk. security/ has the real one; it is safe to use from any thread.
class Sealer {
public:
    virtual ~Sealer() = default;

    /// `place` (table, row id, column) is bound to the text: moved elsewhere it does not open.
    virtual std::string seal(std::string_view text, std::string_view place) const = 0;
    /// Error: fault, when the bytes or the place were changed or the key is unknown.
    virtual Result<std::string> open(std::string_view sealed, std::string_view place) const = 0;

    /// Keyed hash (32 hex digits) by which a row is found without naming the patient.
    virtual std::string lookup_key(std::string_view value) const = 0;
};

} // namespace foramen
