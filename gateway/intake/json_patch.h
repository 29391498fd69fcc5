// Why this file exists: PATCH of a resource by JSON Patch (RFC 6902).
#pragma once

#include "gateway/base/result.h"

#include <string>
#include <string_view>

namespace foramen {

/// The document after all operations. Errors: incorrect (no patch, a pointer that leads nowhere;
/// names the operation by its place), conflict (a `test` does not hold).
Result<std::string> apply_json_patch(std::string_view document, std::string_view patch);

} // namespace foramen
