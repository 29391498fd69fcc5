// Why this file exists: an OperationOutcome of the far side may quote patient data, so only what
// stands in public lists is kept of it: severity, codes and element paths.
#pragma once

#include "fhir/element.h"

#include <string>
#include <string_view>

namespace foramen {

struct IssuesTold {
    std::string text;   ///< ": error invalid at Bundle.entry[2].resource; …", or empty.
    bool error = false; ///< One is an error or fatal.
    bool multiple_matches = false; ///< One has the code multiple-matches.
};

/// Never diagnostics, details.text or a code that is in no list. Nothing when it is no
/// OperationOutcome.
IssuesTold read_issues(std::string_view body);
IssuesTold read_issues(fhir::Element const& outcome);

} // namespace foramen
