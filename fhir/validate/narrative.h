// Why this file exists: a narrative is shown to people, so nothing in it may run or reach out.
// https://hl7.org/fhir/R4/narrative.html#security
#pragma once

#include <string_view>

namespace fhir::validate {

/// As JSON and XML know them.
inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// One well-formed <div> with nothing but the elements and attributes that R4 allows; links lead
/// to http, https, mailto, tel, or places in the text.
bool is_safe_narrative(std::string_view xhtml);

} // namespace fhir::validate
