// Why this file exists: where an extension may stand, and what must hold of the element that has
// it.
// https://hl7.org/fhir/R4/defining-extensions.html#context
#include "fhir/validate/profile_check.h"

#include <algorithm>
#include <functional>

namespace fhir::validate {

namespace {

constexpr unsigned condition_steps_max = 200'000;
path::Variables const only_extension{{"extension"}};

std::string_view plain(std::string_view path)
{
    return path.ends_with("[x]") ? path.substr(0, path.size() - 3) : path;
}

/// Whether `context` ("Patient", "Element", "Observation.component") means this element.
bool is_named(std::string_view context, Element const& element)
{
    auto const* const type = element.type;
    if (type == nullptr) return true;
    if (context == "Element") return type->kind != TypeKind::resource;
    if (type->is_a(context)) return true;
    return element.definition != nullptr && plain(element.definition->path) == plain(context);
}

std::optional<path::Expression> plan_of(std::string_view text, TypeSource const& types,
                                        path::Variables const& variables)
{
    auto made = path::Expression::compile(text, types, nullptr, variables);
    if (!made) return {};
    return *std::move(made);
}

std::string listed(std::vector<ExtensionContext> const& contexts)
{
    std::string text;
    for (auto const& one : contexts) {
        text += text.empty() ? "" : ", ";
        if (one.kind == ExtensionContext::Kind::extension) text += "the extension ";
        text += one.text;
    }
    return text;
}

} // namespace

void Profile::read_contexts(Element const& structure, TypeSource const& types)
{
    using Kind = ExtensionContext::Kind;
    for (auto const* one = structure.first; one != nullptr; one = one->next) {
        if (one->name == "contextInvariant") {
            context_rules_.push_back({one->text, plan_of(one->text, types, only_extension)});
        }
        if (one->name != "context") continue;
        ExtensionContext made;
        made.text = one->value("expression");
        auto const kind = one->value("type");
        if (kind == "extension") made.kind = Kind::extension;
        if (kind == "fhirpath") {
            made.kind = Kind::fhirpath;
            made.plan = plan_of(made.text, types, {});
        }
        contexts_.push_back(std::move(made));
    }
}

void ProfileCheck::context(Profile const& profile, Place const& place)
{
    auto const& contexts = profile.contexts();
    if (place.above == nullptr || contexts.empty()) return;
    auto const& parent = *place.above->element;
    auto certain = true;
    for (auto const& one : contexts) {
        auto const meant = is_meant(one, parent);
        if (meant.value_or(false)) return;
        certain = certain && meant.has_value();
    }
    if (!certain) {
        return add(Severity::information, "not-supported", place,
                   "whether it may stand here cannot be decided: a context of its definition is no "
                   "FHIRPath that can be run here");
    }
    add(Severity::error, "extension", place, "may stand in " + listed(contexts) + " only");
}

std::optional<bool> ProfileCheck::is_meant(ExtensionContext const& context, Element const& parent)
{
    using enum ExtensionContext::Kind;
    switch (context.kind) {
    case element: return is_named(context.text, parent);
    case extension:
        return parent.type != nullptr && parent.type->name == "Extension" &&
               parent.value("url") == context.text;
    case fhirpath: break;
    }
    auto const* const found = selected(context);
    if (found == nullptr) return {};
    return std::ranges::binary_search(*found, &parent, std::less{});
}

std::vector<Element const*> const* ProfileCheck::selected(ExtensionContext const& context)
{
    auto const [at, is_new] = selected_.try_emplace({&context, resource_});
    auto& known = at->second;
    if (is_new && context.plan) {
        path::Environment environment;
        environment.resource = resource_;
        environment.root_resource = &neighbours_.container();
        environment.now = options_.now;
        environment.surroundings = &surroundings_;
        environment.steps_max = condition_steps_max;
        auto found = path::evaluate(*context.plan, *resource_, environment, scratch_);
        if (found) {
            std::ranges::sort(*found, std::less{});
            known = *std::move(found);
        }
    }
    return known ? &*known : nullptr;
}

void ProfileCheck::context_rules(Profile const& profile, Element const& extension,
                                 Place const& place)
{
    if (place.above == nullptr) return;
    path::Collection const itself{&extension};
    path::Environment environment;
    environment.resource = resource_;
    environment.root_resource = &neighbours_.container();
    environment.variables = {&itself, 1};
    environment.now = options_.now;
    environment.surroundings = &surroundings_;
    environment.steps_max = condition_steps_max;
    for (auto const& rule : profile.context_rules()) {
        auto const where = " only where " + std::string{rule.text};
        auto holds = rule.plan
                         ? path::evaluate(*rule.plan, *place.above->element, environment, scratch_)
                         : fhir::Parsed<path::Collection>{Issues{}};
        if (!holds) {
            add(Severity::information, "not-supported", place,
                "may stand here" + where + ", which cannot be decided here");
        } else if (path::is_false(*holds)) {
            add(Severity::error, "extension", place, "may stand here" + where);
        }
    }
}

} // namespace fhir::validate
