#include "fhir/package/emit.h"

#include "fhir/definitions/definitions.h"
#include "fhir/package/made_layer.h"

#include <algorithm>
#include <array>
#include <string>

namespace fhir::package {

namespace {

/// These come from all layers; of the rest the last layer that has it counts.
constexpr std::array<std::string_view, 4> gathered{"constraint", "condition", "alias", "mapping"};
/// These follow from where the element stands.
constexpr std::array<std::string_view, 3> placed{"id", "path", "sliceName"};

template <std::size_t count>
bool is_one_of(std::array<std::string_view, count> const& names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

/// Two of the same run that say the same thing: a constraint by its key, a text by itself.
bool says_the_same(Element const& a, Element const& b)
{
    if (a.name != b.name) return false;
    if (a.name == "constraint") return a.value("key") == b.value("key");
    if (a.name == "mapping") {
        return a.value("identity") == b.value("identity") && a.value("map") == b.value("map");
    }
    return a.text == b.text;
}

class Emitter {
public:
    Emitter(Tree& tree, Element& snapshot) : tree_{tree}, snapshot_{snapshot} {}

    void emit(Node const& node, std::string const& path, std::string const& id)
    {
        auto const own_path = path + std::string{node.tail};
        auto own_id = id + std::string{node.tail};
        if (!node.slice.empty()) own_id.append(":").append(node.slice);
        emit_one(node, own_path, own_id);
        for (auto const* const one : node.children) emit(*one, own_path + ".", own_id + ".");
        for (auto const* const one : node.slices) emit(*one, path, id);
    }

private:
    void emit_one(Node const& node, std::string_view path, std::string_view id)
    {
        auto& made = make_definition(tree_);
        add_property(tree_, made, "id", Kind::string, tree_.keep(id));
        add_property(tree_, made, "path", Kind::string, tree_.keep(path));
        if (!node.slice.empty()) {
            add_property(tree_, made, "sliceName", Kind::string, node.slice);
        }
        gather(node);
        if (node.content != nullptr) {
            for (auto const* const type : node.content->types()) found_.push_back(type);
        }
        if (node.property("base") == nullptr) add_base(node, made, path);
        // Definitions lie in memory in the order of the snapshot of ElementDefinition.
        std::ranges::stable_sort(found_, {}, &Element::definition);
        for (auto const* const one : found_) share(tree_, made, *one);
        order(made);
        link(made);
    }

    /// Fills found_ with what the layers say: gathered things from the base on, of the others
    /// what the last layer says.
    void gather(Node const& node)
    {
        found_.clear();
        for (auto const& layer : node.layers) {
            auto const before = found_.size();
            for (auto const* one = layer.element->first; one != nullptr; one = one->next) {
                if (counts(layer.share, one->name) && is_one_of(gathered, one->name) &&
                    !is_taken(*one, before)) {
                    found_.push_back(one);
                }
            }
        }
        for (auto i = node.layers.size(); i > 0; --i) {
            auto const& layer = node.layers[i - 1];
            auto const before = found_.size();
            for (auto const* one = layer.element->first; one != nullptr; one = one->next) {
                if (!counts(layer.share, one->name) || is_one_of(placed, one->name)) continue;
                if (is_one_of(gathered, one->name)) continue;
                if (one->name == "slicing" && i - 1 < node.slicing_from) continue;
                if (one->name == "contentReference" && node.content != nullptr) continue;
                if (!is_taken(*one, before)) found_.push_back(one);
            }
        }
    }

    /// Whether another layer, one of the first `before` found, said it already.
    bool is_taken(Element const& one, std::size_t before) const
    {
        auto const end = found_.begin() + static_cast<std::ptrdiff_t>(before);
        if (is_one_of(gathered, one.name)) {
            return std::any_of(found_.begin(), end,
                               [&](auto const* other) { return says_the_same(*other, one); });
        }
        // fixedCode takes the place of fixedUri: both are fixed[x].
        return std::any_of(found_.begin(), end, [&](auto const* other) {
            return other->name == one.name ||
                   (one.definition != nullptr && other->definition == one.definition);
        });
    }

    void add_base(Node const& node, Element& made, std::string_view path)
    {
        auto& base = add_property(tree_, made, "base", Kind::complex, {});
        add_property(tree_, base, "path", Kind::string, tree_.keep(path));
        add_property(tree_, base, "min", Kind::number, node.value("min"));
        add_property(tree_, base, "max", Kind::string, node.value("max"));
    }

    /// Puts what was made here among what was shared.
    static void order(Element& made)
    {
        std::vector<Element*> all;
        for (auto* one = made.first; one != nullptr; one = one->next) all.push_back(one);
        std::ranges::stable_sort(all, {}, &Element::definition);
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i]->next = i + 1 < all.size() ? all[i + 1] : nullptr;
        }
        made.first = all.front();
        made.last = all.back();
    }

    void link(Element& made)
    {
        made.definition = definition_;
        if (snapshot_.last == nullptr) snapshot_.first = &made;
        else snapshot_.last->next = &made;
        snapshot_.last = &made;
    }

    static ElementDefinition const* element_of_snapshot()
    {
        auto const* const type = r4().type("StructureDefinition.snapshot");
        auto const* const child = type == nullptr ? nullptr : type->child("element");
        return child == nullptr ? nullptr : child->definition;
    }

    Tree& tree_;
    Element& snapshot_;
    ElementDefinition const* definition_ = element_of_snapshot();
    std::vector<Element const*> found_;
};

} // namespace

void emit(Node const& root, Tree& tree, Element& snapshot)
{
    Emitter{tree, snapshot}.emit(root, {}, {});
}

} // namespace fhir::package
