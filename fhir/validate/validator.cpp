#include "fhir/validate/validator.h"

#include "fhir/validate/inspection.h"

namespace fhir::validate {

struct Validator::State {
    Conformance const& conformance;
    ProfileLibrary profiles;
};

Validator::Validator(Conformance const& conformance)
    : state_{new State{conformance, ProfileLibrary{conformance}}}
{}
Validator::Validator(Validator&&) noexcept = default;
Validator::~Validator() = default;

Issues Validator::check(Element const& resource, Options const& options,
                        std::span<std::string_view const> profiles) const
{
    auto thorough = options;
    thorough.invariants = Invariants::evaluate;
    Packaged const packaged{state_->conformance, state_->profiles, profiles};
    return walk(resource, state_->conformance, thorough, &packaged);
}

} // namespace fhir::validate
