// Why this file exists: the texts of one batch are sealed as one. Each bears the place that it
// would have alone, so that it cannot be taken for that of another row.
#pragma once

#include "gateway/base/sealer.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace foramen {

void add_text(std::string& texts, std::string_view place, std::string_view text);

/// A body as it is stored.
struct SealedBody {
    std::string sealed;     ///< By itself, or with the texts of its batch.
    std::int64_t texts = 0; ///< The row of those; 0 = by itself.
};
/// Error: fault, when it was changed or moved.
Result<std::string> open_body(Sealer const& sealer, SealedBody const& body,
                              std::string const& place);

} // namespace foramen
