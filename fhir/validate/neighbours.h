// Why this file exists: finds what a reference inside a Bundle or a resource means.
#pragma once

#include "fhir/element.h"

#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace fhir::validate {

class Neighbours {
public:
    /// Enters a Bundle: its entries become known by fullUrl.
    void enter_bundle(Element const& bundle);
    /// What the innermost Bundle has twice: the second and each further entry with one fullUrl and
    /// one version, in their order. https://hl7.org/fhir/R4/bundle.html bdl-7
    struct Repeated {
        Element const* entry = nullptr;
        unsigned index = 0;
    };
    std::vector<Repeated> repeated() const;
    void leave_bundle() { bundles_.pop_back(); }
    void enter_resource(Element const& resource) { resources_.push_back({&resource, {}}); }
    void leave_resource() { resources_.pop_back(); }

    bool in_bundle() const { return !bundles_.empty(); }
    /// The innermost resource.
    Element const& resource() const { return *resources_.back().element; }
    /// What contains it; itself where it is not contained.
    Element const& container() const { return *resources_[place_of_container()].element; }
    /// What a reference of `from` means, with the rules of Bundles: a relative one is completed
    /// from the fullUrl of the entry of `from`. https://hl7.org/fhir/R4/bundle.html#references
    Element const* resolve(std::string_view reference, Element const& from);
    /// The resource that an entry with this fullUrl has; null when there is none.
    Element const* by_full_url(std::string_view url) const;
    /// The contained resource that "#id" means, seen from the innermost resource; "#" is the
    /// container itself.
    Element const* contained(std::string_view id);

private:
    /// Sorted by text: they come from outside, so nothing may rest on their hashes.
    using Index = std::vector<std::pair<std::string_view, Element const*>>;
    /// An entry that has a fullUrl. Texts of a large Bundle lie far apart, so they are compared by
    /// hash first; who makes hashes meet only makes texts be compared.
    struct Entry {
        std::uint64_t hash;
        std::string_view url;
        unsigned index;
        Element const* entry;
        Element const* resource;
        auto operator<=>(Entry const& other) const
        {
            return std::tie(hash, url, index) <=> std::tie(other.hash, other.url, other.index);
        }
    };
    struct Bundle {
        std::vector<Entry> by_url;
        std::vector<std::pair<Element const*, std::string_view>> urls; ///< Sorted by resource.
    };
    static Element const* found_in(Bundle const& bundle, std::string_view url);
    struct Resource {
        Element const* element = nullptr;
        Index contained; ///< Filled at the first question.
    };

    /// A contained resource sees what its container contains.
    std::size_t place_of_container() const;

    std::vector<Bundle> bundles_;
    std::vector<Resource> resources_;
};

} // namespace fhir::validate
