#include "fhir/validate/neighbours.h"

#include <algorithm>
#include <functional>
#include <string>

namespace fhir::validate {

namespace {

template <class Index> Element const* found_in(Index const& index, std::string_view wanted)
{
    auto const found = std::ranges::lower_bound(index, wanted, {}, &Index::value_type::first);
    return found != index.end() && found->first == wanted ? found->second : nullptr;
}

} // namespace

void Neighbours::enter_bundle(Element const& bundle)
{
    auto& known = bundles_.emplace_back();
    for (auto const* entry = bundle.first; entry != nullptr; entry = entry->next) {
        if (entry->name != "entry") continue;
        auto const url = entry->value("fullUrl");
        auto const* const resource = entry->child("resource");
        if (url.empty() || resource == nullptr) continue;
        known.by_url.emplace_back(url, resource);
        known.urls.emplace_back(resource, url);
    }
    std::ranges::stable_sort(known.by_url, {}, &Index::value_type::first);
    std::ranges::sort(known.urls, std::less{}, &decltype(known.urls)::value_type::first);
}

std::size_t Neighbours::place_of_container() const
{
    auto at = resources_.size() - 1;
    while (at > 0 && resources_[at].element->name == "contained") --at;
    return at;
}

Element const* Neighbours::resolve(std::string_view reference, Element const& from)
{
    if (reference.starts_with('#')) return contained(reference.substr(1));
    if (auto const* const found = by_full_url(reference)) return found;
    auto const version = reference.find("/_history/");
    if (version != std::string_view::npos) reference = reference.substr(0, version);
    for (auto bundle = bundles_.rbegin(); bundle != bundles_.rend(); ++bundle) {
        auto const at = std::ranges::lower_bound(bundle->urls, &from, std::less{},
                                                 &decltype(bundle->urls)::value_type::first);
        if (at == bundle->urls.end() || at->first != &from) continue;
        auto const id = at->second.rfind('/');
        if (id == std::string_view::npos || id == 0) return nullptr;
        auto const type = at->second.rfind('/', id - 1);
        if (type == std::string_view::npos) return nullptr;
        if (at->second.substr(type + 1, id - type - 1) != from.text) return nullptr;
        auto const whole = std::string{at->second.substr(0, type + 1)} + std::string{reference};
        return found_in(bundle->by_url, whole);
    }
    return nullptr;
}

Element const* Neighbours::by_full_url(std::string_view url) const
{
    for (auto bundle = bundles_.rbegin(); bundle != bundles_.rend(); ++bundle) {
        if (auto const* const found = found_in(bundle->by_url, url)) return found;
    }
    return nullptr;
}

Element const* Neighbours::contained(std::string_view id)
{
    auto& container = resources_[place_of_container()];
    if (id.empty()) return container.element;
    auto& known = container.contained;
    if (known.empty()) {
        for (auto const* one = container.element->first; one != nullptr; one = one->next) {
            if (one->name == "contained") known.emplace_back(one->value("id"), one);
        }
        std::ranges::stable_sort(known, {}, &Index::value_type::first);
    }
    return found_in(known, id);
}

} // namespace fhir::validate
