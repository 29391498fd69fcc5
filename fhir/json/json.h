// Why this file exists: JSON in, JSON out, with limits before anything is built.
// https://hl7.org/fhir/R4/json.html
#pragma once

#include "fhir/element.h"
#include "fhir/issue.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace fhir::json {

struct Limits {
    std::size_t bytes_max = 16 * 1024 * 1024;
    unsigned depth_max = 64;
    std::size_t elements_max = 1'000'000;
};

/// Reads one JSON object. Refused, with line and column: invalid UTF-8, duplicate keys,
/// what is over a limit, text after the end. `_name` joins `name` (id and extensions of a
/// primitive). An empty array vanishes and leaves Element::had_empty. Elements are not bound to
/// types: see fhir::bind().
Parsed<Tree> read(std::string_view text, Limits const& limits = {});

enum class Layout { compact, pretty };

/// The JSON of an element, resourceType first; decimals keep their digits.
/// An element is an array when it is `listed`, repeats, or its definition repeats.
std::string write(Element const& element, Layout layout = Layout::compact);
void write_to(std::string& out, Element const& element, Layout layout = Layout::compact);

} // namespace fhir::json
