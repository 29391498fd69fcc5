// Why this file exists: roots, powers and logarithms of decimals. Roots and whole powers are exact
// where they come out even; the others have 17 significant digits.
// https://hl7.org/fhirpath/N1/#math
#pragma once

#include "fhir/path/decimal.h"

namespace fhir::path {

/// Nullopt where there is no such real number, or it does not fit.
std::optional<Decimal> square_root(Decimal const& value);
std::optional<Decimal> exponential(Decimal const& value);
std::optional<Decimal> natural_logarithm(Decimal const& value);
std::optional<Decimal> logarithm(Decimal const& value, Decimal const& base);
std::optional<Decimal> power(Decimal const& value, Decimal const& exponent);

} // namespace fhir::path
