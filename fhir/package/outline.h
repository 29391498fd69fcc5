// Why this file exists: the flat list of a snapshot or differential as the tree that it means:
// elements, what is below them, and their slices.
#pragma once

#include "fhir/element.h"
#include "fhir/issue.h"

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

namespace fhir::package {

/// What of an ElementDefinition counts.
enum class Share : std::uint8_t {
    all,
    constraints, ///< Of the profile of a type: only what must hold.
    extension,   ///< Of the definition of an extension: all but what is about its place.
};

struct Layer {
    Element const* element; ///< An ElementDefinition.
    Share share = Share::all;
};

/// One element. What it says is a pile of layers: the base first, the last one wins.
struct Node {
    std::string_view tail;  ///< "value[x]"
    std::string_view slice; ///< "VSCat", "VSCat/inner"; empty: the element that is sliced, or none.
    std::vector<Layer> layers;
    std::size_t slicing_from = 0; ///< Layers below it do not say how *this* is sliced.
    std::vector<Node*> children;
    std::vector<Node*> slices;
    Node const* content = nullptr; ///< The content reference that was walked into.
    Node* recent = nullptr;        ///< While reading: the slice that came last.

    Node* child(std::string_view child_tail) const;
    /// A slice or a slice of a slice.
    Node* find_slice(std::string_view name) const;
    /// What the last layer that has it says; null when none does.
    Element const* property(std::string_view name) const;
    std::string_view value(std::string_view name) const;
    /// The `type` elements that count.
    std::vector<Element const*> types() const;
};

/// Owns nodes.
class Nodes {
public:
    Node& make(std::string_view tail, std::string_view slice = {});
    /// With all that is below; the slices of the node itself stay behind when it becomes one.
    Node& copy(Node const& original);

private:
    std::deque<Node> nodes_;
};

/// `view` is StructureDefinition.snapshot or .differential. Null when it has no element. Elements
/// that are left out on the way to another (a sparse differential) have no layer.
Node* read_outline(Element const& view, Nodes& nodes, Issues& issues);

/// Whether a layer with this share says `name`.
bool counts(Share share, std::string_view name);

} // namespace fhir::package
