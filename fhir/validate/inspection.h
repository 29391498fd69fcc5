// Why this file exists: what is asked of an element beyond its structure, on the same walk:
// invariants, the terminology of packages, extensions and profiles.
#pragma once

#include "fhir/definitions/conformance.h"
#include "fhir/path/path.h"
#include "fhir/validate/constraint.h"
#include "fhir/validate/profile_check.h"
#include "fhir/validate/walk.h"

#include <optional>
#include <span>

namespace fhir::validate {

/// What packages know, and which profiles the root must conform to besides those that it claims.
struct Packaged {
    Conformance const& conformance;
    ProfileLibrary& library;
    std::span<std::string_view const> profiles;
};

class Inspection : private path::Surroundings {
public:
    /// `packaged` may be null: then only invariants are asked.
    Inspection(TypeSource const& types, Options const& options, Packaged const* packaged,
               Neighbours& neighbours, Findings& findings);

    /// Any element that has a type; a resource after what is below it.
    void element(Element const& element, Place const& place);

private:
    void rules(Element const& element, Place const& place);
    void packages(Element const& element, Place const& place);

    Element const* resolve(std::string_view reference) override;
    std::optional<bool> member_of(Element const& coded, std::string_view value_set) override;
    std::optional<bool> conforms_to(Element const& element, std::string_view structure) override;
    std::optional<bool> is_safe_html(std::string_view xhtml) override;

    TypeSource const& types_;
    Options const& options_;
    Packaged const* packaged_;
    Neighbours& neighbours_;
    Findings& findings_;
    ConstraintRun constraints_;
    std::optional<ProfileCheck> profiles_;
};

/// The whole walk; `packaged` may be null.
Issues walk(Element const& resource, TypeSource const& types, Options const& options,
            Packaged const* packaged);

} // namespace fhir::validate
