// Why this file exists: FHIR decimals are exact (1.10 is not 1.1000000000000001), so numbers
// here are scaled integers and never floating point.
// https://hl7.org/fhirpath/N1/#decimal
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fhir::path {

__extension__ using Wide = __int128;

/// `digits` * 10^-`scale`. Results that need more than 36 digits do not exist (nullopt).
struct Decimal {
    Wide digits = 0;
    int scale = 0; ///< Never negative.

    bool is_integer() const { return scale == 0; }
};

/// "-1.50", "2e3"; nullopt when it is no number or needs too many digits.
std::optional<Decimal> parse_decimal(std::string_view text);
std::string to_text(Decimal const& value);

/// Less than 0, 0 or more than 0, as far as both can be brought to one scale.
int compare(Decimal const& left, Decimal const& right);
std::optional<Decimal> add(Decimal const& left, Decimal const& right);
std::optional<Decimal> subtract(Decimal const& left, Decimal const& right);
std::optional<Decimal> multiply(Decimal const& left, Decimal const& right);
/// Nullopt when `right` is 0. Rounded to 28 significant digits; no trailing zeros.
std::optional<Decimal> divide(Decimal const& left, Decimal const& right);
/// Towards zero, as `div` and `mod` have it.
std::optional<Decimal> divide_whole(Decimal const& left, Decimal const& right);
std::optional<Decimal> modulo(Decimal const& left, Decimal const& right);

enum class Rounding { to_nearest, to_zero, down, up };
/// To `places` digits after the point.
Decimal round_to(Decimal const& value, int places, Rounding rounding);
/// Equivalence compares with the precision of the less precise one.
bool equivalent(Decimal const& left, Decimal const& right);
/// Without zeros at the end of the fraction.
Decimal trimmed(Decimal value);

/// Integer of FHIRPath: 32 bits.
bool fits_integer(Decimal const& value);

} // namespace fhir::path
