// Why this file exists: the left side of rules, and the values that transforms and groups get.
#include "fhir/map/group_compiler.h"

#include <algorithm>

namespace fhir::map {

Formula GroupCompiler::formula(Snippet const& written, Type const* focus, path::BareName bare,
                               Type const** type)
{
    path::Embedding how;
    how.types = &catalogue_.types();
    how.focus = focus;
    how.variables = known_;
    how.bare_name = bare;
    how.names = path::Names::json_too;
    auto const text =
        std::string_view{scope_.syntax.text}.substr(written.at, written.end - written.at);
    auto made = written.quoted ? path::literal(*written.quoted) : path::compile_at(text, 0, how);
    if (!made) {
        catalogue_.issues_of(scope_, written.at, made.issues());
        return {};
    }
    if (type != nullptr) *type = made->type;
    return {made->plan, scope_.place(written.at)};
}

Operand GroupCompiler::operand(Snippet const& written, Focus const& focus)
{
    Operand made;
    made.slot = focus.slot;
    made.formula = formula(written, focus.type, path::BareName::variable_first, &made.type);
    made.kind = Operand::Kind::formula;
    auto const simple = made.formula ? path::simple(*made.formula.plan) : std::nullopt;
    if (!simple) return made;
    if (simple->literal != nullptr) {
        made.kind = Operand::Kind::literal;
        made.literal = simple->literal;
        return made;
    }
    if (simple->slot) made.slot = static_cast<Slot>(*simple->slot);
    if (made.slot == no_slot) return made;
    made.kind = simple->path.empty() ? Operand::Kind::slot : Operand::Kind::path;
    for (auto const name : simple->path) made.path.push_back({name, nullptr, {}});
    return made;
}

std::vector<Operand> GroupCompiler::operands(std::vector<Snippet> const& written,
                                             Focus const& focus)
{
    std::vector<Operand> made;
    for (auto const& one : written) made.push_back(operand(one, focus));
    return made;
}

/// Adds one step; gives the type behind it, null when only the data knows.
Type const* GroupCompiler::step(std::vector<Step>& steps, Type const* parent, Name const& name)
{
    Step made;
    made.name = name.text;
    if (parent == nullptr) {
        steps.push_back(std::move(made));
        return nullptr;
    }
    if (auto const* const child = parent->child(name.text)) {
        made.name = child->name;
        steps.push_back(std::move(made));
        return child->reference == nullptr ? nullptr : child->reference->type;
    }
    auto const* const element = parent->element(name.text);
    if (element != nullptr && element->choice) {
        made.choice = element;
        for (auto const& one : parent->children) {
            if (one.definition == element) made.choice_names.push_back(one.name);
        }
    } else if (!parent->abstract) {
        path::Suggestion suggestion{name.text};
        for (auto const& one : parent->elements) suggestion.offer(one.name);
        issue(name.at, "'" + name.text + "' is no element of " + std::string{parent->name} +
                           suggestion.text());
    }
    steps.push_back(std::move(made));
    return nullptr;
}

Type const* GroupCompiler::filter(Source& made, SourceSyntax const& written, Type const* type)
{
    if (written.type.empty()) return type;
    made.filter = catalogue_.type(scope_, written.type);
    auto const* const choice = made.path.empty() ? nullptr : made.path.back().choice;
    if (made.filter == nullptr || choice == nullptr) return made.filter;
    auto const fits = [&](TypeReference const& one) { return one.type == made.filter; };
    if (std::ranges::none_of(choice->types, fits)) {
        issue(written.type.at,
              "'" + written.path.back().text + "' is never a " + std::string{made.filter->name});
    }
    return made.filter;
}

std::unique_ptr<Conditions> GroupCompiler::conditions(SourceSyntax const& written, Type const* type)
{
    if (!written.fallback && !written.where && !written.check && !written.log) return nullptr;
    auto made = std::make_unique<Conditions>();
    if (written.fallback) {
        made->fallback = formula(*written.fallback, nullptr, path::BareName::variable_first);
    }
    auto const condition = [&](std::optional<Snippet> const& one) {
        return one ? formula(*one, type, path::BareName::refuse_both) : Formula{};
    };
    made->where = condition(written.where);
    made->check = condition(written.check);
    made->log = condition(written.log);
    return made;
}

Source GroupCompiler::source(SourceSyntax const& written, Focus& focus)
{
    Source made;
    made.place = scope_.place(written.context.at);
    made.context = find(written.context);
    Type const* type = made.context == no_slot ? nullptr : variables_[made.context].type;
    auto role = made.context == no_slot ? Role::source : variables_[made.context].role;
    for (auto const& name : written.path) {
        type = step(made.path, type, name);
        role = Role::source;
    }
    type = filter(made, written, type);
    made.cardinality = written.cardinality;
    made.mode = written.mode;
    // A default does not see the variable that it may become.
    Formula fallback;
    if (written.fallback) {
        fallback = formula(*written.fallback, nullptr, path::BareName::variable_first);
    }
    made.slot = declare(written.alias, type, role);
    made.conditions = conditions(written, type);
    if (fallback) {
        if (made.conditions == nullptr) made.conditions = std::make_unique<Conditions>();
        made.conditions->fallback = std::move(fallback);
    }
    made.plain = made.path.size() <= 1 && !made.cardinality && !written.fallback &&
                 made.mode == ListMode::all;
    focus = {made.slot, type};
    return made;
}

} // namespace fhir::map
