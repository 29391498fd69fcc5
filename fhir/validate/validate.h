// Why this file exists: says whether a resource is what FHIR R4 allows, all faults at once.
// https://hl7.org/fhir/R4/validation.html
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"

namespace fhir::validate {

/// Where the tree comes from: only in a JSON text can a missing array be seen.
enum class Shape { tree, json };

/// The rules of R4 in FHIRPath (Type::invariants and those of elements).
enum class Invariants { skip, evaluate };

/// Whether findings that do not make a resource invalid are told, or not even looked for.
enum class Warnings { list, leave_out };

struct Options {
    Shape shape = Shape::tree;
    /// Of errors, and of lesser findings. After this many the rest is not listed, which is said.
    std::size_t issues_max = 1'000;
    Invariants invariants = Invariants::skip;
    Warnings warnings = Warnings::list;
    std::string_view now; ///< What now() and today() of a rule mean: an RFC 3339 instant.
};

/// Structure: names, cardinality, types, primitive formats, required bindings, references
/// (target types; those inside a Bundle are resolved), choice types; invariants if asked for.
/// `resource` must be bound (fhir::bind). No issue of severity error or fatal means valid.
/// Profiles and the terminology of packages: see validator.h.
Issues check(Element const& resource, TypeSource const& types, Options const& options = {});

bool is_valid(Issues const& issues);

} // namespace fhir::validate
