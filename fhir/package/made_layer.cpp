#include "fhir/package/made_layer.h"

#include "fhir/definitions/definitions.h"

namespace fhir::package {

Element& make_definition(Tree& tree)
{
    Element holder; // Links the new element nowhere: it belongs to no list yet.
    auto& made = tree.append(holder, "element");
    static auto const* const type = r4().type("ElementDefinition");
    made.type = type;
    made.listed = true;
    return made;
}

Element& add_property(Tree& tree, Element& definition, std::string_view name, Kind kind,
                      std::string_view text)
{
    auto& made = tree.append(definition, name, kind);
    made.text = text;
    if (definition.type == nullptr) return made;
    if (auto const* const child = definition.type->child(name); child != nullptr) {
        made.definition = child->definition;
        if (child->reference != nullptr) made.type = child->reference->type;
        made.listed = child->definition->list();
    }
    return made;
}

Element& share(Tree& tree, Element& parent, Element const& original)
{
    auto& made = tree.append(parent, original.name, original.kind);
    made.text = original.text;
    made.definition = original.definition;
    made.type = original.type;
    made.first = original.first;
    made.last = original.last;
    made.listed = original.listed;
    return made;
}

Element const& layer_of_min(Tree& tree, std::string_view min)
{
    auto& made = make_definition(tree);
    add_property(tree, made, "min", Kind::number, min);
    return made;
}

Element const& layer_of_types(Tree& tree, std::span<Element const* const> types)
{
    auto& made = make_definition(tree);
    for (auto const* const type : types) share(tree, made, *type);
    return made;
}

Element const& layer_of_slicing(Tree& tree, std::string_view type, std::string_view path,
                                std::string_view rules)
{
    auto& made = make_definition(tree);
    auto& slicing = add_property(tree, made, "slicing", Kind::complex, {});
    auto& discriminator = add_property(tree, slicing, "discriminator", Kind::complex, {});
    add_property(tree, discriminator, "type", Kind::string, type);
    add_property(tree, discriminator, "path", Kind::string, path);
    add_property(tree, slicing, "ordered", Kind::boolean, "false");
    add_property(tree, slicing, "rules", Kind::string, rules);
    return made;
}

} // namespace fhir::package
