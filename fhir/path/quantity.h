// Why this file exists: amounts with units: compared, added and multiplied where their dimensions
// allow it. https://hl7.org/fhirpath/N1/#quantity-equality, #math
#pragma once

#include "fhir/element.h"
#include "fhir/path/decimal.h"

#include <optional>
#include <string>
#include <string_view>

namespace fhir::path {

struct Amount {
    Decimal value;
    std::string_view unit; ///< "1" when there is none; the code before the unit's name.
};
/// Nullopt for what has no value, and for what is only known to be less or more than one.
std::optional<Amount> amount_of(Element const& element);

/// Sign of left - right; nullopt where the dimensions differ or a unit is not known.
std::optional<int> compare(Amount const& left, Amount const& right);
/// In the coarser of the two units, to the precision of the less precise one.
bool equivalent(Amount const& left, Amount const& right);
/// Whether the dimensions are the same.
bool comparable(Amount const& left, Amount const& right);

/// A number counts as an amount of '1' (implicit conversion, N1 section 5.5).
std::optional<Amount> amount_or_number(Element const& element);

struct MadeAmount {
    Decimal value;
    std::string unit;
};
/// In the finer of the two units; nullopt where the dimensions differ or the digits do not fit.
std::optional<MadeAmount> add(Amount const& left, Amount const& right);
std::optional<MadeAmount> subtract(Amount const& left, Amount const& right);
std::optional<MadeAmount> multiply(Amount const& left, Amount const& right);
std::optional<MadeAmount> divide(Amount const& left, Amount const& right);
/// The same amount in another unit.
std::optional<MadeAmount> in_unit(Amount const& amount, std::string_view unit);

} // namespace fhir::path
