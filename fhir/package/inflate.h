// Why this file exists: the border to zlib. What comes out is limited while it comes out, so that
// a small archive that unpacks to much (a zip bomb) costs no more than the limit.
#pragma once

#include "fhir/issue.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace fhir::package {

/// Takes the next bytes; false stops the work.
using Sink = std::function<bool(std::string_view bytes)>;

enum class Inflated { whole, stopped, broken, too_large };

/// A gzip stream (all its members), piece by piece.
Inflated gunzip(std::string_view packed, std::size_t bytes_max, Sink const& sink);

/// A raw deflate stream of known size; empty when it is broken.
std::string inflate_raw(std::string_view packed, std::size_t size);

} // namespace fhir::package
