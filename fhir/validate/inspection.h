// Why this file exists: what is asked of an element beyond its structure, on the same walk:
// invariants, the terminology of packages, extensions and profiles.
#pragma once

#include "fhir/definitions/conformance.h"
#include "fhir/path/path.h"
#include "fhir/validate/constraint.h"
#include "fhir/validate/neighbours.h"
#include "fhir/validate/walk.h"

namespace fhir::validate {

class Inspection : private path::Surroundings {
public:
    Inspection(TypeSource const& types, Options const& options, Neighbours& neighbours,
               Findings& findings)
        : types_{types}, options_{options}, neighbours_{neighbours}, findings_{findings}
    {}

    /// Any element that has a type; a resource after what is below it.
    void element(Element const& element, Place const& place);

private:
    Element const* resolve(std::string_view reference) override;
    std::optional<bool> is_safe_html(std::string_view xhtml) override;

    TypeSource const& types_;
    Options const& options_;
    Neighbours& neighbours_;
    Findings& findings_;
    ConstraintRun constraints_;
};

} // namespace fhir::validate
