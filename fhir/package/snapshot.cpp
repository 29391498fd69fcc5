#include "fhir/package/snapshot.h"

#include "fhir/package/emit.h"
#include "fhir/package/made_layer.h"
#include "fhir/package/merge.h"

#include <utility>

namespace fhir::package {

namespace {

Issue refused(std::string_view code, std::string_view where, std::string text)
{
    return {Severity::error, std::string{code}, std::string{where}, std::move(text)};
}

Merge::Derivation derivation_of(Element const& structure)
{
    return structure.value("derivation") == "constraint" ? Merge::Derivation::constraint
                                                         : Merge::Derivation::specialization;
}

/// All of the structure but its snapshot, and a new empty one. The differential stays.
Element& copy_head(Element const& structure, Tree& tree)
{
    auto& root = tree.root();
    root.text = structure.text;
    root.type = structure.type;
    auto& snapshot_place = root;
    Element* snapshot = nullptr;
    auto const add = [&] {
        snapshot = &add_property(tree, snapshot_place, "snapshot", Kind::complex, {});
    };
    for (auto const* one = structure.first; one != nullptr; one = one->next) {
        if (one->name == "snapshot") continue;
        if (one->name == "differential") add();
        share(tree, root, *one);
    }
    if (snapshot == nullptr) add();
    return *snapshot;
}

/// The outline that a differential is put onto: the base under the name of the new type, or
/// nothing for Element and Resource, which have no base.
Node* start(Node const* base, Node const& differential, Nodes& nodes)
{
    auto& made = base == nullptr ? nodes.make(differential.tail) : nodes.copy(*base);
    made.tail = differential.tail;
    return &made;
}

} // namespace

Parsed<Snapshot> make_snapshot(Element const& structure, StructureSource const& source)
{
    auto const url = structure.value("url");
    auto const* const differential = structure.child("differential");
    if (differential == nullptr) return refused("not-found", url, "it has no differential");
    Snapshot made;
    Nodes nodes;
    auto const* const changes = read_outline(*differential, nodes, made.issues);
    if (changes == nullptr) {
        made.issues.push_back(refused("not-found", url, "its differential has no element"));
        return std::move(made.issues);
    }

    Node const* base = nullptr;
    if (auto const base_url = structure.value("baseDefinition"); !base_url.empty()) {
        auto const* const base_structure = source.with_snapshot(base_url);
        auto const* const view =
            base_structure == nullptr ? nullptr : base_structure->child("snapshot");
        if (view != nullptr) base = read_outline(*view, nodes, made.issues);
        if (base == nullptr) {
            return refused("not-found", url,
                           "its base definition is not known: add the package that has it");
        }
    }
    auto const derivation = derivation_of(structure);
    if (derivation == Merge::Derivation::constraint &&
        (base == nullptr || base->tail != changes->tail)) {
        return refused("invalid", url, "its paths do not begin with the type of its base");
    }
    auto* const root = start(base, *changes, nodes);
    auto& snapshot = copy_head(structure, made.tree);
    Merge merge{nodes, made.tree, source, derivation, base, made.issues};
    merge.merge(*root, *changes, std::string{root->tail});
    emit(*root, made.tree, snapshot);
    return made;
}

} // namespace fhir::package
