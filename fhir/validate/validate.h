// Why this file exists: says whether a resource is what FHIR R4 allows, all faults at once.
// https://hl7.org/fhir/R4/validation.html
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"

namespace fhir::validate {

/// Where the tree comes from: only in a JSON text can a missing array be seen.
enum class Shape { tree, json };

struct Options {
    Shape shape = Shape::tree;
    std::size_t issues_max = 1'000; ///< After this many the rest is not listed, which is said.
};

/// Structure: names, cardinality, types, primitive formats, required bindings, references
/// (target types; those inside a Bundle are resolved), choice types. `resource` must be bound
/// (fhir::bind). No issue of severity error or fatal means valid.
Issues check(Element const& resource, TypeSource const& types, Options const& options = {});

bool is_valid(Issues const& issues);

} // namespace fhir::validate
