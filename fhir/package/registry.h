// Why this file exists: conformance resources by canonical URL and version; those of the core are
// read when they are asked for.
#pragma once

#include "fhir/element.h"
#include "fhir/package/core.h"
#include "fhir/package/package.h"

#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fhir::package {

/// One resource. `Work` is what is made of it later.
struct Resource {
    std::string_view type;
    std::string_view url;
    std::string_view version;
    CoreEntry const* core = nullptr; ///< Not null: of the core, perhaps not read yet.
    std::optional<Tree> tree;
    Resource* older = nullptr; ///< Same URL, lower version, or replaced.
};

class Registry {
public:
    /// The core.
    Registry();

    void add(Tree tree);
    /// "url", "url|version" or "url#part". Without a version the newest; of a version that is
    /// written short ("4.0") the newest that begins so.
    Resource* find(std::string_view canonical);
    /// The resource, read and bound; null when it is damaged.
    static Element const* open(Resource& resource);
    std::vector<Resource*> const& added() const { return added_; }
    std::vector<Resource*> all();

private:
    void insert(Resource& resource);

    std::vector<CoreEntry> core_;
    std::deque<Resource> resources_;
    std::unordered_map<std::string_view, Resource*> newest_;
    std::vector<Resource*> added_;
};

/// Whether version `a` is lower than `b`: numbers by value, other parts by text.
bool is_lower_version(std::string_view a, std::string_view b);

} // namespace fhir::package
