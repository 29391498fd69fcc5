// Why this file exists: quantities in different units can be compared and added only by those who
// know the units. The basics of UCUM (https://ucum.org/ucum), with exact factors.
#pragma once

#include "fhir/path/decimal.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fhir::path {

/// What a unit measures. UCUM counts a mole as a number; here it is a dimension of its own, so
/// that no one takes an amount for a concentration. Temperatures that do not begin at 0 K, and
/// calendar months, agree only with themselves.
enum class Dimension : std::uint8_t {
    length,
    time,
    mass,
    temperature,
    charge,
    luminosity,
    amount,
    angle,
    degree,
    celsius,
    fahrenheit,
    acidity,
    international_unit,
    calendar_month,
    count,
};
using Dimensions = std::array<std::int8_t, static_cast<std::size_t>(Dimension::count)>;

/// `numerator`/`denominator` of the base units m, s, g, K, C, cd, mol, rad ….
struct Unit {
    Decimal numerator{1, 0};
    Decimal denominator{1, 0};
    Dimensions powers{};
};

/// Nullopt for what is no UCUM, and for units that are not in the table.
std::optional<Unit> parse_unit(std::string_view code);

/// "cm" and "cm" make "cm2", or "1". Nullopt when one of them cannot be parsed.
enum class Combining { product, quotient };
std::optional<std::string> combined_unit(std::string_view left, std::string_view right,
                                         Combining how);

/// "mm[Hg]" is a unit of the table with a prefix; null when there is no such unit.
struct FoundUnit {
    Unit const* unit = nullptr;
    int exponent = 0; ///< Of ten, by the prefix.
};
FoundUnit find_unit(std::string_view symbol);

} // namespace fhir::path
