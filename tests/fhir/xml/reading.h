// Why this file exists: the tests of reading ask the same few questions.
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"
#include "fhir/xml/xml.h"

#include <string>

namespace fhir::xml {

/// The JSON of a text, or "line 1, column 2: what is wrong".
inline std::string json_of(std::string const& text, Unknown unknown = Unknown::refuse,
                           TypeSource const& types = r4())
{
    auto const tree = read(text, types, {}, unknown);
    if (tree) return json::write(tree->root());
    return tree.issues()[0].expression + ": " + tree.issues()[0].text;
}

/// A Patient with that inside.
inline std::string patient(std::string const& inside)
{
    return "<Patient xmlns=\"http://hl7.org/fhir\">" + inside + "</Patient>";
}

inline std::string json_of_patient(std::string const& inside) { return json_of(patient(inside)); }

} // namespace fhir::xml
