#include "fhir/package/code_system.h"

#include "fhir/path/regular.h"

#include <algorithm>

namespace fhir::package {

namespace {

using Passes = std::vector<bool>;

bool starts_value(std::string_view name) { return name.starts_with("value"); }

/// The value of one concept.property; a Coding counts by its code.
std::string_view value_of(Element const& property)
{
    for (auto const* one = property.first; one != nullptr; one = one->next) {
        if (!starts_value(one->name)) continue;
        return one->name == "valueCoding" ? one->value("code") : one->text;
    }
    return {};
}

/// "a, b,c"
bool lists(std::string_view list, std::string_view code)
{
    while (!list.empty()) {
        auto const comma = std::min(list.find(','), list.size());
        auto one = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
        while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
        if (one == code) return true;
    }
    return false;
}

/// Whether any of the texts passes; nothing when the operation is not known or too costly.
std::optional<bool> passes(std::vector<std::string_view> const& texts, std::string_view operation,
                           std::string_view value, path::Pattern const* pattern,
                           path::Effort& effort)
{
    auto const has = [&](auto const& holds) { return std::ranges::any_of(texts, holds); };
    if (operation == "=") return has([&](auto text) { return text == value; });
    if (operation == "in") return has([&](auto text) { return lists(value, text); });
    if (operation == "not-in") return !has([&](auto text) { return lists(value, text); });
    if (operation == "exists") return texts.empty() == (value == "false");
    if (operation != "regex" || pattern == nullptr) return std::nullopt;
    for (auto const text : texts) {
        auto const found = pattern->is_all_of(text, effort);
        if (!found) return std::nullopt;
        if (*found) return true;
    }
    return false;
}

} // namespace

CodeSystem::CodeSystem(Element const& resource) : complete_{resource.value("content") == "complete"}
{
    add(resource, std::nullopt);
    link();
}

void CodeSystem::add(Element const& parent, std::optional<std::uint32_t> above)
{
    for (auto const* one = parent.first; one != nullptr; one = one->next) {
        if (one->name != "concept") continue;
        auto const code = one->value("code");
        auto const number = static_cast<std::uint32_t>(concepts_.size());
        concepts_.push_back({one, code, one->value("display"), {}});
        by_code_.emplace(code, number);
        if (above) concepts_[*above].children.push_back(number);
        add(*one, number);
    }
}

/// A concept with several parents stands under one and names the others.
void CodeSystem::link()
{
    for (std::uint32_t number = 0; number < concepts_.size(); ++number) {
        auto const* const element = concepts_[number].element;
        for (auto const* one = element->first; one != nullptr; one = one->next) {
            if (one->name != "property") continue;
            auto const code = one->value("code");
            auto const other = by_code_.find(value_of(*one));
            if (other == by_code_.end()) continue;
            if (code == "parent" || code == "subsumedBy") {
                concepts_[other->second].children.push_back(number);
            } else if (code == "child") concepts_[number].children.push_back(other->second);
        }
    }
}

/// The concept itself and what is below it.
std::vector<bool> CodeSystem::below(std::string_view code, bool& known) const
{
    Passes found(concepts_.size());
    auto const start = by_code_.find(code);
    known = start != by_code_.end();
    if (!known) return found;
    std::vector<std::uint32_t> open{start->second};
    while (!open.empty()) {
        auto const number = open.back();
        open.pop_back();
        if (found[number]) continue;
        found[number] = true;
        auto const& children = concepts_[number].children;
        open.insert(open.end(), children.begin(), children.end());
    }
    return found;
}

/// The concept itself and what is above it.
std::vector<bool> CodeSystem::above(std::string_view code, bool& known) const
{
    Passes found(concepts_.size());
    auto const start = by_code_.find(code);
    known = start != by_code_.end();
    if (!known) return found;
    found[start->second] = true;
    for (auto changed = true; changed;) {
        changed = false;
        for (std::uint32_t number = 0; number < concepts_.size(); ++number) {
            auto const& children = concepts_[number].children;
            if (found[number] ||
                !std::ranges::any_of(children, [&](auto child) { return found[child]; })) {
                continue;
            }
            found[number] = true;
            changed = true;
        }
    }
    return found;
}

std::optional<std::vector<bool>> CodeSystem::filter(std::string_view property,
                                                    std::string_view operation,
                                                    std::string_view value) const
{
    if (!complete_) return std::nullopt;
    auto hierarchy = by_hierarchy(operation, value);
    return hierarchy ? hierarchy : by_property(property, operation, value);
}

std::optional<std::vector<bool>> CodeSystem::by_hierarchy(std::string_view operation,
                                                          std::string_view value) const
{
    auto known = false;
    Passes found;
    if (operation == "is-a" || operation == "is-not-a") {
        found = below(value, known);
        if (operation == "is-not-a") found.flip();
    } else if (operation == "descendent-of") {
        found = below(value, known);
        if (known) found[by_code_.at(value)] = false;
    } else if (operation == "generalizes") found = above(value, known);
    if (!known) return std::nullopt;
    return found;
}

std::optional<std::vector<bool>> CodeSystem::by_property(std::string_view property,
                                                         std::string_view operation,
                                                         std::string_view value) const
{
    auto const pattern = operation == "regex" ? path::Pattern::make(value) : nullptr;
    path::Effort effort; // For all concepts together.
    Passes found(concepts_.size());
    auto any = false;
    for (std::size_t i = 0; i < concepts_.size(); ++i) {
        std::vector<std::string_view> texts;
        if (property == "code" || property == "concept") texts.push_back(concepts_[i].code);
        else if (property == "display") texts.push_back(concepts_[i].display);
        auto const* const element = concepts_[i].element;
        for (auto const* one = element->first; one != nullptr; one = one->next) {
            if (one->name == "property" && one->value("code") == property) {
                texts.push_back(value_of(*one));
            }
        }
        any = any || !texts.empty();
        auto const passed = passes(texts, operation, value, pattern.get(), effort);
        if (!passed) return std::nullopt;
        found[i] = *passed;
    }
    // A property that no concept has is one that this copy of the code system does not tell.
    if (!any) return std::nullopt;
    return found;
}

} // namespace fhir::package
