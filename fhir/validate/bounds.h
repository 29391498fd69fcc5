// Why this file exists: minValue[x] and maxValue[x] of a profile, as the FHIRPath that they mean.
// https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.minValue_x_
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/path/path.h"

#include <optional>
#include <string>
#include <string_view>

namespace fhir::validate {

class Bound {
public:
    /// `said` is a minValue… or maxValue… of an ElementDefinition for values of type `type` (null:
    /// of several types). None where it is no value that others can be held against.
    static std::optional<Bound> make(Element const& said, Type const* type,
                                     TypeSource const& types);

    /// False when the value is beyond it for certain: "2020" is neither before nor after 2020-05.
    bool allows(Element const& value, std::string_view now, Tree& scratch) const;
    /// "at least 18"
    std::string const& text() const { return text_; }

private:
    Bound(path::Expression plan, std::string text) : plan_{std::move(plan)}, text_{std::move(text)}
    {}

    path::Expression plan_;
    std::string text_;
};

} // namespace fhir::validate
