#include "fhir/validate/neighbours.h"

#include <algorithm>

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
        if (!url.empty() && resource != nullptr) known.emplace_back(url, resource);
    }
    std::ranges::stable_sort(known, {}, &Index::value_type::first);
}

Element const* Neighbours::by_full_url(std::string_view url) const
{
    for (auto bundle = bundles_.rbegin(); bundle != bundles_.rend(); ++bundle) {
        if (auto const* const found = found_in(*bundle, url)) return found;
    }
    return nullptr;
}

Element const* Neighbours::contained(std::string_view id)
{
    // A contained resource sees what its container contains.
    auto container = resources_.rbegin();
    while (std::next(container) != resources_.rend() && container->element->name == "contained") {
        ++container;
    }
    if (id.empty()) return container->element;
    auto& known = container->contained;
    if (known.empty()) {
        for (auto const* one = container->element->first; one != nullptr; one = one->next) {
            if (one->name == "contained") known.emplace_back(one->value("id"), one);
        }
        std::ranges::stable_sort(known, {}, &Index::value_type::first);
    }
    return found_in(known, id);
}

} // namespace fhir::validate
