// Why this file exists: the left side of a rule while it runs: which items it is run for.
#include "fhir/map/engine.h"

#include <algorithm>

namespace fhir::map {

namespace {

/// Names of one length mostly differ in their first letter already.
bool same(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && (a.empty() || (a.front() == b.front() && a == b));
}

bool is_at(Step const& step, Element const& child)
{
    if (step.choice == nullptr) {
        if (same(child.name, step.name)) return true;
        // Where the map does not know the type, the tree may.
        return child.definition != nullptr && child.definition->choice &&
               child.definition->name == step.name;
    }
    return child.definition == step.choice ||
           std::ranges::find(step.choice_names, child.name) != step.choice_names.end();
}

bool is_of(Type const& wanted, Element const& item)
{
    if (item.type != nullptr) return item.type->is_a(wanted.name);
    if (item.text == wanted.name && !item.is_primitive()) return true;
    // A tree without types: the end of "valueQuantity".
    return item.name.size() > wanted.name.size() &&
           item.name.substr(item.name.size() - wanted.name.size() + 1) == wanted.name.substr(1) &&
           (item.name[item.name.size() - wanted.name.size()] | 0x20) == (wanted.name[0] | 0x20);
}

} // namespace

bool Engine::holds(Formula const& formula, Element const* focus)
{
    Issue issue;
    auto const result = path::holds(*formula.plan, focus, context(), tree_, issue);
    if (!result) fail_in(formula.place, std::move(issue));
    return result.value_or(false);
}

bool Engine::accepts(Rule const& rule, Source const& source, Element const& item)
{
    if (source.filter != nullptr && !is_of(*source.filter, item)) return false;
    slot(source.slot) = &item;
    return source.conditions == nullptr || passes(rule, *source.conditions, item);
}

bool Engine::passes(Rule const& rule, Conditions const& conditions, Element const& item)
{
    if (conditions.where && !holds(conditions.where, &item)) return false;
    if (conditions.check && !holds(conditions.check, &item)) {
        fail(conditions.check.place, "invariant", "a check of this map does not hold");
        return false;
    }
    if (conditions.log && settings_.trace != nullptr) {
        settings_.trace->push_back({conditions.log.place, rule.name, "log", group_->name});
    }
    return !failed();
}

void Engine::match(Rule const& rule, std::size_t index, unsigned depth)
{
    if (index == rule.sources.size()) return fire(rule, depth);
    auto const& source = rule.sources[index];
    if (source.context == no_slot) return;
    if (!source.plain) return match_listed(rule, index, depth);
    auto const* const context = slot(source.context);
    if (context == nullptr) return;
    if (source.path.empty()) {
        if (accepts(rule, source, *context)) match(rule, index + 1, depth);
        return;
    }
    auto const& step = source.path.front();
    for (auto const* one = context->first; one != nullptr && !failed(); one = one->next) {
        if (is_at(step, *one) && accepts(rule, source, *one)) match(rule, index + 1, depth);
    }
}

void Engine::gather(Element const& parent, std::vector<Step> const& path, std::size_t at,
                    Items& out)
{
    if (at == path.size()) return out.push_back(&parent);
    for (auto const* one = parent.first; one != nullptr; one = one->next) {
        if (is_at(path[at], *one)) gather(*one, path, at + 1, out);
    }
}

void Engine::choose(Source const& source, Items& items)
{
    if (items.empty()) return;
    switch (source.mode) {
    case ListMode::first: items.resize(1); break;
    case ListMode::last: items.erase(items.begin(), items.end() - 1); break;
    case ListMode::not_first: items.erase(items.begin()); break;
    case ListMode::not_last: items.pop_back(); break;
    case ListMode::only_one:
        if (items.size() > 1) fail(source.place, "multiple-matches", "only one is expected here");
        break;
    default: break;
    }
}

void Engine::match_listed(Rule const& rule, std::size_t index, unsigned depth)
{
    auto const& source = rule.sources[index];
    auto const* const start = slot(source.context);
    Items found;
    if (start != nullptr) gather(*start, source.path, 0, found);
    if (source.cardinality &&
        (found.size() < source.cardinality->min || found.size() > source.cardinality->max)) {
        return fail(source.place, "required",
                    "the source has another number of this element than "
                    "its cardinality says");
    }
    if (found.empty() && source.conditions != nullptr && source.conditions->fallback) {
        auto const& fallback = source.conditions->fallback;
        Issue issue;
        if (!path::evaluate_into(found, *fallback.plan, start, context(), tree_, issue)) {
            return fail_in(fallback.place, std::move(issue));
        }
    }
    Items kept;
    for (auto const* one : found) {
        if (accepts(rule, source, *one)) kept.push_back(one);
        if (failed()) return;
    }
    choose(source, kept);
    for (auto const* one : kept) {
        if (failed()) return;
        slot(source.slot) = one;
        match(rule, index + 1, depth);
    }
}

} // namespace fhir::map
