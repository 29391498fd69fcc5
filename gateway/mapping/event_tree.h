// Why this file exists: what the clinic may write in several ways, maps see in one: this is where
// JSON becomes a typed tree without blanks, with whole instants and with numbered lists.
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"
#include "gateway/mapping/mapper.h"
#include "gateway/mapping/schema_model.h"

#include <string_view>

namespace foramen {

/// Reads an event of that model. Text that is empty or blank is left out (FHIR knows no empty
/// string), an instant without seconds gets ":00", and each object of a list has `ordinal`, its
/// place from 1.
fhir::Parsed<fhir::Tree> read_event(std::string_view json, Model const& model,
                                    fhir::TypeSource const& types);

/// The facts as a tree of views, so `facts` must outlive it; what is absent takes the default of
/// the model. Error: fault, for a name that the model does not have and for a required one that is
/// not given.
Result<fhir::Tree> make_facts(Facts const& facts, Model const& model,
                              fhir::TypeSource const& types);

/// A child with the definition and type that `parent` gives to this name.
fhir::Element& append_typed(fhir::Tree& tree, fhir::Element& parent, std::string_view name,
                            fhir::Kind kind = fhir::Kind::string);

} // namespace foramen
