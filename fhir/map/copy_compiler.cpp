// Why this file exists: "src.a -> tgt.b", the shortest rule, has the most behind it: the default
// group of the two types, or of the type that only the data knows, or a plain copy.
// https://hl7.org/fhir/R4/mapping-language.html#7.8.0.7
#include "fhir/map/group_compiler.h"

#include <algorithm>

namespace fhir::map {

namespace {

bool is_open(Type const* type)
{
    return type == nullptr || (type->abstract && type->kind == TypeKind::resource);
}

Operand slot_operand(Slot slot, Type const* type, std::string place)
{
    Operand made;
    made.kind = Operand::Kind::slot;
    made.slot = slot;
    made.type = type;
    made.formula.place = std::move(place);
    return made;
}

/// create('Type') of a type that has perhaps no name here, but a url.
TransformSyntax creation(Type const& type, std::size_t at)
{
    Snippet name;
    name.at = name.end = at;
    name.quoted = std::string{type.url.empty() ? type.name : type.url};
    return {{"create", at}, {std::move(name)}};
}

} // namespace

/// A transform and variables may be left out, or all but the create() be there and not be used:
/// that is how a StructureMap says it.
bool GroupCompiler::is_simple_copy(RuleSyntax const& written) const
{
    if (written.sources.size() != 1 || written.targets.size() != 1) return false;
    auto const& from = written.sources[0];
    auto const& to = written.targets[0];
    bool const creates =
        !to.transform || (to.transform->name.text == "create" && to.transform->arguments.empty());
    return !from.path.empty() && !to.path.empty() && creates &&
           from.alias.empty() == to.alias.empty() && to.mode == ListMode::all &&
           written.rules.empty() && written.calls.empty();
}

GroupCompiler::Spot GroupCompiler::spot(TargetSyntax const& written)
{
    auto const context = find(written.context);
    if (context == no_slot) return {};
    Spot found{nullptr, variables_[context].type};
    for (auto const& one : written.path) {
        found.parent = found.type;
        auto const* const child = found.type == nullptr ? nullptr : found.type->child(one.text);
        found.type =
            child == nullptr || child->reference == nullptr ? nullptr : child->reference->type;
    }
    return found;
}

DefaultGroup const* GroupCompiler::default_group(Type const* source, Spot const& there,
                                                 std::string_view name) const
{
    for (auto const& one : scope_.defaults) {
        if (one.source != source) continue;
        if (!is_open(there.type)) {
            if (one.target == there.type) return &one;
        } else if (one.for_any_target && there.parent != nullptr &&
                   can_hold(*there.parent, name, *one.target)) {
            return &one;
        }
    }
    return nullptr;
}

void GroupCompiler::simple_copy(RuleSyntax const& written, Rule& made, Focus const& focus)
{
    auto copied = written;
    auto& to = copied.targets[0];
    to.transform.reset();
    auto const there = spot(to);
    if (is_open(focus.type)) {
        add_dispatches(to, there, made, focus);
    } else if (auto const* const found = default_group(focus.type, there, to.path.back().text)) {
        auto const create = is_open(there.type);
        if (create) to.transform = creation(*found->target, to.at);
        return group_copy(*found, target(to, focus), made, focus);
    }
    value_copy(copied, made, focus);
}

void GroupCompiler::value_copy(RuleSyntax const& written, Rule& made, Focus const& focus)
{
    auto to = written.targets[0];
    to.transform = TransformSyntax{};
    auto one = target(to, focus);
    // No FHIRPath stands here: the value is the source itself.
    one.arguments = {
        slot_operand(focus.slot, focus.type, scope_.place(written.sources[0].context.at))};
    made.targets.push_back(std::move(one));
}

void GroupCompiler::group_copy(DefaultGroup const& group, Target target, Rule& made,
                               Focus const& focus)
{
    GroupCall call;
    call.arguments = {slot_operand(focus.slot, group.source, {}),
                      slot_operand(target.slot, group.target, {})};
    call.group = workshop_.instance(group.group, {group.source, group.target});
    made.targets.push_back(std::move(target));
    made.calls.push_back(std::move(call));
}

/// One for each default group that can stand here; the data says which.
void GroupCompiler::add_dispatches(TargetSyntax const& to, Spot const& there, Rule& made,
                                   Focus const& focus)
{
    if (there.parent == nullptr) return;
    for (auto const& group : scope_.defaults) {
        auto const known = [&](Dispatch const& other) { return other.source == group.source; };
        if (std::ranges::any_of(made.dispatches, known)) continue;
        if (is_open(there.type) ? !group.for_any_target : there.type != group.target) continue;
        if (!can_hold(*there.parent, to.path.back().text, *group.target)) continue;
        auto completed = to;
        if (is_open(there.type)) completed.transform = creation(*group.target, to.at);
        Rule one;
        group_copy(group, target(completed, focus), one, focus);
        made.dispatches.push_back(
            {group.source, std::move(one.targets[0]), std::move(one.calls[0])});
    }
}

bool GroupCompiler::can_hold(Type const& parent, std::string_view name, Type const& type) const
{
    auto const fits = [&](TypeReference const* reference) {
        return reference == nullptr || reference->type == nullptr ||
               type.is_a(reference->type->name);
    };
    if (auto const* const child = parent.child(name)) return fits(child->reference);
    auto const* const element = parent.element(name);
    return element != nullptr &&
           std::ranges::any_of(element->types, [&](auto const& one) { return fits(&one); });
}

} // namespace fhir::map
