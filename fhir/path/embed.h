// Why this file exists: the door for languages that have FHIRPath inside (fhir/map): an
// expression in the middle of a file, variables with types, and answers without a vector.
#pragma once

#include "fhir/path/path.h"

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace fhir::path {

/// Most collections have one item; those need no memory of their own.
using Items = boost::container::small_vector<Item, 6>;

/// A variable that an expression may name. An inlined one stands for its expression.
struct Known {
    std::string_view name;
    Type const* type = nullptr;
    std::shared_ptr<Expression::Node> inlined = nullptr;
};

/// Which meaning a bare name has that is a variable and an element of the focus.
enum class BareName { element_only, variable_first, refuse_both };
enum class Names { strict, json_too };

/// Whether first(), skip() … of children(), whose order is undefined (N1 section 5.8), are issues.
enum class Ordering { any, defined_only };

struct Embedding {
    TypeSource const* types = nullptr;
    Type const* focus = nullptr;
    std::span<Known const> variables;
    BareName bare_name = BareName::element_only;
    Names names = Names::strict;
    Ordering ordering = Ordering::any;
};

struct Embedded {
    std::shared_ptr<Expression::Node> plan;
    std::size_t end = 0;        ///< Offset of the first byte that is not of the expression.
    Type const* type = nullptr; ///< Of the items, when known.
};

/// The end of the expression that begins at `offset`; issues are of its grammar only.
Parsed<std::size_t> skim(std::string_view text, std::size_t offset);
/// Issues carry "line:column" of `text`.
Parsed<Embedded> compile_at(std::string_view text, std::size_t offset, Embedding const& how);

/// A string that the embedding language has written in its own way.
Parsed<Embedded> literal(std::string_view text);

/// An expression that is one literal, one variable, or a path of plain elements from a variable
/// or the focus: who embeds it need not evaluate at all.
struct Simple {
    Element const* literal = nullptr;
    std::optional<std::size_t> slot; ///< None: the focus.
    std::vector<std::string_view> path;
};
std::optional<Simple> simple(Expression::Node const& plan);

/// What the slots hold while an embedded expression runs.
struct Context {
    Element const* resource = nullptr;
    Element const* root_resource = nullptr;
    std::span<Item const> slots; ///< Null: empty.
    /// Instead of slots, where variables can have several items.
    std::span<Collection const> collections;
    std::string_view now;
    Surroundings* surroundings = nullptr;
    unsigned steps_max = 1'000'000;
};

/// Null focus: empty. False: `issue` says why.
bool evaluate_into(Items& out, Expression::Node const& plan, Element const* focus,
                   Context const& context, Tree& scratch, Issue& issue);
/// The rule of where(); nullopt: `issue` says why.
std::optional<bool> holds(Expression::Node const& plan, Element const* focus,
                          Context const& context, Tree& scratch, Issue& issue);

/// The FHIR primitive type ("string", "dateTime") of a made value of a System type, or its own.
std::string_view fhir_name(Type const& type);

/// "did you mean 'x'?" or empty: the nearest of `candidates` by edits.
class Suggestion {
public:
    explicit Suggestion(std::string_view wrong) : wrong_{wrong} {}
    void offer(std::string_view candidate);
    std::string text() const;

private:
    std::string_view wrong_;
    std::string_view best_;
    std::size_t distance_ = SIZE_MAX;
};

} // namespace fhir::path
