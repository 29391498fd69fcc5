// Why this file exists: XML in, XML out, with limits before anything is built; no DTD, no entities.
// https://hl7.org/fhir/R4/xml.html
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace fhir::xml {

struct Limits {
    std::size_t bytes_max = 16 * 1024 * 1024;
    unsigned depth_max = 64; ///< Of tags, those of the narrative included.
    std::size_t elements_max = 1'000'000;
};

/// What becomes of an element that the types do not know, and of one that stands out of order.
enum class Unknown {
    refuse,
    /// It stays, without a definition when it is not known: its value as a string, its children
    /// as they stand. For careless senders, and for versions of FHIR whose definitions are not at
    /// hand (STU3 read by the types of R4).
    keep,
};

/// Reads one resource. XML says neither what repeats nor what is a number: `types` do, so the tree
/// comes bound (see fhir::bind()) and its primitives have the kinds that JSON gives them. A
/// narrative is kept as it was written. Refused, with line and column: what is not well-formed
/// UTF-8 XML 1.0, a DTD, any entity but the five of XML, other namespaces, text between elements,
/// elements out of order or empty, a value that does not fit a boolean or a number, what is over
/// a limit. Comments and processing instructions vanish (in a narrative comments stay).
Parsed<Tree> read(std::string_view text, TypeSource const& types, Limits const& limits = {},
                  Unknown unknown = Unknown::refuse);

enum class Layout { compact, pretty };

/// The XML of an element. Elements stand in the order of their definitions where they are bound,
/// else as in the tree; what is no resource is called by its own name or by its type's. Issues
/// say what XML cannot hold: control characters, names that are none, a resource without a type,
/// a narrative that is not well-formed XHTML, an extension of an id.
Parsed<std::string> write(Element const& element, Layout layout = Layout::compact);

} // namespace fhir::xml
