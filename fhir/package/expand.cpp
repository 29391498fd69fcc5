// Why this file exists: a differential that goes below an element of a data type, of a profile or
// of a content reference needs what is below there.
#include "fhir/package/merge.h"

#include <algorithm>

namespace fhir::package {

namespace {

std::string canonical_of(std::string_view type)
{
    if (type.find("://") != std::string_view::npos) return std::string{type};
    return "http://hl7.org/fhir/StructureDefinition/" + std::string{type};
}

/// One type, or several times the same with different targets.
bool is_one_type(std::vector<Element const*> const& types)
{
    return !types.empty() && std::ranges::all_of(types, [&](auto const* type) {
        return type->value("code") == types[0]->value("code");
    });
}

std::string_view only_profile(std::vector<Element const*> const& types)
{
    if (types.size() != 1) return {};
    std::string_view found;
    for (auto const* one = types[0]->first; one != nullptr; one = one->next) {
        if (one->name != "profile") continue;
        if (!found.empty()) return {};
        found = one->text;
    }
    return found;
}

} // namespace

void Merge::expand(Node& node, std::string const& id)
{
    Node const* from = nullptr;
    if (auto const reference = node.value("contentReference"); !reference.empty()) {
        from = content_of(reference);
        if (from == nullptr) warn(id, "its content reference leads nowhere");
        node.content = from;
    } else from = children_of_type(node, id);
    if (from == nullptr) return;
    // Named first: what is copied may hold the node itself (Questionnaire.item.item).
    std::vector<Node*> children;
    for (auto const* const one : from->children) children.push_back(&nodes_.copy(*one));
    node.children = std::move(children);
}

Node const* Merge::children_of_type(Node const& node, std::string const& id)
{
    auto const types = node.types();
    if (types.empty()) return nullptr;
    // Of several types only what all elements have can be told.
    auto const type = is_one_type(types) ? types[0]->value("code") : std::string_view{"Element"};
    auto const profile = only_profile(types);
    auto const* structure = profile.empty() ? nullptr : source_.with_snapshot(profile);
    if (structure == nullptr) structure = source_.with_snapshot(canonical_of(type));
    if (structure != nullptr) return outline_of(*structure);
    warn(id, "its type is not known: what is said below it cannot be placed");
    return nullptr;
}

/// "#Observation.referenceRange", in R5 style with the canonical before it.
Node const* Merge::content_of(std::string_view reference) const
{
    auto path = reference.substr(reference.find('#') + 1);
    auto const* node = base_;
    path.remove_prefix(std::min(path.find('.'), path.size()));
    while (node != nullptr && !path.empty()) {
        path.remove_prefix(1);
        auto const dot = std::min(path.find('.'), path.size());
        node = node->child(path.substr(0, dot));
        path.remove_prefix(dot);
    }
    return node;
}

Node const* Merge::outline_of(Element const& structure)
{
    auto const known = outlines_.find(&structure);
    if (known != outlines_.end()) return known->second;
    auto const* const snapshot = structure.child("snapshot");
    auto const* const read =
        snapshot == nullptr ? nullptr : read_outline(*snapshot, nodes_, issues_);
    outlines_.emplace(&structure, read);
    return read;
}

} // namespace fhir::package
