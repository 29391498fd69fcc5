// Why this file exists: types that are known only at run time (logical models, later packages),
// laid out like the compiled ones, so that every engine reads both alike.
#pragma once

#include "fhir/definitions/definitions.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fhir {

/// An element of a type to be made.
struct ElementOutline {
    std::string name;
    std::uint32_t min = 0;
    std::uint32_t max = 1;          ///< UINT32_MAX is "*".
    std::string type;               ///< Of this builder or of the source below it: "string", …
    std::vector<std::string> codes; ///< Not empty: only these (a required binding).
};

/// Its own types first, then those of the source below. Types are added once, then only read.
class LayeredTypes final : public TypeSource {
public:
    /// `below` must outlive it.
    explicit LayeredTypes(TypeSource const& below);
    ~LayeredTypes() override;

    /// Adds a complex type. The types of its elements may be added later, but before use:
    /// settle() resolves them. A name that is there already is replaced.
    void add(std::string name, std::string url, std::vector<ElementOutline> elements);

    /// Resolves all element types. Gives the names that are nowhere to be found.
    std::vector<std::string> settle();

    Type const* type(std::string_view name_or_url) const override;
    ValueSet const* value_set(std::string_view url) const override;

private:
    struct Made;
    TypeSource const& below_;
    std::vector<std::unique_ptr<Made>> made_;
};

} // namespace fhir
