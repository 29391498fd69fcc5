// Why this file exists: what a snapshot says that stands in no differential (a slice is optional
// until it says otherwise, a choice of types is sliced by type) is a layer like any other.
#pragma once

#include "fhir/element.h"

#include <span>
#include <string_view>

namespace fhir::package {

/// An empty ElementDefinition, bound.
Element& make_definition(Tree& tree);
/// A child, bound. `name` must be that of an element of ElementDefinition.
Element& add_property(Tree& tree, Element& definition, std::string_view name, Kind kind,
                      std::string_view text);
/// The same element as `original`, sharing what is below it.
Element& share(Tree& tree, Element& parent, Element const& original);

Element const& layer_of_min(Tree& tree, std::string_view min);
Element const& layer_of_types(Tree& tree, std::span<Element const* const> types);
/// discriminator.type, discriminator.path and rules.
Element const& layer_of_slicing(Tree& tree, std::string_view type, std::string_view path,
                                std::string_view rules);

} // namespace fhir::package
