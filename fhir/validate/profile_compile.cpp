// Why this file exists: makes the plan of a profile from its snapshot. What the base type says
// too is left out, since every resource is held against its base anyway.
#include "fhir/validate/profile.h"

#include <algorithm>
#include <charconv>

namespace fhir::validate {

namespace {

constexpr std::string_view core = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::size_t depth_max = 64;

std::size_t depth_of(std::string_view path)
{
    return static_cast<std::size_t>(std::ranges::count(path, '.'));
}

std::string_view last_segment(std::string_view path) { return path.substr(path.rfind('.') + 1); }

std::string_view without_version(std::string_view canonical)
{
    return canonical.substr(0, canonical.find('|'));
}

std::uint32_t number(std::string_view text, std::uint32_t otherwise)
{
    std::uint32_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

/// An element of the snapshot with those below it.
struct Outline {
    Element const* element = nullptr;
    std::vector<Outline> children;
    std::vector<Outline> slices;
};

bool is_slice(Element const& element)
{
    auto const id = element.value("id");
    if (id.empty()) return element.child("sliceName") != nullptr;
    return id.find(':', id.size() - std::min(id.size(), last_segment(id).size())) !=
               std::string_view::npos &&
           element.child("sliceName") != nullptr;
}

/// Puts `element`, whose parent is `parent`, where it belongs. Gives null when it is a slice of
/// nothing.
Outline* put(Outline& parent, Element const& element)
{
    auto const path = element.value("path");
    if (!is_slice(element)) {
        parent.children.push_back({&element, {}, {}});
        return &parent.children.back();
    }
    for (auto one = parent.children.rbegin(); one != parent.children.rend(); ++one) {
        if (one->element->value("path") != path) continue;
        auto* sliced = &*one;
        auto const name = element.value("sliceName");
        // "a/b" is slice b of slice a.
        for (auto& slice : one->slices) {
            auto const above = slice.element->value("sliceName");
            if (name.size() > above.size() && name.starts_with(above) && name[above.size()] == '/')
                sliced = &slice;
        }
        sliced->slices.push_back({&element, {}, {}});
        return &sliced->slices.back();
    }
    return nullptr;
}

/// Elements stand depth first, so the parent is the last one that is a level higher.
std::optional<Outline> outline_of(Element const& snapshot)
{
    Outline root;
    // A vector that grows moves what it holds, but never what is still open: that is the last.
    std::vector<Outline*> open;
    for (auto const* one = snapshot.first; one != nullptr; one = one->next) {
        if (one->name != "element") continue;
        auto const depth = depth_of(one->value("path"));
        if (depth > depth_max || depth > open.size()) return {};
        open.resize(depth);
        if (depth == 0) {
            if (root.element != nullptr) return {};
            root.element = one;
            open.push_back(&root);
            continue;
        }
        auto* const made = put(*open.back(), *one);
        if (made == nullptr) return {};
        open.push_back(made);
    }
    if (root.element == nullptr) return {};
    return root;
}

/// The type that the base allows here under this code.
Type const* base_type(ElementDefinition const* base, std::string_view code, TypeSource const& types)
{
    if (base != nullptr) {
        for (auto const& one : base->types) {
            if (one.type != nullptr && one.type->name == code) return one.type;
        }
        auto const* const only = base->types.size() == 1 ? base->types[0].type : nullptr;
        auto const backbone = code == "BackboneElement" || code == "Element" || code.empty();
        auto const system = code.starts_with("http://hl7.org/fhirpath/");
        if (only != nullptr && (backbone || system)) return only;
    }
    return types.type(code);
}

class Compiler {
public:
    explicit Compiler(TypeSource const& types) : types_{types} {}

    ElementRule root(Outline const& outline, Type const& type)
    {
        ElementRule rule;
        rule.type = &type;
        own_constraints(rule, *outline.element, type.invariants, {});
        below(rule, outline, nullptr);
        settle(rule);
        return rule;
    }

private:
    ElementRule element(Outline const& outline, Type const* parent)
    {
        auto const& said = *outline.element;
        ElementRule rule;
        rule.slice = said.value("sliceName");
        auto const* const base = name(rule, last_segment(said.value("path")), parent);
        counts(rule, said, base);
        values(rule, said);
        allowed(rule, said, base);
        if (rule.type == nullptr) rule.type = only_type(rule, base);
        binding(rule, said, base);
        rule.limits = limits_of(said, rule.type, types_);
        own_constraints(
            rule, said, base == nullptr ? std::span<Invariant const>{} : base->invariants,
            rule.type == nullptr ? std::span<Invariant const>{} : rule.type->invariants);
        below(rule, outline, parent);
        settle(rule);
        return rule;
    }

    void below(ElementRule& rule, Outline const& outline, Type const* parent)
    {
        slicing(rule, *outline.element);
        for (auto const& one : outline.slices) rule.slices.push_back(element(one, parent));
        for (auto const& one : outline.children) rule.children.push_back(element(one, rule.type));
    }

    /// "valueQuantity" stands for value[x] of that type (R4 allows it in a differential).
    ElementDefinition const* name(ElementRule& rule, std::string_view segment, Type const* parent)
    {
        if (segment.ends_with("[x]")) segment.remove_suffix(3);
        rule.name = segment;
        if (parent == nullptr) return nullptr;
        if (auto const* const found = parent->element(segment)) return found;
        auto const* const child = parent->child(segment);
        if (child == nullptr || child->definition == nullptr) return nullptr;
        rule.name = child->definition->name;
        rule.type = child->reference == nullptr ? nullptr : child->reference->type;
        return child->definition;
    }

    static void counts(ElementRule& rule, Element const& said, ElementDefinition const* base)
    {
        rule.min = number(said.value("min"), 0);
        rule.max = number(said.value("max"), UINT32_MAX);
        auto const same = base != nullptr && base->min == rule.min && base->max == rule.max;
        // A slice counts by itself: 0..* says nothing, whatever the base says.
        rule.counted = rule.slice.empty() ? !same : rule.min > 0 || rule.max != UINT32_MAX;
    }

    static void values(ElementRule& rule, Element const& said)
    {
        for (auto const* one = said.first; one != nullptr; one = one->next) {
            if (one->name.starts_with("fixed")) rule.fixed = one;
            else if (one->name.starts_with("pattern")) rule.pattern = one;
        }
    }

    void allowed(ElementRule& rule, Element const& said, ElementDefinition const* base)
    {
        for (auto const* one = said.first; one != nullptr; one = one->next) {
            if (one->name != "type") continue;
            auto made = type_rule(*one, base);
            if (made.type == nullptr) continue;
            if (!made.profiles.empty() || !made.targets.empty()) rule.narrowed = true;
            rule.types.push_back(std::move(made));
        }
        if (base == nullptr || rule.types.empty()) return;
        if (rule.types.size() < base->types.size()) rule.narrowed = true;
        if (rule.types.size() == 1 && base->types.size() == 1 && base->types[0].type != nullptr &&
            rule.types[0].type != base->types[0].type) {
            rule.narrowed = true;
        }
    }

    TypeRule type_rule(Element const& said, ElementDefinition const* base)
    {
        TypeRule made;
        made.type = base_type(base, said.value("code"), types_);
        auto wider = false;
        for (auto const* one = said.first; one != nullptr; one = one->next) {
            if (one->name == "profile" && !is_plain_type(one->text, types_)) {
                made.profiles.push_back(one->text);
            } else if (one->name == "targetProfile") {
                made.targets.push_back(one->text);
                wider = wider || without_version(one->text) == std::string{core} + "Resource";
            }
        }
        if (wider || same_targets(made, base)) made.targets.clear();
        return made;
    }

    bool same_targets(TypeRule const& made, ElementDefinition const* base) const
    {
        if (base == nullptr) return false;
        for (auto const& one : base->types) {
            if (one.type != made.type || one.targets.size() != made.targets.size()) continue;
            return std::ranges::all_of(made.targets, [&](std::string_view target) {
                return is_plain_type(target, types_) &&
                       std::ranges::find(one.targets, target.substr(core.size())) !=
                           one.targets.end();
            });
        }
        return false;
    }

    static Type const* only_type(ElementRule const& rule, ElementDefinition const* base)
    {
        if (rule.types.size() == 1) return rule.types[0].type;
        if (!rule.types.empty() || base == nullptr || base->types.size() != 1) return nullptr;
        return base->types[0].type;
    }

    static void binding(ElementRule& rule, Element const& said, ElementDefinition const* base)
    {
        auto const* const found = said.child("binding");
        if (found == nullptr) return;
        auto const strength = found->value("strength");
        auto const set = found->value("valueSet");
        if (strength == "required") rule.strength = BindingStrength::required;
        else if (strength == "extensible") rule.strength = BindingStrength::extensible;
        auto const same = base != nullptr && base->value_set != nullptr &&
                          base->strength == rule.strength &&
                          without_version(base->value_set->url) == without_version(set);
        if (same || set.empty()) rule.strength = BindingStrength::none;
        if (rule.strength != BindingStrength::none) rule.value_set = set;
    }

    void own_constraints(ElementRule& rule, Element const& said, std::span<Invariant const> base,
                         std::span<Invariant const> of_type)
    {
        for (auto const* one = said.first; one != nullptr; one = one->next) {
            if (one->name != "constraint") continue;
            Invariant const made{one->value("key"), one->value("human"), one->value("expression"),
                                 one->value("severity") == "warning"};
            auto const known = [&](std::span<Invariant const> all) {
                return std::ranges::find(all, made.key, &Invariant::key) != all.end();
            };
            if (made.expression.empty() || !is_run(made) || known(base) || known(of_type)) continue;
            rule.constraints.push_back(make_constraint(made, types_, rule.type));
        }
    }

    static void slicing(ElementRule& rule, Element const& said)
    {
        auto const* const found = said.child("slicing");
        if (found == nullptr) return;
        auto& made = rule.slicing;
        auto const rules = found->value("rules");
        if (rules == "closed") made.rules = SlicingRules::closed;
        else if (rules == "openAtEnd") made.rules = SlicingRules::open_at_end;
        made.ordered = found->value("ordered") == "true";
        for (auto const* one = found->first; one != nullptr; one = one->next) {
            if (one->name != "discriminator") continue;
            using enum Discriminator::Kind;
            auto const kind = one->value("type");
            auto path = parse_discriminator(one->value("path"));
            if (!path) made.decidable = false;
            else {
                made.discriminators.push_back({kind == "exists"    ? exists
                                               : kind == "type"    ? type
                                               : kind == "profile" ? profile
                                                                   : value,
                                               *std::move(path)});
            }
        }
        if (made.discriminators.empty()) made.decidable = false;
    }

    static void settle(ElementRule& rule)
    {
        auto const matters = [](ElementRule const& one) { return one.matters; };
        rule.matters = rule.counted || rule.fixed != nullptr || rule.pattern != nullptr ||
                       rule.narrowed || rule.limits.any() ||
                       rule.strength != BindingStrength::none ||
                       !rule.constraints.empty() ||
                       (!rule.slices.empty() && rule.slicing.rules != SlicingRules::open) ||
                       std::ranges::any_of(rule.slices, matters) ||
                       std::ranges::any_of(rule.children, matters);
    }

    TypeSource const& types_;
};

Issue refused(std::string_view url, std::string text)
{
    return {Severity::error, "structure", std::string{url}, std::move(text)};
}

} // namespace

ElementRule const* ElementRule::child(std::string_view child_name) const
{
    auto const found = std::ranges::find(children, child_name, &ElementRule::name);
    return found == children.end() ? nullptr : &*found;
}

bool is_plain_type(std::string_view canonical, TypeSource const& types)
{
    canonical = without_version(canonical);
    if (!canonical.starts_with(core)) return false;
    return types.type(canonical.substr(core.size())) != nullptr;
}

Parsed<Profile> Profile::compile(Element const& structure, TypeSource const& types)
{
    Profile made;
    made.url_ = structure.value("url");
    made.type_ = types.type(structure.value("type"));
    if (made.type_ == nullptr) {
        return refused(made.url_, "is a profile of a type that FHIR R4 does not have");
    }
    auto const* const snapshot = structure.child("snapshot");
    if (snapshot == nullptr) return refused(made.url_, "has no snapshot: make one first");
    auto const outline = outline_of(*snapshot);
    if (!outline) {
        return refused(made.url_, "has a snapshot whose elements do not stand in a tree: make it "
                                  "anew from the differential");
    }
    Compiler compiler{types};
    made.root_ = std::make_unique<ElementRule const>(compiler.root(*outline, *made.type_));
    made.modifier_ = outline->element->value("isModifier") == "true";
    made.read_contexts(structure, types);
    return made;
}

} // namespace fhir::validate
