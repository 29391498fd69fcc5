// Why this file exists: a map ready to run: variables are slots, elements are pointers into the
// definitions, texts are laid out. Built once, then only read, by any number of threads.
#pragma once

#include "fhir/map/code_table.h"
#include "fhir/map/map.h"
#include "fhir/map/syntax.h"
#include "fhir/map/transforms.h"
#include "fhir/path/embed.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fhir::map {

using Slot = std::uint32_t;
inline constexpr Slot no_slot = UINT32_MAX;

/// An expression, and where it stands.
struct Formula {
    std::shared_ptr<path::Expression::Node const> plan;
    std::string place;

    explicit operator bool() const { return plan != nullptr; }
};

/// What can hold a value of a type.
enum class Shape : std::uint8_t { complex, text, boolean, integer, decimal };
Shape shape_of(Type const& type);
/// A primitive type of which each value of this one is a value too: a date is a dateTime. Or empty.
std::string_view wider(std::string_view type);

/// A step of a source path: one name, or all names of a choice.
struct Step {
    std::string_view name;
    ElementDefinition const* choice = nullptr;
    std::vector<std::string_view> choice_names;
};

/// What a transform is given; most are no more than a variable and a name or two.
struct Operand {
    enum class Kind : std::uint8_t { literal, slot, path, formula };

    Kind kind = Kind::literal;
    Slot slot = no_slot;
    Element const* literal = nullptr;
    std::vector<Step> path;
    Formula formula; ///< Also owns `literal`.
    Type const* type = nullptr;

    std::string const& place() const { return formula.place; }
};

/// What few sources have.
struct Conditions {
    Formula fallback;
    Formula where;
    Formula check;
    Formula log;
};

struct Source {
    Slot context = no_slot;
    Slot slot = no_slot;
    std::vector<Step> path;
    Type const* filter = nullptr;
    std::optional<Cardinality> cardinality;
    std::unique_ptr<Conditions> conditions; ///< Null: none.
    ListMode mode = ListMode::all;
    bool plain = false; ///< At most one step, and only `where`: items can be visited as found.
    std::string place;
};

struct Target {
    Slot context = no_slot; ///< None: only binds `slot`.
    std::vector<Child const*> way;
    Child const* child = nullptr; ///< Null: of `options`, by the value.
    std::vector<Child const*> options;
    Type const* created = nullptr;
    Shape shape = Shape::complex;
    bool list = false;
    bool whole = false; ///< The context itself: `tgt = value` of a primitive, `tgt as x`.
    Transform transform = Transform::make;
    TranslateTo translate_to = TranslateTo::code;
    CodeTable const* table = nullptr;
    std::vector<Operand> arguments;
    Slot slot = no_slot;
    ListMode mode = ListMode::all;
    std::uint32_t share = 0;
    std::string place;
};

struct Group;
struct Rule;

struct GroupCall {
    Group const* group = nullptr;
    std::vector<Operand> arguments;
};

/// The default group for sources of one type, where only the data says which type it is.
struct Dispatch {
    Type const* source = nullptr;
    Target target;
    GroupCall call;
};

struct Rule {
    std::string name;
    std::vector<Source> sources;
    std::vector<Target> targets;
    std::vector<GroupCall> calls;
    std::vector<Rule> rules;
    std::vector<Dispatch> dispatches; ///< The first that fits, instead of `targets`.
    std::string place;
};

struct GroupParameter {
    Role role = Role::source;
    Type const* type = nullptr;
};

struct Group {
    std::string name;
    std::vector<GroupParameter> parameters; ///< Slots in this order.
    Slot slot_first = 0;                    ///< Slot of the first parameter.
    Slot slot_count = 0;
    Group const* base = nullptr; ///< Runs first, on the same arguments.
    std::vector<Rule> rules;
    std::string place;
};

/// Children that transforms fill, looked up once.
struct CodeShapes {
    Type const* codeable_concept = nullptr;
    Type const* coding = nullptr;
    Type const* quantity = nullptr;
    Type const* identifier = nullptr;
    Type const* contact_point = nullptr;
    Child const* concept_coding = nullptr;
    Child const* concept_text = nullptr;
    Child const* coding_system = nullptr;
    Child const* coding_code = nullptr;
    Child const* coding_display = nullptr;
    Child const* quantity_value = nullptr;
    Child const* quantity_comparator = nullptr;
    Child const* quantity_unit = nullptr;
    Child const* quantity_system = nullptr;
    Child const* quantity_code = nullptr;
    Child const* identifier_system = nullptr;
    Child const* identifier_value = nullptr;
    Child const* identifier_type = nullptr;
    Child const* contact_system = nullptr;
    Child const* contact_value = nullptr;

    explicit CodeShapes(TypeSource const& types);
};

class Plan {
public:
    Group const* entry = nullptr;
    std::string url;
    std::string name;
    CodeShapes const* shapes = nullptr;
    TypeSource const* types = nullptr;
};

} // namespace fhir::map
