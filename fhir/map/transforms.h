// Why this file exists: the table of transforms: how each is called.
// https://hl7.org/fhir/R4/mapping-language.html#7.8.0.8
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fhir::map {

enum class Transform : std::uint8_t {
    make,  ///< No transform: the element as its type says.
    value, ///< A literal, a variable or an expression.
    create,
    truncate,
    escape,
    date_operation,
    cast,
    append,
    translate,
    reference,
    uuid,
    pointer,
    evaluate,
    codeable_concept,
    coding,
    quantity,
    identifier,
    contact_point,
    to_date,
    to_date_time,
    to_time,
};

enum class TranslateTo : std::uint8_t { code, system, display, coding, codeable_concept };

struct TransformRow {
    std::string_view name;
    Transform transform;
    std::uint8_t least;
    std::uint8_t most;
    /// The type it gives, or empty: that of its argument or of the element.
    std::string_view gives;
};

/// Null when there is none of that name.
TransformRow const* find_transform(std::string_view name);
/// "…; did you mean …?"
std::string about_unknown_transform(std::string_view name);

} // namespace fhir::map
