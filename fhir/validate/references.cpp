#include "fhir/validate/neighbours.h"
#include "fhir/validate/walk.h"

#include <algorithm>

namespace fhir::validate {

namespace {

bool is_resource(std::string_view name, TypeSource const& types)
{
    auto const* const type = types.type(name);
    return type != nullptr && type->kind == TypeKind::resource;
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

bool is_absolute(std::string_view url)
{
    auto const colon = url.find(':');
    if (colon == 0 || colon == std::string_view::npos) return false;
    return std::ranges::all_of(url.substr(0, colon), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '+' || c == '-' || c == '.';
    });
}

bool is_id(std::string_view text)
{
    constexpr std::size_t id_bytes_max = 64;
    return !text.empty() && text.size() <= id_bytes_max &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '.';
           });
}

/// "Patient/1", "Patient/1/_history/2", "Patient?identifier=1".
bool is_relative(std::string_view url, TypeSource const& types)
{
    constexpr std::string_view history = "/_history/";
    auto const end = url.find_first_of("/?");
    if (end == std::string_view::npos || !is_resource(url.substr(0, end), types)) return false;
    if (url[end] == '?') return true;
    auto id = url.substr(end + 1);
    if (auto const version = id.find(history); version != std::string_view::npos) {
        if (!is_id(id.substr(version + history.size()))) return false;
        id = id.substr(0, version);
    }
    return is_id(id);
}

/// https://hl7.org/fhir/R4/references.html#literal
bool is_reference(std::string_view url, TypeSource const& types)
{
    if (url.find_first_of(" \t\r\n") != std::string_view::npos) return false;
    return url.starts_with('#') || is_absolute(url) || is_relative(url, types);
}

bool is_urn(std::string_view url)
{
    return url.starts_with("urn:uuid:") || url.starts_with("urn:oid:");
}

/// The resource that is near, or null; what must be near and is not is an issue.
Element const* meant(std::string_view url, Place const& place, Neighbours& neighbours,
                     Findings& findings)
{
    if (url.starts_with('#')) {
        auto const* const found = neighbours.contained(url.substr(1));
        if (found == nullptr) {
            findings.error("not-found", place, "refers to a contained resource that is not there");
        }
        return found;
    }
    auto const* const found = neighbours.by_full_url(url);
    if (found == nullptr && is_urn(url) && neighbours.in_bundle()) {
        findings.error("not-found", place, "refers to a fullUrl that no entry of the Bundle has");
    }
    return found;
}

} // namespace

std::string_view type_of_url(std::string_view url, TypeSource const& types)
{
    auto const first = url.substr(0, url.find_first_of("/?"));
    if (is_resource(first, types)) return first; // A relative reference begins with it.
    if (auto const query = url.find('?'); query != std::string_view::npos) {
        url = url.substr(0, query); // A conditional one ends with it.
    } else {
        if (auto const history = url.find("/_history/"); history != std::string_view::npos) {
            url = url.substr(0, history);
        }
        auto const last = url.rfind('/');
        if (last == std::string_view::npos) return {};
        url = url.substr(0, last);
    }
    auto const name = url.substr(url.rfind('/') + 1); // npos + 1 is 0
    return is_resource(name, types) ? name : std::string_view{};
}

void check_reference(Element const& reference, Place const& place, Neighbours& neighbours,
                     TypeSource const& types, Findings& findings)
{
    if (reference.definition == nullptr) return;
    auto const url = reference.value("reference");
    auto const stated = reference.value("type");
    std::string_view type;
    if (!url.empty() && !is_reference(url, types)) {
        findings.error("invalid", place,
                       "is no reference: write Type/id, an absolute URL, urn:uuid:… or #id");
    } else if (!url.empty()) {
        auto const* const found = meant(url, place, neighbours, findings);
        type = found != nullptr ? found->text : type_of_url(url, types);
    }
    if (!type.empty() && !stated.empty() && type != stated) {
        findings.error("invalid", place, "refers to another type than its own `type` says");
    }
    if (type.empty()) type = stated;
    auto const targets = targets_of(reference);
    if (type.empty() || targets.empty()) return;
    if (std::ranges::find(targets, type) == targets.end()) {
        findings.error("invalid", place, "may refer to " + joined(targets) + " only");
    }
}

} // namespace fhir::validate
