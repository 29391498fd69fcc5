#include "fhir/validate/neighbours.h"
#include "fhir/validate/walk.h"

#include <algorithm>

namespace fhir::validate {

std::vector<Element const*> Neighbours::enter_bundle(Element const& bundle)
{
    std::vector<Element const*> twice;
    auto& known = bundles_.emplace_back();
    for (auto const* entry = bundle.first; entry != nullptr; entry = entry->next) {
        if (entry->name != "entry") continue;
        auto const* const url = entry->child("fullUrl");
        if (url == nullptr) continue;
        if (!known.emplace(url->text, entry->child("resource")).second) twice.push_back(url);
    }
    return twice;
}

Element const* Neighbours::by_full_url(std::string_view url) const
{
    for (auto bundle = bundles_.rbegin(); bundle != bundles_.rend(); ++bundle) {
        auto const found = bundle->find(url);
        if (found != bundle->end()) return found->second;
    }
    return nullptr;
}

Element const* Neighbours::contained(std::string_view id) const
{
    for (auto one = resources_.rbegin(); one != resources_.rend(); ++one) {
        if (id.empty()) return *one; // "#" is the container itself.
        for (auto const* child = (*one)->first; child != nullptr; child = child->next) {
            if (child->name == "contained" && child->value("id") == id) return child;
        }
    }
    return nullptr;
}

namespace {

/// "Patient" of "Patient/1", "https://server/Patient/1" and "Patient/1/_history/2"; or empty.
std::string_view type_of_url(std::string_view url)
{
    auto const is_type = [](std::string_view name) {
        return !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
    };
    auto const first = url.substr(0, url.find('/'));
    if (is_type(first) && first.size() < url.size()) return first; // relative
    if (auto const history = url.find("/_history/"); history != std::string_view::npos) {
        url = url.substr(0, history);
    }
    auto const last = url.rfind('/');
    if (last == std::string_view::npos || last == 0) return {};
    url = url.substr(0, last);
    auto const start = url.rfind('/');
    auto const type = start == std::string_view::npos ? url : url.substr(start + 1);
    return is_type(type) ? type : std::string_view{};
}

std::string joined(std::span<std::string_view const> names)
{
    std::string text;
    for (auto const& name : names) text += (text.empty() ? "" : ", ") + std::string{name};
    return text;
}

std::span<std::string_view const> targets_of(Element const& reference)
{
    for (auto const& allowed : reference.definition->types) {
        if (allowed.type == reference.type) return allowed.targets;
    }
    return {};
}

} // namespace

void check_reference(Element const& reference, Place const& place, Neighbours const& neighbours,
                     Findings& findings)
{
    if (reference.definition == nullptr) return;
    auto const url = reference.value("reference");
    auto type = reference.value("type");
    if (url.starts_with('#')) {
        auto const* const found = neighbours.contained(url.substr(1));
        if (found == nullptr) {
            findings.error("not-found", place, "refers to a contained resource that is not there");
            return;
        }
        type = found->text;
    } else if (url.starts_with("urn:uuid:") || url.starts_with("urn:oid:")) {
        auto const* const found = neighbours.by_full_url(url);
        if (found == nullptr && neighbours.in_bundle()) {
            findings.error("not-found", place,
                           "refers to a fullUrl that no entry of the Bundle has");
            return;
        }
        if (found != nullptr) type = found->text;
    } else if (auto const named = type_of_url(url); !named.empty()) {
        type = named;
    }
    auto const targets = targets_of(reference);
    if (type.empty() || targets.empty()) return;
    if (std::ranges::find(targets, type) == targets.end()) {
        findings.error("invalid", place, "may refer to " + joined(targets) + " only");
    }
}

} // namespace fhir::validate
