// Why this file exists: all conformance resources of the R4 core and of the packages that were
// added, by canonical URL, with snapshots made from differentials.
#pragma once

#include "fhir/definitions/conformance.h"
#include "fhir/package/expansion.h"
#include "fhir/package/package.h"

#include <memory>
#include <string_view>
#include <vector>

namespace fhir::package {

/// The R4 core (hl7.fhir.r4.core 4.0.1) is there from the start, read when it is asked for.
/// Packages are added first; from then on it may be asked from several threads.
class Packages final : public Conformance {
public:
    Packages();
    ~Packages() override;

    /// Adds packages in the order of their dependencies and makes the snapshots of their
    /// profiles. Issues say what is missing or wrong: a dependency, a base, a differential; a
    /// package with an error is added all the same, as far as it goes.
    Issues add(std::vector<Package> packages);

    Element const* structure(std::string_view canonical) const override;
    Element const* resource(std::string_view canonical) const override;
    Membership member(std::string_view value_set, std::string_view system,
                      std::string_view code) const override;
    Type const* type(std::string_view name_or_url) const override;
    /// With `complete` false where not all codes are known.
    ValueSet const* value_set(std::string_view url) const override;

    /// The codes of a value set; null when there is no such value set.
    Expansion const* expansion(std::string_view value_set) const;
    /// What kept structure() from making a snapshot, or what was odd in the differential.
    Issues const& snapshot_issues(std::string_view canonical) const;
    /// Resources of the added packages (not of the core), in the order in which they were added.
    std::vector<Element const*> added() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace fhir::package
