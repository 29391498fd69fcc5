// Why this file exists: the table of all functions; a new one is a line here and its body in the
// file of its kind.
#pragma once

#include "fhir/path/evaluator.h"

#include <array>
#include <span>
#include <string_view>

namespace fhir::path {

/// One call while it runs.
struct Call {
    Evaluator& run;
    Node const& node;
    Frame const& frame;
    Items const& input;

    std::size_t argument_count() const { return node.arguments.size(); }
    Node const& argument(std::size_t index) const { return *node.arguments[index]; }
    /// The argument evaluated where the call stands.
    Items items(std::size_t index) const;
    /// The single value of the argument; null when empty or on failure.
    Item value(std::size_t index) const;
    /// As text; null when empty; an issue when it is not a string.
    std::optional<std::string_view> text(std::size_t index) const;
    std::optional<std::int64_t> integer(std::size_t index) const;
    /// The input as a single item; null when empty or on failure.
    Item one() const { return single(input, node, run); }
    /// The input as a string; none when empty; an issue when it is not a string.
    std::optional<std::string_view> one_text() const;
    std::string_view value_in(Element const& parent, std::string_view name) const
    {
        return path::value_in(parent, name, node, run);
    }
    void refuse(std::string why) const { run.fail(node, "exception", std::move(why)); }
};

enum class Argument : std::uint8_t {
    value,    ///< Evaluated where the call stands.
    criteria, ///< Evaluated on each item of the input.
    type,     ///< The name of a type.
};

enum class Gives : std::uint8_t {
    unknown,
    input,
    first_argument,
    wanted,
    boolean,
    integer,
    decimal,
    string,
    date,
    date_time,
    time,
    quantity,
    extension
};

struct Function {
    std::string_view name;
    std::uint8_t least;
    std::uint8_t most;
    Argument argument;
    Gives gives;
    void (*collect)(Call const&, Items&); ///< One of these two is null.
    Truth (*test)(Call const&);
};

Function const* find_function(std::string_view name);
/// Whether the language has a function of that name that is not in the table yet.
bool is_planned_function(std::string_view name);
std::span<Function const> existence_functions();
std::span<Function const> filter_functions();
std::span<Function const> text_functions();
std::span<Function const> conversion_functions();
std::span<Function const> number_functions();
std::span<Function const> tree_functions();
std::span<Function const> encoding_functions();
std::span<Function const> reference_functions();
std::span<Function const> definition_functions();
std::span<Function const> boundary_functions();
std::span<Function const> sort_functions();
std::span<Function const> component_functions();
/// Every function, group by group.
std::array<std::span<Function const>, 12> all_functions();

} // namespace fhir::path
