// Why this file exists: says in which namespace a tag stands. Only those that FHIR knows have a
// name here. https://www.w3.org/TR/xml-names/
#pragma once

#include "fhir/xml/scanner.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace fhir::xml {

inline constexpr std::string_view fhir_namespace = "http://hl7.org/fhir";
inline constexpr std::string_view xhtml_namespace = "http://www.w3.org/1999/xhtml";

enum class Namespace {
    none,
    fhir,
    xhtml,
    schema_instance, ///< xsi:schemaLocation, which says nothing about the resource.
    xml,             ///< xml:lang
    other,
    unbound, ///< A prefix that nobody declared.
};

struct QualifiedName {
    std::string_view prefix;
    std::string_view local; ///< Empty when what stands around its one colon are no two names.
};
QualifiedName split(std::string_view name);

/// xmlns or xmlns:…
bool is_declaration(std::string_view attribute_name);

/// The declarations of all open elements.
class Namespaces {
public:
    /// An element begins: takes its declarations. Gives what is wrong, or null.
    char const* open(std::span<Attribute const> attributes);
    void close();
    /// Of an element's prefix. (An attribute without a prefix has no namespace.)
    Namespace of(std::string_view prefix) const;

private:
    struct Binding {
        std::string_view prefix;
        Namespace meaning;
        std::size_t depth;
    };
    char const* declare(Attribute const& attribute);

    std::vector<Binding> bindings_;
    std::size_t depth_ = 0;
};

} // namespace fhir::xml
