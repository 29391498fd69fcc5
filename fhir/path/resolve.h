// Why this file exists: second half of compiling: names become definitions, slots and functions,
// and what cannot work is said before any data comes.
#pragma once

#include "fhir/path/embed.h"
#include "fhir/path/node.h"

#include <memory>
#include <string_view>

namespace fhir::path {

/// Issues of `text`, at "line:column"; none: `root` is ready to run.
Issues resolve(std::shared_ptr<Node>& root, std::string_view text, Embedding const& how);

} // namespace fhir::path
