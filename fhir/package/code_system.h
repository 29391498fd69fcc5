// Why this file exists: asks a CodeSystem resource for its codes and what they are to each other.
// https://hl7.org/fhir/R4/codesystem.html
#pragma once

#include "fhir/element.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fhir::package {

class CodeSystem {
public:
    struct Concept {
        Element const* element;
        std::string_view code;
        std::string_view display;
        std::vector<std::uint32_t> children; ///< By nesting, parent, subsumedBy or child.
    };

    /// `resource` is a CodeSystem.
    explicit CodeSystem(Element const& resource);

    /// All its codes are in the resource.
    bool is_complete() const { return complete_; }
    std::vector<Concept> const& concepts() const { return concepts_; }

    /// One filter of ValueSet.compose.include: for each concept whether it passes; nothing when
    /// the resource cannot tell.
    std::optional<std::vector<bool>> filter(std::string_view property, std::string_view operation,
                                            std::string_view value) const;

private:
    void add(Element const& parent, std::optional<std::uint32_t> above);
    void link();
    std::optional<std::vector<bool>> by_hierarchy(std::string_view operation,
                                                  std::string_view value) const;
    std::optional<std::vector<bool>> by_property(std::string_view property,
                                                 std::string_view operation,
                                                 std::string_view value) const;
    std::vector<bool> below(std::string_view code, bool& known) const;
    std::vector<bool> above(std::string_view code, bool& known) const;

    bool complete_;
    std::vector<Concept> concepts_;
    std::unordered_map<std::string_view, std::uint32_t> by_code_;
};

} // namespace fhir::package
