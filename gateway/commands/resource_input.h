// Why this file exists: commands take a resource in JSON or XML and tell which by looking.
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"
#include "gateway/commands/arguments.h"

#include <string_view>

namespace foramen {

enum class Format { json, xml };

/// The types of R4, or with --stu3 of STU3.
fhir::TypeSource const& types_of(Arguments const& arguments);

/// By the first character that is no blank: "<" begins XML.
Format format_of(std::string_view text);

/// A tree, bound as far as its type is known.
fhir::Parsed<fhir::Tree> read_resource(std::string_view text, fhir::TypeSource const& types);

/// What can be read of XML that has elements which are not known or out of order, so that a
/// validator sees all that is wrong; `refusal` then says what a strict reader would.
struct Lenient {
    fhir::Tree tree;
    fhir::Issues refusal;
};
fhir::Parsed<Lenient> read_leniently(std::string_view text, fhir::TypeSource const& types);

} // namespace foramen
