// Why this file exists: limits that a profile sets to a value: its length, its bounds, and the
// largest value set that its code may come from.
#pragma once

#include "fhir/validate/bounds.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fhir::validate {

struct Limits {
    std::uint32_t length_max = UINT32_MAX; ///< Characters.
    std::vector<Bound> bounds;
    /// https://hl7.org/fhir/R4/extension-elementdefinition-maxvalueset.html
    std::string_view value_set_max;

    bool any() const
    {
        return length_max != UINT32_MAX || !bounds.empty() || !value_set_max.empty();
    }
};

/// Of an ElementDefinition for values of `type`; null: of several types.
Limits limits_of(Element const& said, Type const* type, TypeSource const& types);
bool is_longer(std::string_view text, std::uint32_t characters);

} // namespace fhir::validate
