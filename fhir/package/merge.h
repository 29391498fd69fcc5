// Why this file exists: puts a differential onto the outline of its base.
#pragma once

#include "fhir/package/outline.h"
#include "fhir/package/snapshot.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fhir::package {

class Merge {
public:
    /// A specialization may have elements that its base has not; a constraint may not.
    enum class Derivation { specialization, constraint };

    /// `base` is the pristine outline of the base: content references lead into it.
    Merge(Nodes& nodes, Tree& tree, StructureSource const& source, Derivation derivation,
          Node const* base, Issues& issues);

    void merge(Node& into, Node const& from, std::string const& id);

private:
    struct Renamed;

    static bool names_element(Node const& into, Node const& from);
    void add_layers(Node& into, Node const& from, std::string const& id);
    void add_profile(Node& into, Element const& type, std::string const& id);
    void tighten(Node const& into, Element const& layer, std::string const& id);
    void merge_child(Node& into, Node const& from, std::string const& id,
                     std::vector<Renamed>& renamed);
    void merge_slice(Node& into, Node const& from, std::string const& id);
    void settle(Renamed const& renamed);
    Node& new_slice(Node& into, std::string_view name);
    Node& new_element(Node& into, Node const& from);
    void ensure_slicing(Node& into);

    void expand(Node& node, std::string const& id);
    Node const* children_of_type(Node const& node, std::string const& id);
    Node const* content_of(std::string_view reference) const;
    Node const* outline_of(Element const& structure);

    void warn(std::string const& id, std::string text);

    Nodes& nodes_;
    Tree& tree_;
    StructureSource const& source_;
    Derivation derivation_;
    Node const* base_;
    Issues& issues_;
    std::unordered_map<Element const*, Node const*> outlines_;
};

} // namespace fhir::package
