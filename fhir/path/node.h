// Why this file exists: the plan of an expression: what the parser builds, resolve() completes
// and the evaluation walks. Known to path/ only.
#pragma once

#include "fhir/path/path.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace fhir::path {

struct Function;
class Pattern;

enum class Op : std::uint8_t {
    empty,     ///< {}
    literal,   ///< `literal`
    focus,     ///< $this, and the start of a path
    index,     ///< $index
    total,     ///< $total
    constant,  ///< %resource, %context, %ucum …: `literal`, or by `constant`
    variable,  ///< `slot`
    element,   ///< `input`.`text`
    type_name, ///< Patient at the start of Patient.name: keeps a focus of that type
    call,      ///< `input`.`function`(`arguments`)
    indexer,   ///< `input`[`arguments[0]`]
    is,        ///< `input` is `text`
    as,        ///< `input` as `text`
    negate,
    plus_sign,
    multiply,
    divide,
    div,
    mod,
    add,
    subtract,
    concatenate,
    unite,
    less,
    greater,
    less_or_equal,
    greater_or_equal,
    equal,
    equivalent,
    not_equal,
    not_equivalent,
    in,
    contains,
    logical_and,
    logical_or,
    logical_xor,
    implies,
};

enum class Constant : std::uint8_t { resource, root_resource, context };

struct Expression::Node {
    Op op = Op::empty;
    Constant constant = Constant::resource;
    bool json_names = false;   ///< element: "valueQuantity" is a name besides "value".
    bool unordered = false;    ///< Its items come in no defined order.
    bool named_system = false; ///< is, as: System.X was written out
    std::size_t offset = 0;
    std::string place; ///< "line:column", set by resolve()
    std::size_t slot = 0;
    unsigned height = 1; ///< Of the tree below; parser-limited, because walks recurse.
    std::string text;
    std::shared_ptr<Node> input;
    std::vector<std::shared_ptr<Node>> arguments;
    Function const* function = nullptr;
    /// call: where its function looks up types and value sets.
    TypeSource const* types = nullptr;

    /// Made by the parser: a literal; its views point into `literal_texts`.
    Element literal;
    std::vector<std::unique_ptr<Element>> literal_children;
    std::vector<std::unique_ptr<std::string>> literal_texts;

    /// matches, replaceMatches: when the pattern is a literal.
    std::shared_ptr<Pattern const> pattern;

    /// What resolve() found out: the type of each item, null when not known.
    Type const* type = nullptr;
    /// is, as, ofType, type_name: the type that is meant.
    Type const* wanted = nullptr;
    /// element: where its parent's type has it.
    ElementDefinition const* definition = nullptr;
};

using Node = Expression::Node;

} // namespace fhir::path
