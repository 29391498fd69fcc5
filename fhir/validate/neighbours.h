// Why this file exists: finds what a reference inside a Bundle or a resource means.
#pragma once

#include "fhir/element.h"

#include <string_view>
#include <unordered_map>
#include <vector>

namespace fhir::validate {

class Neighbours {
public:
    /// Enters a Bundle: its entries become known by fullUrl. Gives fullUrls that stand twice.
    std::vector<Element const*> enter_bundle(Element const& bundle);
    void leave_bundle() { bundles_.pop_back(); }
    void enter_resource(Element const& resource) { resources_.push_back(&resource); }
    void leave_resource() { resources_.pop_back(); }

    bool in_bundle() const { return !bundles_.empty(); }
    /// The resource that an entry with this fullUrl has; null when there is none.
    Element const* by_full_url(std::string_view url) const;
    /// The contained resource that "#id" means, seen from the innermost resource.
    Element const* contained(std::string_view id) const;

private:
    std::vector<std::unordered_map<std::string_view, Element const*>> bundles_;
    std::vector<Element const*> resources_;
};

} // namespace fhir::validate
