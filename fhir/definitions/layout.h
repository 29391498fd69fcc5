// Why this file exists: what both the compiled table and run-time types need to be laid out.
#pragma once

#include "fhir/definitions/definitions.h"

#include <memory>
#include <span>
#include <string_view>

namespace fhir {

/// Puts children into the order that Type::child() searches in.
void sort_children(std::span<Child> children);

/// Lays out a table that compile.mjs wrote; null when it is none or of another version. The
/// strings point into `table`, which must stay.
std::unique_ptr<TypeSource> lay_out(std::string_view table);

} // namespace fhir
