// Why this file exists: FHIRPath (https://hl7.org/fhirpath/N1/, R4 additions at
// https://hl7.org/fhir/R4/fhirpath.html), compiled once and evaluated many times.
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"

#include <memory>
#include <optional>
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

/// What the functions of R4 ask of the world around a tree. Whoever knows more (a validator, a
/// server) answers; nullopt is "I cannot tell", and then so says the issue of the expression.
class Surroundings {
public:
    virtual ~Surroundings() = default;

    /// resolve(): the resource that a reference points to; null when it is not at hand. It must
    /// outlive the result. Contained resources, and entries of a Bundle that is %rootResource,
    /// are looked up without this when it gives null.
    virtual Element const* resolve(std::string_view /*reference*/) { return nullptr; }
    /// memberOf(): `coded` is a code, a string, a Coding or a CodeableConcept. Asked before the
    /// expanded sets of the TypeSource.
    virtual std::optional<bool> member_of(Element const& /*coded*/, std::string_view /*value_set*/)
    {
        return {};
    }
    /// conformsTo(): nullopt when there is no such structure.
    virtual std::optional<bool> conforms_to(Element const& /*element*/,
                                            std::string_view /*structure*/)
    {
        return {};
    }
    /// slice(): whether `child` of `parent` is in that slice of that structure.
    virtual std::optional<bool> is_in_slice(Element const& /*parent*/, Element const& /*child*/,
                                            std::string_view /*structure*/,
                                            std::string_view /*slice*/)
    {
        return {};
    }
    /// subsumes(): two Codings of one system that are not equal.
    virtual std::optional<bool> subsumes(Element const& /*coding*/, Element const& /*narrower*/)
    {
        return {};
    }
    /// htmlChecks(): the narrative rules of R4 (txt-1, txt-2).
    virtual std::optional<bool> is_safe_html(std::string_view /*xhtml*/) { return {}; }
    /// trace(): for whoever debugs; what stands there may be patient data.
    virtual void traced(std::string_view /*name*/, std::span<Item const> /*items*/) {}
};

/// What an expression may see and use up while it runs.
struct Environment {
    Element const* resource = nullptr;      ///< %resource
    Element const* root_resource = nullptr; ///< %rootResource
    std::span<Collection const> variables;  ///< In the order of Variables::names.
    std::string_view now;                   ///< now() and today(): an RFC 3339 instant.
    Surroundings* surroundings = nullptr;   ///< Null: nothing but the tree and its types.
    unsigned steps_max = 1'000'000;
};

/// Runs an expression on one element. `scratch` receives made values and must outlive the
/// result. Issues: exception (a function refused its input), too-costly (a limit).
Parsed<Collection> evaluate(Expression const& expression, Element const& focus,
                            Environment const& environment, Tree& scratch);

/// The rule of where() and check(): one true is true, empty is false, one item of another type is
/// true (singleton evaluation, N1 section 4.5).
bool is_true(std::span<Item const> collection);
/// What breaks an invariant. Empty does not: ref-1 of R4 is empty for a reference that has only a
/// display, and so are others that begin with an element that need not be there.
bool is_false(std::span<Item const> collection);

} // namespace fhir::path
