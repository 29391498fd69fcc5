// Why this file exists: applies mappings/ to an event and gives back finished, validated FHIR.
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/issue.h"
#include "fhir/map/map.h"
#include "gateway/base/result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace foramen {

/// What a map may use besides the event; the fields stand in mappings/models/facts.schema.json,
/// such as {"recorded", "…instant"}, {"patientId", "…uuid"}. A name that is not there is a fault.
using Facts = std::vector<std::pair<std::string, std::string>>;

/// One resource of the result, ready for the store: references inside the Bundle are
/// "Type/id" instead of "urn:uuid:…".
struct MappedResource {
    std::string type;
    std::string id;
    std::string body;
    std::string status;
    std::vector<std::string> identifiers; ///< "system|value"
};

struct Mapped {
    std::string bundle; ///< The transaction Bundle as it is sent.
    std::vector<MappedResource> resources;
};

/// All mappings, code tables and models, loaded whole or not at all; use from any thread.
class Mapper {
public:
    /// `folder` is mappings/. Issues name file, line and column.
    static fhir::Parsed<Mapper> load(std::filesystem::path const& folder);
    Mapper(Mapper&&) noexcept;
    Mapper& operator=(Mapper&&) noexcept;
    ~Mapper();

    /// "sha256:…" over all files that were loaded; stamped on every message.
    std::string const& version() const;

    /// Runs map `name` on the source as received: an event, an HL7 v2 message or a resource, which
    /// its first group declares. The result passed the validator. Error:
    /// incorrect, with what a mapping author needs to find the place and no patient data.
    Result<Mapped> apply(std::string_view name, std::string_view source, Facts const& facts) const;

    /// The same, but what it gives is which rule made which element, in the order of the Bundle:
    /// for mapping authors. Holds no values.
    Result<std::vector<fhir::map::TraceLine>> trace(std::string_view name, std::string_view source,
                                                    Facts const& facts) const;

private:
    struct State;
    struct Made;
    Result<Made> make(std::string_view name, std::string_view source, Facts const& facts,
                      std::vector<fhir::map::TraceLine>* trace) const;
    explicit Mapper(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace foramen
