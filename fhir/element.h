// Why this file exists: one tree for everything the toolkit reads, maps, asks and writes.
//
// It is the element model of FHIR and not that of JSON: a repeating element is a run of
// siblings with one name, and a primitive can have a value and children (id, extension).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string_view>

namespace fhir {

struct Type;
struct ElementDefinition;

enum class Kind : std::uint8_t {
    complex, ///< Has children; `text` is its resourceType, or empty.
    string,  ///< A JSON string.
    number,  ///< A JSON number; `text` keeps its digits as written ("1.10").
    boolean, ///< `text` is "true" or "false".
    none,    ///< A primitive without a value: only id and extensions.
};

/// One element. Lives in a Tree, as long as it; all views point into that Tree.
struct Element {
    std::string_view name; ///< As in JSON: "given", "valueQuantity". The root's name is empty.
    std::string_view text;
    /// Filled by bind() or by whoever makes the element; null when not known.
    ElementDefinition const* definition = nullptr;
    Type const* type = nullptr;
    Element* first = nullptr;
    Element* last = nullptr;
    Element* next = nullptr;
    Kind kind = Kind::complex;
    bool listed = false; ///< Stands in a JSON array, even when alone.
    /// Had an array or an underscore part without anything in it. FHIR allows neither; both vanish.
    bool had_empty = false;

    bool is_primitive() const { return kind != Kind::complex; }
    /// The first child of that name, or null.
    Element const* child(std::string_view child_name) const
    {
        for (auto const* one = first; one != nullptr; one = one->next) {
            if (one->name == child_name) return one;
        }
        return nullptr;
    }
    /// The text of the first child of that name, or empty.
    std::string_view value(std::string_view child_name) const
    {
        auto const* const found = child(child_name);
        return found == nullptr ? std::string_view{} : found->text;
    }
};

/// Owns elements and their text in one arena. Moves; does not copy.
class Tree {
public:
    Tree();
    Tree(Tree&&) noexcept;
    Tree& operator=(Tree&&) noexcept;
    ~Tree();

    Element& root() { return *root_; }
    Element const& root() const { return *root_; }

    /// A new last child. `name` must outlive the tree or come from keep().
    Element& append(Element& parent, std::string_view name, Kind kind = Kind::complex)
    {
        auto& made = *new (arena().allocate(sizeof(Element), alignof(Element))) Element{};
        made.name = name;
        made.kind = kind;
        if (parent.last == nullptr) parent.first = &made;
        else parent.last->next = &made;
        parent.last = &made;
        return made;
    }
    /// A copy of `text` that lives as long as the tree.
    std::string_view keep(std::string_view text);
    /// Uninitialised bytes that live as long as the tree.
    char* bytes(std::size_t count);

private:
    std::pmr::monotonic_buffer_resource& arena() { return *arena_; }

    std::unique_ptr<std::pmr::monotonic_buffer_resource> arena_;
    Element* root_;
};

/// Sets `definition` and `type` of `element` and of all below it, as far as they are known.
/// A resource inside (Bundle.entry.resource, contained) is bound by its own resourceType.
class TypeSource;
void bind(Element& element, Type const& type, TypeSource const& types);

} // namespace fhir
