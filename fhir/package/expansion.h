// Why this file exists: the codes of a value set, as far as they can be told without a terminology
// server. https://hl7.org/fhir/R4/valueset.html#expansion
#pragma once

#include "fhir/definitions/conformance.h"
#include "fhir/element.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fhir::package {

struct Code {
    std::string_view system;
    std::string_view code;
    std::string_view display; ///< May be empty.
};

/// The codes of a value set. Views point into the value sets and code systems it came from.
struct Expansion {
    std::vector<Code> codes; ///< Sorted by (code, system), no code twice.
    bool complete = true;    ///< False: there may be more codes than these.
    std::string reason;      ///< Why it is not complete.
    /// Systems that may have more codes than are listed. A code of another system that is not
    /// listed is no member.
    std::vector<std::string_view> open_systems;
    /// Any system may have more codes (an imported value set is not known).
    bool open = false;

    bool lists(std::string_view system, std::string_view code) const;
    Membership member(std::string_view system, std::string_view code) const;
};

/// Finds a ValueSet or CodeSystem by canonical URL; null when not known.
using Find = std::function<Element const*(std::string_view canonical)>;

/// `value_set` is a ValueSet resource. Where its definition cannot be worked out here, the
/// expansion that it was published with tells members; other codes stay unknown.
Expansion expand(Element const& value_set, Find const& find);

} // namespace fhir::package
