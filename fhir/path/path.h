// Why this file exists: FHIRPath (https://hl7.org/fhirpath/N1/, R4 additions at
// https://hl7.org/fhir/R4/fhirpath.html), compiled once and evaluated many times.
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace fhir::path {

/// One item of a collection: an element of a tree, or a value that the expression made.
/// A made value is an Element too, in the scratch Tree of the Evaluation.
using Item = Element const*;
using Collection = std::vector<Item>;

/// `%name` (and, in the mapping language, bare `name`) at evaluation; compiled to a slot.
struct Variables {
    std::vector<std::string_view> names;
};

class Expression {
public:
    Expression(Expression&&) noexcept;
    Expression& operator=(Expression&&) noexcept;
    ~Expression();

    /// Issues carry "line:column" of the expression. `focus` may be null (not known); with it,
    /// unknown element names and functions are issues too. `types` must outlive the result.
    static Parsed<Expression> compile(std::string_view text, TypeSource const& types,
                                      Type const* focus, Variables const& variables = {});

    struct Node; ///< The plan, known to path/ only.
    Node const& plan() const { return *plan_; }

private:
    explicit Expression(std::unique_ptr<Node const> plan);
    std::unique_ptr<Node const> plan_;
};

/// What an expression may see and use up while it runs.
struct Environment {
    Element const* resource = nullptr;      ///< %resource
    Element const* root_resource = nullptr; ///< %rootResource
    std::span<Collection const> variables;  ///< In the order of Variables::names.
    std::string_view now;                   ///< now() and today(): an RFC 3339 instant.
    unsigned steps_max = 1'000'000;
};

/// Runs an expression on one element. `scratch` receives made values and must outlive the
/// result. Issues: exception (a function refused its input), too-costly (a limit).
Parsed<Collection> evaluate(Expression const& expression, Element const& focus,
                            Environment const& environment, Tree& scratch);

/// The rule of where(), check() and invariants: one true is true, empty is false, one item of
/// another type is true (singleton evaluation, N1 section 4.5).
bool is_true(Collection const& collection);

} // namespace fhir::path
