#include "fhir/package/merge.h"

#include "fhir/package/made_layer.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace fhir::package {

namespace {

constexpr std::string_view core = "http://hl7.org/fhir/StructureDefinition/";
/// Types whose elements carry no constraint of Element.
constexpr std::string_view system_types = "http://hl7.org/fhirpath/";

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// "valueQuantity" is value[x] of type Quantity. https://hl7.org/fhir/R4/formats.html#choice
bool renames(std::string_view name, std::string_view choice, std::string_view type)
{
    if (!choice.ends_with("[x]") || type.empty()) return false;
    auto const stem = choice.substr(0, choice.size() - 3);
    if (!name.starts_with(stem) || name.size() != stem.size() + type.size()) return false;
    auto const rest = name.substr(stem.size());
    return rest.front() == upper(type.front()) && rest.substr(1) == type.substr(1);
}

Element const* type_that_renames(Node const& choice, std::string_view name)
{
    for (auto const* const type : choice.types()) {
        if (renames(name, choice.tail, type->value("code"))) return type;
    }
    return nullptr;
}

/// A cardinality; "*" is the largest there is.
std::optional<unsigned> cardinality(std::string_view text)
{
    if (text == "*") return UINT32_MAX;
    unsigned value = 0;
    auto const [at, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || at != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_extension(Node const& node)
{
    return node.tail == "extension" || node.tail == "modifierExtension";
}

bool has_profile(std::vector<Element const*> const& types, std::string_view profile)
{
    return std::ranges::any_of(types, [&](auto const* type) {
        for (auto const* one = type->first; one != nullptr; one = one->next) {
            if (one->name == "profile" && one->text == profile) return true;
        }
        return false;
    });
}

/// The only profile of a type; empty when there is none or a choice of them.
std::string_view single_profile(Element const& type)
{
    std::string_view found;
    for (auto const* one = type.first; one != nullptr; one = one->next) {
        if (one->name != "profile") continue;
        if (!found.empty()) return {};
        found = one->text;
    }
    return found;
}

Element const* root_of(Element const* structure, std::string_view view)
{
    auto const* const list = structure == nullptr ? nullptr : structure->child(view);
    return list == nullptr ? nullptr : list->child("element");
}

} // namespace

/// A choice of which a differential spoke as "valueQuantity".
struct Merge::Renamed {
    Node* choice;
    std::vector<Element const*> types;
};

Merge::Merge(Nodes& nodes, Tree& tree, StructureSource const& source, Derivation derivation,
             Node const* base, Issues& issues)
    : nodes_{nodes}, tree_{tree}, source_{source}, derivation_{derivation}, base_{base}, issues_{
                                                                                             issues}
{}

void Merge::warn(std::string const& id, std::string text)
{
    issues_.push_back({Severity::warning, "invalid", id, std::move(text)});
}

/// A slice of what is not sliced anywhere only gives the element a name, as in some profiles of
/// the core: there is no discriminator that could tell it from others.
bool Merge::names_element(Node const& into, Node const& from)
{
    return from.layers.empty() && from.children.empty() && from.slices.size() == 1 &&
           into.slice.empty() && into.slices.empty() && into.property("slicing") == nullptr &&
           from.slices[0]->layers.size() == 1 &&
           from.slices[0]->layers[0].element->child("slicing") == nullptr && !is_extension(into) &&
           type_that_renames(into, from.slices[0]->slice) == nullptr;
}

void Merge::merge(Node& into, Node const& from, std::string const& id)
{
    if (names_element(into, from)) {
        into.slice = from.slices[0]->slice;
        warn(id, "it has one slice and no slicing: the slice was taken for the element itself");
        merge(into, *from.slices[0], id + ":" + std::string{into.slice});
        return;
    }
    add_layers(into, from, id);
    if (!from.children.empty()) {
        if (into.children.empty()) expand(into, id);
        std::vector<Renamed> renamed;
        for (auto const* const child : from.children) merge_child(into, *child, id, renamed);
        for (auto const& one : renamed) settle(one);
    }
    for (auto const* const slice : from.slices) merge_slice(into, *slice, id);
}

void Merge::add_layers(Node& into, Node const& from, std::string const& id)
{
    for (auto const& layer : from.layers) {
        auto const* const type = layer.element->child("type");
        auto const single =
            type != nullptr && (type->next == nullptr || type->next->name != "type");
        if (single) add_profile(into, *type, id);
        tighten(into, *layer.element, id);
        into.layers.push_back(layer);
    }
}

/// An element with one type with one profile obeys the root of that profile. In a specialization
/// a profile only stands beside the type.
void Merge::add_profile(Node& into, Element const& type, std::string const& id)
{
    auto const profile = single_profile(type);
    if (profile.empty() || derivation_ == Derivation::specialization) return;
    auto const extension = type.value("code") == "Extension";
    // Said once more: what came of it is there, and may be narrower by now.
    if (extension && has_profile(into.types(), profile)) return;
    auto const* const root = root_of(source_.with_snapshot(profile), "snapshot");
    if (root == nullptr) {
        warn(id, "the profile of its type is not known: add the package that has it");
        return;
    }
    into.layers.push_back({root, extension ? Share::extension : Share::constraints});
}

void Merge::tighten(Node const& into, Element const& layer, std::string const& id)
{
    if (derivation_ == Derivation::specialization) return;
    auto const narrower = cardinality(layer.value("max"));
    auto const wider = cardinality(into.value("max"));
    if (layer.child("max") != nullptr && !narrower) warn(id, "its max is neither a number nor *");
    if (narrower && wider && *narrower > *wider) {
        warn(id, "its max is larger than that of its base");
    }
    auto const least = cardinality(layer.value("min"));
    auto const before = cardinality(into.value("min"));
    if (least && before && *least < *before) warn(id, "its min is smaller than that of its base");
}

void Merge::merge_child(Node& into, Node const& from, std::string const& id,
                        std::vector<Renamed>& renamed)
{
    auto const child_id = id + "." + std::string{from.tail};
    if (auto* const same = into.child(from.tail); same != nullptr) {
        merge(*same, from, child_id);
        return;
    }
    for (auto* const choice : into.children) {
        auto const* const type = type_that_renames(*choice, from.tail);
        if (type == nullptr) continue;
        auto* slice = choice->find_slice(from.tail);
        if (slice == nullptr) {
            slice = &new_slice(*choice, from.tail);
            slice->layers.push_back({&layer_of_types(tree_, {&type, 1})});
            auto known = std::ranges::find(renamed, choice, &Renamed::choice);
            if (known == renamed.end()) known = renamed.insert(renamed.end(), {choice, {}});
            known->types.push_back(type);
        }
        merge(*slice, from, id + "." + std::string{choice->tail} + ":" + std::string{from.tail});
        return;
    }
    if (derivation_ == Derivation::specialization) {
        merge(new_element(into, from), from, child_id);
        return;
    }
    issues_.push_back({Severity::error, "not-found", child_id,
                       "its base has no such element: the differential does not fit it"});
}

/// Only the types that the differential named remain, each a slice of its own.
void Merge::settle(Renamed const& renamed)
{
    auto& choice = *renamed.choice;
    if (choice.property("slicing") == nullptr) {
        choice.layers.push_back({&layer_of_slicing(tree_, "type", "$this", "closed")});
    }
    choice.layers.push_back({&layer_of_types(tree_, renamed.types)});
}

void Merge::merge_slice(Node& into, Node const& from, std::string const& id)
{
    auto const unsliced = into.slice.empty() ? id : id.substr(0, id.rfind(':'));
    auto const slice_id = unsliced + ":" + std::string{from.slice};
    auto* slice = into.find_slice(from.slice);
    if (slice == nullptr) {
        // "a/b" is a slice of the slice a.
        auto const slash = from.slice.rfind('/');
        auto* const outer = slash == std::string_view::npos
                                ? nullptr
                                : into.find_slice(from.slice.substr(0, slash));
        auto& sliced = outer == nullptr ? into : *outer;
        ensure_slicing(sliced);
        if (sliced.property("slicing") == nullptr) {
            warn(slice_id, "it is a slice of what is not sliced: nothing tells what belongs to it");
        }
        slice = &new_slice(sliced, from.slice);
        auto const* const type = type_that_renames(sliced, from.slice);
        auto const says_type = std::ranges::any_of(
            from.layers, [](auto const& one) { return one.element->child("type") != nullptr; });
        if (type != nullptr && !says_type) {
            slice->layers.push_back({&layer_of_types(tree_, {&type, 1})});
        }
    }
    merge(*slice, from, slice_id);
}

/// A slice is optional until it says otherwise, whatever holds for the list that it is cut from.
Node& Merge::new_slice(Node& into, std::string_view name)
{
    auto pattern = into;
    pattern.slices.clear();
    auto& made = nodes_.copy(pattern);
    made.slice = name;
    auto const min = made.value("min");
    if (!min.empty() && min != "0") made.layers.push_back({&layer_of_min(tree_, "0")});
    made.slicing_from = made.layers.size();
    into.slices.push_back(&made);
    return made;
}

void Merge::ensure_slicing(Node& into)
{
    if (into.property("slicing") != nullptr) return;
    if (is_extension(into)) {
        into.layers.push_back({&layer_of_slicing(tree_, "value", "url", "open")});
    } else if (into.tail.ends_with("[x]")) {
        into.layers.push_back({&layer_of_slicing(tree_, "type", "$this", "open")});
    }
}

/// Each element has the constraints of Element, or those of Extension; a resource has its own.
Node& Merge::new_element(Node& into, Node const& from)
{
    auto& made = nodes_.make(from.tail);
    into.children.push_back(&made);
    std::string_view code;
    for (auto const& layer : from.layers) {
        if (auto const* const type = layer.element->child("type")) code = type->value("code");
    }
    if (code == "Resource" || code.starts_with(system_types)) return made;
    auto const add = [&](std::string_view type) {
        auto const* const structure = source_.published(std::string{core} + std::string{type});
        auto const* const root = root_of(structure, "differential");
        if (root != nullptr) made.layers.push_back({root, Share::constraints});
    };
    add("Element");
    if (code == "Extension") add("Extension");
    return made;
}

} // namespace fhir::package
