#include "fhir/map/group_compiler.h"

#include <algorithm>

namespace fhir::map {

namespace {

constexpr std::size_t instances_max = 5'000;
/// Rules of all instances: a group is compiled for each list of types.
constexpr std::size_t rules_max = 200'000;
constexpr std::size_t slots_max = 4'096;

} // namespace

Group const* Workshop::instance(VisibleGroup const& group, Types types)
{
    auto const key = std::pair{group.group, types};
    auto const found = known_.find(key);
    if (found != known_.end()) return found->second;
    if (groups_.size() >= instances_max) {
        if (groups_.size() == instances_max) {
            catalogue_.issue(*group.owner, group.group->name.at,
                             "too many types meet in untyped groups: give parameters types");
        }
        return nullptr;
    }
    groups_.push_back(std::make_unique<Group>());
    auto* const made = groups_.back().get();
    known_.emplace(key, made);
    orders_.push_back({group, std::move(types), made});
    return made;
}

bool Workshop::has_instance(GroupSyntax const& group) const
{
    return std::ranges::any_of(known_, [&](auto const& one) { return one.first.first == &group; });
}

bool Workshop::count_rule() { return ++rules_ <= rules_max; }

std::uint32_t Workshop::share_number(std::string_view name)
{
    auto const found = std::ranges::find(shares_, name);
    auto const number = static_cast<std::uint32_t>(found - shares_.begin());
    if (found == shares_.end()) shares_.emplace_back(name);
    return number;
}

void Workshop::finish()
{
    while (!orders_.empty() && !catalogue_.full()) {
        auto const order = std::move(orders_.back());
        orders_.pop_back();
        GroupCompiler{catalogue_, *this, shapes_, order.group, order.types}.compile(*order.made);
    }
}

Types declared_types(Catalogue& catalogue, VisibleGroup const& group)
{
    Types types;
    for (auto const& one : group.group->parameters) {
        types.push_back(one.type.empty() ? nullptr : catalogue.type(*group.owner, one.type));
    }
    return types;
}

Slot GroupCompiler::declare(Name const& name, Type const* type, Role role)
{
    if (known_.size() == slots_max) {
        full_ = true;
        issue(name.empty() ? syntax_.name.at : name.at,
              "a group this large cannot be compiled: split it");
        return static_cast<Slot>(slots_max - 1);
    }
    known_.push_back({name.text, type, nullptr});
    variables_.push_back({type, role});
    return static_cast<Slot>(known_.size() - 1);
}

Slot GroupCompiler::find(Name const& name)
{
    for (auto at = known_.size(); at-- > 0;) {
        if (known_[at].name == name.text) return static_cast<Slot>(at);
    }
    path::Suggestion suggestion{name.text};
    for (auto at = known_.size(); at-- > 0;) suggestion.offer(known_[at].name);
    issue(name.at, "there is no variable '" + name.text + "'" + suggestion.text());
    return no_slot;
}

void GroupCompiler::close_scope(std::size_t count)
{
    for (auto at = count; at < known_.size(); ++at) known_[at].name = {};
}

void GroupCompiler::compile(Group& made)
{
    made.name = syntax_.name.text;
    made.place = scope_.place(syntax_.name.at);
    known_ = scope_.lets;
    variables_.resize(known_.size());
    made.slot_first = static_cast<Slot>(known_.size());
    for (std::size_t i = 0; i < syntax_.parameters.size(); ++i) {
        auto const& parameter = syntax_.parameters[i];
        auto const same = [&](auto const& other) { return other.name == parameter.name.text; };
        if (std::any_of(known_.begin() + made.slot_first, known_.end(), same)) {
            issue(parameter.name.at, "two parameters are named '" + parameter.name.text + "'");
        }
        declare(parameter.name, types_[i], parameter.role);
        made.parameters.push_back({parameter.role, types_[i]});
        lenient_ = lenient_ || types_[i] == nullptr;
    }
    base(made);
    made.rules = rules(syntax_.rules);
    made.slot_count = static_cast<Slot>(known_.size());
}

void GroupCompiler::base(Group& made)
{
    if (syntax_.extends.empty()) return;
    auto const found = catalogue_.group(scope_, syntax_.extends);
    if (found.group == nullptr) return;
    if (found.group->parameters.size() != syntax_.parameters.size()) {
        return issue(syntax_.extends.at,
                     "group '" + syntax_.extends.text + "' has another number of parameters");
    }
    if (found.group == &syntax_) return issue(syntax_.extends.at, "a group cannot extend itself");
    made.base = workshop_.instance(found, types_);
}

std::vector<Rule> GroupCompiler::rules(std::vector<RuleSyntax> const& written)
{
    std::vector<Rule> made;
    made.reserve(written.size());
    for (auto const& one : written) {
        if (full_) break;
        made.push_back(rule(one));
    }
    return made;
}

Rule GroupCompiler::rule(RuleSyntax const& written)
{
    auto const scope_begin = known_.size();
    Rule made;
    if (!workshop_.count_rule()) {
        issue(written.at, "too many types meet in untyped groups: give parameters types");
        return made;
    }
    made.name = written.name;
    made.place = scope_.place(written.at);
    Focus first;
    for (auto const& one : written.sources) {
        if (full_) return made;
        Focus focus;
        made.sources.push_back(source(one, focus));
        if (first.slot == no_slot) first = focus;
    }
    if (is_simple_copy(written)) {
        simple_copy(written, made, first);
    } else {
        for (auto const& one : written.targets) {
            if (full_) return made;
            made.targets.push_back(target(one, first));
        }
    }
    for (auto const& one : written.calls) made.calls.push_back(call(one, first));
    made.rules = rules(written.rules);
    close_scope(scope_begin);
    return made;
}

Type const* GroupCompiler::argument_type(ParameterSyntax const& parameter, Type const* declared,
                                         Operand const& argument, Snippet const& written)
{
    bool const is_variable = argument.kind == Operand::Kind::slot;
    bool const is_target = is_variable && variables_[argument.slot].role == Role::target;
    if (parameter.role == Role::target && !is_target) {
        issue(written.at, "parameter '" + parameter.name.text + "' is a target: give it one");
    }
    auto const* const given = argument.type;
    if (declared == nullptr || given == nullptr) return declared == nullptr ? given : declared;
    if (given->is_a(declared->name)) return given;
    if (!declared->is_a(given->name)) {
        issue(written.at, "parameter '" + parameter.name.text + "' is a " +
                              std::string{declared->name} + ", this is a " +
                              std::string{given->name});
    }
    return declared;
}

GroupCall GroupCompiler::call(CallSyntax const& written, Focus const& focus)
{
    GroupCall made;
    auto const found = catalogue_.group(scope_, written.group);
    made.arguments = operands(written.arguments, focus);
    if (found.group == nullptr) return made;
    auto const& parameters = found.group->parameters;
    if (parameters.size() != written.arguments.size()) {
        issue(written.group.at, "group '" + written.group.text + "' has " +
                                    std::to_string(parameters.size()) + " parameters, here are " +
                                    std::to_string(written.arguments.size()));
        return made;
    }
    auto const declared = declared_types(catalogue_, found);
    Types types;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        types.push_back(
            argument_type(parameters[i], declared[i], made.arguments[i], written.arguments[i]));
    }
    made.group = workshop_.instance(found, std::move(types));
    return made;
}

} // namespace fhir::map
