// Why this file exists: functions that ask what an element is: its type, its definition, its
// slices and modifiers. https://hl7.org/fhirpath/N1/#reflection,
// https://hl7.org/fhir/R4/fhirpath.html#functions
#include "fhir/path/functions.h"

#include <algorithm>
#include <limits>

namespace fhir::path {

namespace {

Element& add(Call const& call, Element& parent, std::string_view name, std::string_view text)
{
    auto& made = call.run.scratch().append(parent, name, Kind::string);
    made.text = text;
    made.type = &system::string();
    return made;
}

Element& made_complex(Call const& call)
{
    Element loose;
    return call.run.scratch().append(loose, {}, Kind::complex);
}

/// What an untyped tree is known to hold.
Type const* type_of(Element const& element)
{
    if (element.type != nullptr) return element.type;
    switch (value_of(element)) {
    case Value::boolean: return &system::boolean();
    case Value::integer: return &system::integer();
    case Value::decimal: return &system::decimal();
    case Value::string: return &system::string();
    default: return nullptr;
    }
}

/// ClassInfo and SimpleTypeInfo, as far as the tables have them.
void type_of_each(Call const& call, Items& out)
{
    for (auto const* one : call.input) {
        if (!call.run.step(call.node)) return;
        auto const* const found = type_of(*one);
        if (found == nullptr) continue;
        auto& made = made_complex(call);
        add(call, made, "namespace", system::is_system(*found) ? "System" : "FHIR");
        add(call, made, "name", found->name);
        if (found->base != nullptr) add(call, made, "baseType", found->base->name);
        out.push_back(&made);
    }
}

std::string_view kept_number(Call const& call, std::uint32_t value)
{
    return call.run.make_integer(value)->text;
}

void element_definition(Call const& call, Items& out)
{
    for (auto const* one : call.input) {
        if (!call.run.step(call.node)) return;
        auto const* const definition = one->definition;
        if (definition == nullptr) continue;
        auto& made = made_complex(call);
        add(call, made, "id", definition->path);
        add(call, made, "path", definition->path);
        auto& least = add(call, made, "min", kept_number(call, definition->min));
        least.kind = Kind::number;
        bool const any = definition->max == std::numeric_limits<std::uint32_t>::max();
        add(call, made, "max", any ? "*" : kept_number(call, definition->max));
        for (auto const& reference : definition->types) {
            if (reference.type == nullptr) continue;
            auto& type_made = call.run.scratch().append(made, "type", Kind::complex);
            add(call, type_made, "code", reference.type->name);
        }
        if (definition->modifier) add(call, made, "isModifier", "true").kind = Kind::boolean;
        if (auto const* const described = call.node.types->type("ElementDefinition")) {
            bind(made, *described, *call.node.types);
        }
        out.push_back(&made);
    }
}

/// Children that are in a slice; whoever holds the profiles knows.
void slice(Call const& call, Items& out)
{
    auto const structure = call.text(0);
    auto const name = structure ? call.text(1) : std::nullopt;
    if (!name) return;
    auto* const surroundings = call.run.context().surroundings;
    for (auto const* parent : call.input) {
        for (auto const* child = parent->first; child != nullptr; child = child->next) {
            if (!call.run.step(call.node)) return;
            auto const answer = surroundings == nullptr
                                    ? std::nullopt
                                    : surroundings->is_in_slice(*parent, *child, *structure, *name);
            if (!answer) return call.refuse("slice() names a slice that is not known");
            if (*answer) out.push_back(child);
        }
    }
}

/// The input, if it has no modifier extensions but those that are named.
void check_modifiers(Call const& call, Items& out)
{
    Items known;
    for (std::size_t i = 0; i < call.argument_count(); ++i) {
        call.run.collect(call.argument(i), call.frame, known);
    }
    if (call.run.failed()) return;
    for (auto const* parent : call.input) {
        for (auto const* one = parent->first; one != nullptr; one = one->next) {
            if (!call.run.step(call.node)) return;
            if (one->name != "modifierExtension") continue;
            auto const url = call.value_in(*one, "url");
            if (!call.run.weigh(call.node, known.size() * Weight::pair)) return;
            bool const named =
                std::ranges::any_of(known, [&](Item item) { return item->text == url; });
            if (!named) return call.refuse("there is a modifier extension that is not expected");
        }
    }
    out.insert(out.end(), call.input.begin(), call.input.end());
}

} // namespace

std::span<Function const> definition_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"type", 0, 0, value, Gives::unknown, type_of_each, nullptr},
        {"elementDefinition", 0, 0, value, Gives::unknown, element_definition, nullptr},
        {"slice", 2, 2, value, Gives::unknown, slice, nullptr},
        {"checkModifiers", 0, 32, value, Gives::input, check_modifiers, nullptr},
    };
    return table;
}

} // namespace fhir::path
