// Why this file exists: a narrative stays as it was written. In the tree (as in JSON) it is the
// text of a div in the XHTML namespace that needs nothing of what stands around it.
// https://hl7.org/fhir/R4/narrative.html
#pragma once

#include "fhir/xml/namespaces.h"
#include "fhir/xml/scanner.h"

#include <string>
#include <string_view>

namespace fhir::xml {

struct Narrative {
    /// As written; empty when that leans on namespaces from outside or on prefixes: then `made`
    /// says the same without them.
    std::string_view written;
    std::string made;
    char const* wrong = nullptr; ///< Says what is wrong at the scanner's end().

    std::string_view text() const { return made.empty() ? written : std::string_view{made}; }
};

/// The scanner found the start tag of a div, and `namespaces` have taken it; both leave at its end.
/// A div in no namespace at all is taken for XHTML, as JSON often has it.
Narrative read_narrative(Scanner& scanner, Namespaces& namespaces);

/// A narrative that stands alone, with blanks around it at most.
Narrative read_narrative(std::string_view text, std::size_t depth_max);

} // namespace fhir::xml
