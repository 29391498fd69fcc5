// Why this file exists: the small shapes of FHIR (codings, identifiers, times) are read in one way.
// Source: https://hl7.org/fhir/R4/datatypes.html
#pragma once

#include "fhir/element.h"
#include "gateway/hl7v2/moment.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen::fhirimaging {

inline constexpr std::string_view nhs_number_system = "https://fhir.nhs.uk/Id/nhs-number";
inline constexpr std::string_view ods_system = "https://fhir.nhs.uk/Id/ods-organization-code";

/// All children of that name.
std::vector<fhir::Element const*> children(fhir::Element const& element, std::string_view name);

/// One line: trimmed, and what is no text is a space.
std::string line(std::string_view text);
/// Line feeds stay, other control characters go.
std::string lines(std::string_view text);

struct Coding {
    std::string system;
    std::string code;
    std::string display;
};
/// A concept's codings; a Coding that stands alone is one of its own.
std::vector<Coding> codings_of(fhir::Element const& element);

/// Whether Identifier.type holds a code of v2 table 0203: "ACSN", "PLAC", "FILL".
bool is_of_type(fhir::Element const& identifier, std::string_view code);

/// date, dateTime and instant; a day alone begins in London.
std::optional<hl7v2::Moment> read_time(std::string_view text);

/// Digits and full stops, at most 64: what may stand in a URL.
bool is_uid(std::string_view text);
/// "urn:oid:1.2.3" as "1.2.3"; empty when it is none.
std::string uid_of(std::string_view text);

} // namespace foramen::fhirimaging
