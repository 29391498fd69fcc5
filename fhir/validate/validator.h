// Why this file exists: says whether a resource is what its profiles and the packages ask, besides
// what FHIR R4 asks of every resource (validate.h).
#pragma once

#include "fhir/definitions/conformance.h"
#include "fhir/validate/validate.h"

#include <memory>
#include <span>
#include <string_view>

namespace fhir::validate {

class Validator {
public:
    /// `conformance` (fhir::package::Packages) must outlive it and all that it has checked.
    explicit Validator(Conformance const& conformance);
    Validator(Validator&&) noexcept;
    ~Validator();

    /// All of check() with invariants; bindings by the terminology of the packages; extensions by
    /// their definitions; the profiles of `profiles` and those that each resource names in
    /// meta.profile. Any thread may ask; profiles are compiled at their first use.
    Issues check(Element const& resource, Options const& options = {},
                 std::span<std::string_view const> profiles = {}) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace fhir::validate
