// Why this file exists: which slice an element belongs to, and what follows from that.
// https://hl7.org/fhir/R4/profiling.html#slicing
#include "fhir/validate/codes.h"
#include "fhir/validate/profile_check.h"
#include "fhir/validate/values.h"

#include <algorithm>

namespace fhir::validate {

namespace {

constexpr auto none = SIZE_MAX;

std::string_view without_version(std::string_view canonical)
{
    return canonical.substr(0, canonical.find('|'));
}

bool is_named(Element const& element, std::string_view name)
{
    return element.definition != nullptr ? element.definition->name == name : element.name == name;
}

/// Whether there is a value that tells this from another, here or below.
bool demands(ElementRule const& rule)
{
    return rule.fixed != nullptr || rule.pattern != nullptr ||
           rule.strength == BindingStrength::required ||
           std::ranges::any_of(rule.children, demands);
}

} // namespace

void ProfileCheck::slices(ElementRule const& rule, Matches const& matches, Place const& parent)
{
    if (!rule.slicing.decidable) {
        return add(Severity::information, "not-supported", parent,
                   "the slices of " + std::string{rule.name} +
                       " cannot be told apart here, so they were not checked");
    }
    std::vector<std::size_t> slice_of(matches.size(), none);
    std::vector<Matches> found(rule.slices.size());
    for (std::size_t i = 0; i < matches.size(); ++i) {
        for (std::size_t k = 0; k < rule.slices.size(); ++k) {
            if (!fits(rule, rule.slices[k], *matches[i].element)) continue;
            slice_of[i] = k;
            found[k].push_back(matches[i]);
            break;
        }
    }
    for (std::size_t k = 0; k < found.size(); ++k) group(rule.slices[k], found[k], parent);
    unsliced(rule, matches, slice_of, parent);
}

void ProfileCheck::unsliced(ElementRule const& rule, Matches const& matches,
                            std::span<std::size_t const> slice_of, Place const& parent)
{
    auto last = std::size_t{0};
    auto open_end = false;
    for (std::size_t i = 0; i < matches.size(); ++i) {
        Place const place{&parent, matches[i].element, matches[i].index};
        if (slice_of[i] == none) {
            open_end = true;
            if (rule.slicing.rules != SlicingRules::closed) continue;
            add(Severity::error, "structure", place,
                "is none of the slices that the profile allows here, and it allows no other");
            continue;
        }
        if (open_end && rule.slicing.rules == SlicingRules::open_at_end) {
            add(Severity::error, "structure", place,
                "must stand before those that are in no slice of the profile");
        }
        if (rule.slicing.ordered && slice_of[i] < last) {
            add(Severity::error, "structure", place, "must stand in the order of the slices");
        }
        last = std::max(last, slice_of[i]);
    }
}

bool ProfileCheck::has_url(ElementRule const& slice, std::string_view url)
{
    if (auto const* const own = slice.child("url"); own != nullptr && own->fixed != nullptr) {
        return own->fixed->text == url;
    }
    return std::ranges::any_of(slice.types, [&](TypeRule const& type) {
        return std::ranges::any_of(type.profiles, [&](std::string_view canonical) {
            return without_version(canonical) == url;
        });
    });
}

bool ProfileCheck::fits(ElementRule const& rule, ElementRule const& slice, Element const& element)
{
    auto const& all = rule.slicing.discriminators;
    // The usual case, without a look into the definition of the extension.
    if (all.size() == 1 && all[0].kind == Discriminator::Kind::value && all[0].path.size() == 1 &&
        all[0].path[0].text == "url") {
        return has_url(slice, element.value("url"));
    }
    return std::ranges::all_of(all,
                               [&](Discriminator const& one) { return fits(one, slice, element); });
}

bool ProfileCheck::fits(Discriminator const& discriminator, ElementRule const& slice,
                        Element const& element)
{
    using enum Discriminator::Kind;
    auto const rules = rules_at(slice, discriminator.path);
    auto const found = elements_at(element, discriminator.path);
    auto const any = [&](auto const& test) {
        return std::ranges::any_of(rules, [&](ElementRule const* rule) {
            return std::ranges::any_of(found,
                                       [&](Element const* one) { return test(*rule, *one); });
        });
    };
    switch (discriminator.kind) {
    case value:
        return any(
            [&](auto const& rule, auto const& one) { return demands(rule) && meets(rule, one); });
    case exists:
        return std::ranges::any_of(rules, [&](ElementRule const* rule) {
            return rule->max == 0 ? found.empty() : rule->min > 0 && !found.empty();
        });
    case type: return any([&](auto const& rule, auto const& one) { return is_of(rule, one); });
    case profile:
        return any([&](auto const& rule, auto const& one) { return conforms(rule, one); });
    }
    return false;
}

ProfileCheck::Rules ProfileCheck::rules_at(ElementRule const& slice, std::span<PathStep const> path)
{
    Rules rules{&slice};
    for (auto const& step : path) {
        Rules next;
        for (auto const* rule : rules) rules_below(*rule, step, next);
        rules = std::move(next);
    }
    return rules;
}

void ProfileCheck::rules_below(ElementRule const& rule, PathStep const& step, Rules& out)
{
    using enum PathStep::Kind;
    auto const each_profile = [&](auto const& canonicals, auto const& take) {
        for (auto const canonical : canonicals) {
            if (auto const* const found = profile(canonical)) take(found->root());
        }
    };
    if (step.kind == resolve) {
        // What a plain target says of itself is its type, and that is asked of the reference.
        out.push_back(&rule);
        for (auto const& type : rule.types) {
            each_profile(type.targets, [&](ElementRule const& root) { out.push_back(&root); });
        }
        return;
    }
    if (step.kind == of_type) {
        auto const is = [&](TypeRule const& one) { return one.type->name == step.text; };
        for (auto const& slice : rule.slices) {
            if (std::ranges::any_of(slice.types, is)) out.push_back(&slice);
        }
        if (out.empty()) out.push_back(&rule);
        return;
    }
    auto const name = step.kind == extension ? std::string_view{"extension"} : step.text;
    auto const before = out.size();
    auto const take = [&](ElementRule const& from) {
        auto const* const below = from.child(name);
        if (below == nullptr) return;
        if (step.kind == child) out.push_back(below);
        for (auto const& slice : below->slices) {
            if (step.kind == child || has_url(slice, step.text)) out.push_back(&slice);
        }
    };
    take(rule);
    if (out.size() > before) return;
    for (auto const& type : rule.types) each_profile(type.profiles, take);
}

ProfileCheck::Elements ProfileCheck::elements_at(Element const& element,
                                                 std::span<PathStep const> path)
{
    using enum PathStep::Kind;
    Elements elements{&element};
    for (auto const& step : path) {
        Elements next;
        for (auto const* one : elements) {
            if (step.kind == resolve) {
                auto const url = one->is_primitive() ? one->text : one->value("reference");
                auto const* const found = url.empty() || resource_ == nullptr
                                              ? nullptr
                                              : neighbours_.resolve(url, *resource_);
                if (found != nullptr) next.push_back(found);
                continue;
            }
            if (step.kind == of_type) {
                if (one->type != nullptr && one->type->is_a(step.text)) next.push_back(one);
                continue;
            }
            for (auto const* below = one->first; below != nullptr; below = below->next) {
                auto const fits = step.kind == extension ? below->name == "extension" &&
                                                               below->value("url") == step.text
                                                         : is_named(*below, step.text);
                if (fits) next.push_back(below);
            }
        }
        elements = std::move(next);
    }
    return elements;
}

bool ProfileCheck::meets(ElementRule const& rule, Element const& element)
{
    if (rule.fixed != nullptr && !is_fixed_as(*rule.fixed, element)) return false;
    if (rule.pattern != nullptr && !has_pattern(*rule.pattern, element)) return false;
    if (rule.strength == BindingStrength::required &&
        membership(element, rule.value_set, conformance_) != Membership::member) {
        return false;
    }
    return std::ranges::all_of(rule.children, [&](ElementRule const& child) {
        if (!demands(child)) return true;
        auto found = false;
        for (auto const* one = element.first; one != nullptr; one = one->next) {
            if (!is_named(*one, child.name)) continue;
            if (meets(child, *one)) return true;
            found = true;
        }
        return !found && child.min == 0;
    });
}

bool ProfileCheck::is_of(ElementRule const& rule, Element const& element)
{
    if (element.type == nullptr) return false;
    auto const is_a = [&](std::string_view name) { return element.type->is_a(name); };
    // The root of a profile: what a reference leads to.
    if (rule.name.empty()) return rule.type != nullptr && is_a(rule.type->name);
    auto const resource = element.type->kind == TypeKind::resource;
    return std::ranges::any_of(rule.types, [&](TypeRule const& one) {
        if (!resource || one.targets.empty()) return is_a(one.type->name);
        return std::ranges::any_of(one.targets, [&](std::string_view target) {
            return is_plain_type(target, conformance_) &&
                   is_a(without_version(target).substr(target.rfind('/') + 1));
        });
    });
}

bool ProfileCheck::conforms(ElementRule const& rule, Element const& element)
{
    auto const any = [&](std::vector<std::string_view> const& canonicals) {
        return std::ranges::any_of(canonicals, [&](std::string_view canonical) {
            return conforms(element, canonical).value_or(false);
        });
    };
    auto const resource = element.type != nullptr && element.type->kind == TypeKind::resource;
    return std::ranges::any_of(rule.types, [&](TypeRule const& one) {
        return any(one.profiles) || (resource && any(one.targets));
    });
}

} // namespace fhir::validate
