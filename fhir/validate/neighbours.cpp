#include "fhir/validate/neighbours.h"

#include <algorithm>
#include <functional>
#include <string>

namespace fhir::validate {

namespace {

/// FNV-1a.
std::uint64_t hash_of(std::string_view text)
{
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (auto const c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    return hash;
}

std::string_view version_of(Element const* resource)
{
    auto const* const meta = resource == nullptr ? nullptr : resource->child("meta");
    return meta == nullptr ? std::string_view{} : meta->value("versionId");
}

} // namespace

void Neighbours::enter_bundle(Element const& bundle)
{
    auto& known = bundles_.emplace_back();
    unsigned index = 0;
    for (auto const* entry = bundle.first; entry != nullptr; entry = entry->next) {
        if (entry->name != "entry") continue;
        auto const url = entry->value("fullUrl");
        auto const* const resource = entry->child("resource");
        auto const number = index++;
        if (url.empty()) continue;
        known.by_url.push_back({hash_of(url), url, number, entry, resource});
        if (resource != nullptr) known.urls.emplace_back(resource, url);
    }
    std::ranges::sort(known.by_url, std::less{});
    std::ranges::sort(known.urls, std::less{}, &decltype(known.urls)::value_type::first);
}

std::vector<Neighbours::Repeated> Neighbours::repeated() const
{
    auto const& all = bundles_.back().by_url;
    std::vector<Repeated> found;
    for (auto first = all.begin(); first != all.end();) {
        auto const last = std::find_if(first, all.end(), [&](Entry const& one) {
            return one.hash != first->hash || one.url != first->url;
        });
        std::vector<std::pair<std::string_view, Entry const*>> versions;
        if (last - first > 1) {
            for (auto at = first; at != last; ++at) {
                versions.emplace_back(version_of(at->resource), &*at);
            }
            std::ranges::sort(versions, std::less{});
        }
        for (std::size_t i = 1; i < versions.size(); ++i) {
            auto const& [version, entry] = versions[i];
            if (version == versions[i - 1].first) found.push_back({entry->entry, entry->index});
        }
        first = last;
    }
    std::ranges::sort(found, {}, &Repeated::index);
    return found;
}

Element const* Neighbours::found_in(Bundle const& bundle, std::string_view url)
{
    Entry const wanted{hash_of(url), url, 0, nullptr, nullptr};
    auto at = std::ranges::lower_bound(bundle.by_url, wanted, std::less{});
    for (; at != bundle.by_url.end() && at->hash == wanted.hash && at->url == url; ++at) {
        if (at->resource != nullptr) return at->resource;
    }
    return nullptr;
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
        return found_in(*bundle, whole);
    }
    return nullptr;
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
    auto& container = resources_[place_of_container()];
    if (id.empty()) return container.element;
    auto& known = container.contained;
    if (known.empty()) {
        for (auto const* one = container.element->first; one != nullptr; one = one->next) {
            if (one->name == "contained") known.emplace_back(one->value("id"), one);
        }
        std::ranges::stable_sort(known, {}, &Index::value_type::first);
    }
    auto const found = std::ranges::lower_bound(known, id, {}, &Index::value_type::first);
    return found != known.end() && found->first == id ? found->second : nullptr;
}

} // namespace fhir::validate
