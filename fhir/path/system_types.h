// Why this file exists: the types of FHIRPath itself ("System.String"), which values made by an
// expression have; and one reading of any primitive, FHIR's or System's.
// https://hl7.org/fhirpath/N1/#literals, https://hl7.org/fhir/R4/fhirpath.html#types
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"

#include <cstdint>
#include <string_view>

namespace fhir::path {

namespace system {
Type const& boolean();
Type const& string();
Type const& integer();
Type const& decimal();
Type const& date();
Type const& date_time();
Type const& time();
Type const& quantity();
/// By name without "System."; null when there is none.
Type const* type(std::string_view name);
bool is_system(Type const& type);
} // namespace system

/// What an item is to operators and functions.
enum class Value : std::uint8_t {
    none, ///< Complex, or a primitive without a value.
    boolean,
    string,
    integer,
    decimal,
    date,
    date_time,
    time,
    quantity,
};

Value value_of(Element const& element);
/// The System type that a FHIR primitive stands for; null for what is none.
Type const* system_type(Type const& type);

} // namespace fhir::path
