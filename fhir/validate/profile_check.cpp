#include "fhir/validate/profile_check.h"

#include "fhir/validate/codes.h"
#include "fhir/validate/values.h"

#include <algorithm>
#include <utility>

namespace fhir::validate {

namespace {

/// Profiles of types of profiles; more is a ring.
constexpr std::size_t active_max = 64;

std::string last_part(std::string_view url)
{
    url = url.substr(0, url.find('|'));
    return std::string{url.substr(url.rfind('/') + 1)};
}

std::string called(ElementRule const& rule)
{
    auto text = std::string{rule.name};
    if (!rule.slice.empty()) text += " (slice " + std::string{rule.slice} + ")";
    return text;
}

std::string listed(std::vector<std::string_view> const& canonicals)
{
    std::string text;
    for (auto const one : canonicals) text += (text.empty() ? "" : ", ") + last_part(one);
    return text;
}

/// What a profile says may be shown; what the data says may not.
std::string shown(Element const& fixed)
{
    constexpr std::size_t bytes_max = 100;
    if (!fixed.is_primitive() || fixed.text.size() > bytes_max) return {};
    return ", " + std::string{fixed.text};
}

std::string_view name_of(Element const& element)
{
    return element.definition != nullptr ? element.definition->name : element.name;
}

} // namespace

void ProfileCheck::add(Severity severity, char const* code, Place const& place, std::string text)
{
    if (current_ != nullptr) text += " (" + last_part(current_->url()) + ")";
    findings_->add_once(severity, code, place, std::move(text));
}

Profile const* ProfileCheck::profile(std::string_view canonical)
{
    auto const [at, is_new] = profiles_.try_emplace(canonical, nullptr);
    if (!is_new) return at->second;
    auto const* const found = library_.find(canonical);
    if (found != nullptr && found->profile) at->second = &*found->profile;
    return at->second;
}

void ProfileCheck::claimed(Element const& resource, Place const& place)
{
    auto const* const meta = resource.child("meta");
    if (meta == nullptr) return;
    Place const above{&place, meta, 0};
    unsigned index = 0;
    for (auto const* one = meta->first; one != nullptr; one = one->next) {
        if (one->name != "profile") continue;
        Place const here{&above, one, index++};
        if (one->kind != Kind::string || is_plain_type(one->text, conformance_)) continue;
        auto const* const found = profile(one->text);
        if (found == nullptr) {
            add(Severity::warning, "not-found", here,
                not_there(one->text, ", so it was not checked"));
            continue;
        }
        resource_ = &resource;
        apply(*found, resource, place);
    }
}

std::string ProfileCheck::not_there(std::string_view canonical, std::string_view so) const
{
    auto const text = std::string{so};
    if (conformance_.resource(canonical) == nullptr) {
        return "is not known here" + text + ": add its package";
    }
    return "has no snapshot and none could be made" + text + ": add the packages it builds on";
}

void ProfileCheck::asked(std::string_view canonical, Element const& resource, Place const& place)
{
    if (is_plain_type(canonical, conformance_)) {
        auto const wanted = last_part(canonical);
        if (resource.type == nullptr || resource.type->is_a(wanted)) return;
        return add(Severity::error, "structure", place, "is no " + wanted);
    }
    auto const* const found = profile(canonical);
    if (found == nullptr) {
        return add(Severity::error, "not-found", place,
                   "the profile that was asked for " + not_there(canonical, ""));
    }
    resource_ = &resource;
    apply(*found, resource, place);
}

std::optional<bool> ProfileCheck::conforms(Element const& element, std::string_view canonical)
{
    if (is_plain_type(canonical, conformance_)) {
        return element.type != nullptr && element.type->is_a(last_part(canonical));
    }
    auto const* const found = profile(canonical);
    if (found == nullptr) return {};
    return conforms(element, *found);
}

bool ProfileCheck::conforms(Element const& element, Profile const& profile)
{
    auto const [at, is_new] = conforms_.try_emplace({&element, &profile}, true);
    if (!is_new) return at->second;
    Options quiet;
    quiet.issues_max = 0;
    quiet.warnings = Warnings::leave_out;
    Findings tried{quiet};
    auto* const findings = std::exchange(findings_, &tried);
    auto const* const resource = resource_;
    if (element.type != nullptr && element.type->kind == TypeKind::resource) resource_ = &element;
    Place const place{nullptr, &element, 0};
    ++tried_;
    apply(profile, element, place);
    --tried_;
    resource_ = resource;
    findings_ = findings;
    return at->second = !tried.has_error();
}

void ProfileCheck::apply(Profile const& profile, Element const& element, Place const& place)
{
    Pair const pair{&element, &profile};
    if (active_.size() >= active_max || std::ranges::find(active_, pair) != active_.end()) return;
    if (tried_ == 0 && !applied_.insert(pair).second) return;
    auto const* const before = std::exchange(current_, &profile);
    active_.push_back(pair);
    if (element.type != nullptr && !element.type->is_a(profile.type().name)) {
        add(Severity::error, "structure", place,
            "is no " + std::string{profile.type().name} + ", which the profile is for");
    } else {
        content(profile.root(), element, place);
    }
    active_.pop_back();
    current_ = before;
}

void ProfileCheck::content(ElementRule const& rule, Element const& element, Place const& place)
{
    if (!rule.matters || findings_->full()) return;
    if (rule.fixed != nullptr && !is_fixed_as(*rule.fixed, element)) {
        add(Severity::error, "value", place,
            "must be exactly the value that the profile fixes" + shown(*rule.fixed));
    }
    if (rule.pattern != nullptr && !has_pattern(*rule.pattern, element)) {
        add(Severity::error, "value", place, "must have all that the profile's pattern has");
    }
    if (rule.narrowed && !types(rule, element, place)) return;
    if (rule.strength != BindingStrength::none) {
        check_codes(element, rule.value_set, rule.strength, conformance_, place, *findings_);
    }
    if (rule.limits.any()) limits(rule.limits, element, place);
    Around const around{resource_, resource_, options_.now, &surroundings_};
    for (auto const& one : rule.constraints) {
        constraints_.ask(one, element, place, around, *findings_);
    }
    children(rule, element, place);
}

void ProfileCheck::limits(Limits const& limits, Element const& element, Place const& place)
{
    if (element.is_primitive() && is_longer(element.text, limits.length_max)) {
        add(Severity::error, "too-long", place,
            "may have " + std::to_string(limits.length_max) + " characters at most");
    }
    for (auto const& bound : limits.bounds) {
        if (bound.allows(element, options_.now, scratch_)) continue;
        add(Severity::error, "value", place, "must be " + bound.text());
    }
    if (limits.value_set_max.empty()) return;
    auto const set = limits.value_set_max;
    auto const answer = membership(element, set, conformance_);
    if (answer == Membership::unknown) undecided(set, conformance_, place, *findings_);
    if (answer != Membership::not_member) return;
    add(Severity::error, "code-invalid", place,
        "must be a code of " + std::string{set} + ": the profile allows no others");
}

void ProfileCheck::children(ElementRule const& rule, Element const& element, Place const& place)
{
    for (auto const& child : rule.children) {
        if (!child.matters || findings_->full()) continue;
        Matches matches;
        for (auto const* one = element.first; one != nullptr; one = one->next) {
            if (name_of(*one) != child.name) continue;
            matches.push_back({one, static_cast<unsigned>(matches.size())});
        }
        group(child, matches, place);
    }
}

void ProfileCheck::group(ElementRule const& rule, Matches const& matches, Place const& parent)
{
    if (rule.counted) count(rule, matches.size(), parent);
    if (!rule.slices.empty()) slices(rule, matches, parent);
    for (auto const& one : matches) {
        Place const place{&parent, one.element, one.index};
        content(rule, *one.element, place);
    }
}

void ProfileCheck::count(ElementRule const& rule, std::size_t count, Place const& parent)
{
    if (count < rule.min) {
        add(Severity::error, "required", parent,
            called(rule) + (count == 0 && rule.min == 1
                                ? " is missing"
                                : " must be here " + std::to_string(rule.min) + " times at least"));
    }
    if (count <= rule.max) return;
    add(Severity::error, "structure", parent,
        called(rule) + (rule.max == 0
                            ? " may not be here"
                            : " may be here " + std::to_string(rule.max) + " times at most"));
}

bool ProfileCheck::types(ElementRule const& rule, Element const& element, Place const& place)
{
    if (element.type == nullptr) return true;
    std::string names;
    for (auto const& one : rule.types) {
        if (element.type->is_a(one.type->name)) {
            type_profiles(one, element, place);
            targets(one, element, place);
            return true;
        }
        names += (names.empty() ? "" : " or ") + std::string{one.type->name};
    }
    add(Severity::error, "structure", place, "must be of type " + names);
    return false;
}

void ProfileCheck::type_profiles(TypeRule const& type, Element const& element, Place const& place)
{
    if (type.profiles.empty()) return;
    if (type.profiles.size() == 1) {
        auto const* const only = profile(type.profiles[0]);
        if (only != nullptr) return apply(*only, element, place);
    }
    auto known = true;
    for (auto const canonical : type.profiles) {
        auto const answer = conforms(element, canonical);
        if (answer.value_or(false)) return;
        known = known && answer.has_value();
    }
    if (known) {
        return add(Severity::error, "structure", place,
                   "conforms to none of " + listed(type.profiles));
    }
    add(Severity::information, "not-found", place,
        "was not held against " + listed(type.profiles) + ": add the package that has it");
}

void ProfileCheck::targets(TypeRule const& type, Element const& reference, Place const& place)
{
    if (type.targets.empty() || reference.is_primitive()) return;
    auto const url = reference.value("reference");
    auto const* const near =
        url.empty() || resource_ == nullptr ? nullptr : neighbours_.resolve(url, *resource_);
    auto name = near != nullptr ? near->text : type_of_url(url, conformance_);
    if (name.empty()) name = reference.value("type");
    if (name.empty()) return;
    auto right_type = false;
    for (auto const target : type.targets) {
        auto const* const wanted = is_plain_type(target, conformance_) ? nullptr : profile(target);
        if (wanted == nullptr && !is_plain_type(target, conformance_)) return; // Not known.
        auto const* const actual = conformance_.type(name);
        auto const right = wanted == nullptr ? last_part(target) : std::string{wanted->type().name};
        if (actual == nullptr || !actual->is_a(right)) continue;
        if (wanted == nullptr || near == nullptr || conforms(*near, *wanted)) return;
        right_type = true;
    }
    add(Severity::error, "structure", place,
        right_type ? "refers to a resource that does not conform to " + listed(type.targets)
                   : "may refer to " + listed(type.targets) + " only");
}

} // namespace fhir::validate
