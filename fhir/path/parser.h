// Why this file exists: the grammar of FHIRPath (https://hl7.org/fhirpath/N1/grammar.html), text
// to plan; names are not looked up here.
#pragma once

#include "fhir/path/node.h"

#include <memory>
#include <string_view>

namespace fhir::path {

struct ParsedText {
    std::shared_ptr<Node> root;
    std::size_t end = 0; ///< Offset of the first byte behind the expression.
};

enum class Ending {
    at_end_of_text,
    anywhere, ///< What cannot continue the expression ends it.
};

Parsed<ParsedText> parse(std::string_view text, std::size_t offset, Ending ending);

/// An issue at a byte offset of `text`.
Issue syntax_issue(std::string_view text, std::size_t offset, std::string why);

} // namespace fhir::path
