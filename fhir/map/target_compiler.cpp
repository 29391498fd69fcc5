// Why this file exists: the right side of rules: which element is made, of which type.
#include "fhir/map/group_compiler.h"

#include <algorithm>

namespace fhir::map {

namespace {

std::string name_of(Type const& type) { return std::string{type.name}; }

/// The types of a choice, for a hint: "Quantity, string or boolean".
std::string some_types(ElementDefinition const& definition)
{
    std::string text;
    std::size_t const shown = std::min<std::size_t>(definition.types.size(), 4);
    for (std::size_t i = 0; i < shown; ++i) {
        if (definition.types[i].type == nullptr) continue;
        text += (text.empty() ? "" : ", ") + name_of(*definition.types[i].type);
    }
    return text;
}

std::string_view hint_for(std::string_view type)
{
    if (type == "CodeableConcept") return "; write cc(…) or translate(…, 'CodeableConcept')";
    if (type == "Coding") return "; write c(…) or translate(…, 'Coding')";
    if (type == "Quantity") return "; write qty(…)";
    if (type == "Identifier") return "; write id(…)";
    if (type == "Reference") return "; write … as r, r.reference = …";
    if (type == "HumanName") return "; write … as n, n.text = …";
    return "";
}

} // namespace

Shape shape_of(Type const& type)
{
    if (type.kind != TypeKind::primitive) {
        return Shape::complex;
    }
    auto const name = path::fhir_name(type);
    if (name == "Quantity") return Shape::complex;
    if (name == "boolean") return Shape::boolean;
    if (name == "decimal") return Shape::decimal;
    if (name == "integer" || name == "positiveInt" || name == "unsignedInt") return Shape::integer;
    return Shape::text;
}

std::string_view wider(std::string_view type)
{
    if (type == "date") return "dateTime";
    if (type == "positiveInt" || type == "unsignedInt") return "integer";
    if (type == "integer") return "decimal";
    if (type == "url" || type == "canonical" || type == "oid" || type == "uuid") return "uri";
    if (type == "code" || type == "id" || type == "markdown") return "string";
    return {};
}

Target GroupCompiler::target(TargetSyntax const& written, Focus const& focus)
{
    Target made;
    made.place = scope_.place(written.at);
    made.mode = written.mode;
    if (written.context.empty()) loose_target(written, made, focus);
    else if (written.path.empty()) whole_target(written, made, focus);
    else placed_target(written, made, focus);
    return made;
}

/// A transform that stands alone binds a variable and makes nothing.
void GroupCompiler::loose_target(TargetSyntax const& written, Target& made, Focus const& focus)
{
    auto const* const type = transform(written, made, focus);
    if (made.transform == Transform::create) {
        issue(written.at, "create() needs a place: write variable.element = create(…)");
    }
    if (written.alias.empty()) issue(written.at, "this value goes nowhere: write … as variable");
    made.slot = declare(written.alias, type, Role::source);
}

void GroupCompiler::whole_target(TargetSyntax const& written, Target& made, Focus const& focus)
{
    made.whole = true;
    made.context = find(written.context);
    if (made.context == no_slot) return;
    auto const variable = variables_[made.context];
    if (!written.transform) {
        made.slot = declare(written.alias, variable.type, variable.role);
        return;
    }
    if (variable.role != Role::target) {
        issue(written.context.at, "'" + written.context.text + "' is no target");
    }
    auto const* const given = transform(written, made, focus);
    if (variable.type != nullptr) {
        made.shape = shape_of(*variable.type);
        if (made.shape == Shape::complex) {
            issue(written.at, "a " + name_of(*variable.type) + " is not set as a whole");
        } else if (given != nullptr && shape_of(*given) == Shape::complex) {
            refuse_value(written.at, *variable.type, *given);
        }
    }
    made.slot = declare(written.alias, variable.type, Role::target);
}

void GroupCompiler::placed_target(TargetSyntax const& written, Target& made, Focus const& focus)
{
    made.context = find(written.context);
    Type const* parent = nullptr;
    if (made.context != no_slot) {
        parent = variables_[made.context].type;
        if (variables_[made.context].role != Role::target) {
            issue(written.context.at, "'" + written.context.text + "' is a source, not a target");
            parent = nullptr;
        } else if (parent == nullptr && !lenient()) {
            issue(written.context.at, "the type of '" + written.context.text +
                                          "' is not known here: give its parameter a type");
        }
    }
    auto const* const holder = way(written, made, parent);
    if (holder == nullptr || !leaf(written, made, holder)) {
        // Its transform is checked all the same, and the variable exists for what follows.
        if (written.transform) transform(written, made, focus);
        made.slot = declare(written.alias, nullptr, Role::target);
        lenient_ = lenient_ || !written.alias.empty();
        return;
    }
    Type const* type = nullptr;
    if (!written.transform) {
        type = made_type(written, made);
    } else {
        auto const* const value = transform(written, made, focus);
        type = made.transform == Transform::create ? created_type(written, made)
                                                   : valued_type(written, made, value);
    }
    check_mode(written, made);
    made.slot = declare(written.alias, type, Role::target);
}

Type const* GroupCompiler::way(TargetSyntax const& written, Target& made, Type const* type)
{
    for (std::size_t i = 0; i + 1 < written.path.size() && type != nullptr; ++i) {
        auto const& name = written.path[i];
        auto const* const child = type->child(name.text);
        if (child == nullptr || child->reference == nullptr) {
            path::Suggestion suggestion{name.text};
            for (auto const& one : type->elements) suggestion.offer(one.name);
            issue(name.at,
                  "'" + name.text + "' is no element of " + name_of(*type) + suggestion.text());
            return nullptr;
        }
        if (child->definition->list()) {
            issue(name.at, "'" + name.text + "' is a list: write " + written.context.text + "." +
                               name.text + " as x, x." + written.path[i + 1].text + " = …");
            return nullptr;
        }
        made.way.push_back(child);
        type = child->reference->type;
    }
    return type;
}

bool GroupCompiler::leaf(TargetSyntax const& written, Target& made, Type const* parent)
{
    auto const& name = written.path.back();
    made.child = parent->child(name.text);
    auto const* definition = made.child == nullptr ? nullptr : made.child->definition;
    if (made.child == nullptr) {
        definition = parent->element(name.text);
        for (auto const& one : parent->children) {
            if (definition != nullptr && one.definition == definition) made.options.push_back(&one);
        }
    }
    if (made.child == nullptr && made.options.empty()) {
        path::Suggestion suggestion{name.text};
        for (auto const& one : parent->elements) suggestion.offer(one.name);
        issue(name.at,
              "'" + name.text + "' is no element of " + name_of(*parent) + suggestion.text());
        return false;
    }
    made.list = definition->list();
    return true;
}

Type const* GroupCompiler::made_type(TargetSyntax const& written, Target& made)
{
    auto const* const reference = made.child == nullptr ? nullptr : made.child->reference;
    auto const* const type = reference == nullptr ? nullptr : reference->type;
    if (made.child == nullptr) {
        issue(written.at, "this element has several types (" +
                              some_types(*made.options.front()->definition) +
                              ", …): write = create('…')");
        return nullptr;
    }
    if (type == nullptr || (type->abstract && type->kind == TypeKind::resource)) {
        issue(written.at, "any resource can stand here: write = create('Patient')");
        return nullptr;
    }
    made.shape = shape_of(*type);
    made.created = type;
    return type;
}

Type const* GroupCompiler::created_type(TargetSyntax const& written, Target& made)
{
    auto const& arguments = written.transform->arguments;
    if (arguments.empty()) return made_type(written, made);
    auto const* const text = literal_text(made.arguments[0], arguments[0], "the name of a type");
    if (text == nullptr) return nullptr;
    auto const* const wanted = catalogue_.type(scope_, {std::string{*text}, arguments[0].at});
    if (wanted == nullptr) return nullptr;
    if (made.child == nullptr && !choose_option(made, *wanted)) {
        issue(arguments[0].at, "this element is never a " + name_of(*wanted) + "; it is one of " +
                                   some_types(*made.options.front()->definition) + ", …");
        return nullptr;
    }
    auto const* const allowed =
        made.child->reference == nullptr ? nullptr : made.child->reference->type;
    if (allowed != nullptr && !wanted->is_a(allowed->name)) {
        refuse_value(arguments[0].at, *allowed, *wanted);
        return nullptr;
    }
    made.created = wanted;
    made.shape = shape_of(*wanted);
    return wanted;
}

/// The option for values of a type: that type, else the only one that can hold it.
bool GroupCompiler::choose_option(Target& made, Type const& type) const
{
    auto const name = path::fhir_name(type);
    for (auto wanted = name; !wanted.empty(); wanted = wider(wanted)) {
        auto const found = std::ranges::find_if(made.options, [&](Child const* one) {
            auto const* const allowed = one->reference == nullptr ? nullptr : one->reference->type;
            return allowed != nullptr && allowed->name == wanted;
        });
        if (found == made.options.end()) continue;
        made.child = *found;
        return true;
    }
    Child const* same_shape = nullptr;
    std::size_t count = 0;
    auto const shape = shape_of(type);
    for (auto const* one : made.options) {
        auto const* const allowed = one->reference == nullptr ? nullptr : one->reference->type;
        if (allowed == nullptr) continue;
        auto const other = shape_of(*allowed);
        bool const fits = other == shape || (shape == Shape::integer && other == Shape::decimal);
        if (shape == Shape::complex || !fits) continue;
        same_shape = one;
        ++count;
    }
    if (count != 1) return false;
    made.child = same_shape;
    return true;
}

Type const* GroupCompiler::valued_type(TargetSyntax const& written, Target& made, Type const* value)
{
    if (made.child == nullptr) {
        if (value == nullptr) return nullptr; // The data decides.
        if (!choose_option(made, *value)) {
            issue(written.at, "a value of type " + std::string{path::fhir_name(*value)} +
                                  " does not say which of " +
                                  some_types(*made.options.front()->definition) +
                                  ", … is meant: write cast(…) or name it, as in valueString");
            return nullptr;
        }
    }
    auto const* const type =
        made.child->reference == nullptr ? nullptr : made.child->reference->type;
    if (type == nullptr) {
        made.shape = Shape::text;
        return nullptr;
    }
    made.shape = shape_of(*type);
    made.created = type;
    if (value == nullptr) return type;
    bool const is_complex = shape_of(*value) == Shape::complex;
    if (is_complex != (made.shape == Shape::complex)) {
        refuse_value(written.at, *type, *value);
    } else if (is_complex && path::fhir_name(*value) != type->name && !value->is_a(type->name) &&
               !value->abstract) {
        refuse_value(written.at, *type, *value);
    }
    return type->abstract ? value : type;
}

void GroupCompiler::refuse_value(std::size_t at, Type const& wanted, Type const& given)
{
    issue(at, "a " + name_of(wanted) + " is wanted here, this is a " +
                  std::string{path::fhir_name(given)} + std::string{hint_for(wanted.name)});
}

void GroupCompiler::check_mode(TargetSyntax const& written, Target& made)
{
    if (made.mode == ListMode::share || made.mode == ListMode::collate) {
        if (made.mode == ListMode::share) made.share = workshop_.share_number(written.share);
        if (made.transform != Transform::make && made.transform != Transform::create) {
            issue(written.at, "only an element that is made can be shared, not a value");
        }
    }
}

} // namespace fhir::map
