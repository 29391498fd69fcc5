// Why this file exists: a misspelt name is answered with the one that was probably meant.
#pragma once

#include "fhir/definitions/definitions.h"

#include <string>
#include <string_view>

namespace fhir::validate {

/// "; did you mean birthDate?" or nothing. The name itself is not repeated: it is data.
std::string suggestion(Type const& type, std::string_view name);

} // namespace fhir::validate
