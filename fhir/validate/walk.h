// Why this file exists: where the validator stands, so that a path is written only when there is
// something to say.
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"
#include "fhir/validate/validate.h"

#include <string>
#include <string_view>

namespace fhir::validate {

/// One step of the way from the root. Lives on the stack of the walk.
struct Place {
    Place const* above = nullptr;
    Element const* element = nullptr;
    unsigned index = 0;

    /// "Bundle.entry[0].resource.value.ofType(Quantity).unit". A name from outside stands there
    /// only when it looks like a name: what does not may be patient data.
    std::string path() const;
};

/// Collects issues up to the limit and says when there were more.
class Findings {
public:
    explicit Findings(Options const& options) : options_{options} {}

    void add(Severity severity, std::string_view code, Place const& place, std::string text);
    void error(std::string_view code, Place const& place, std::string text)
    {
        add(Severity::error, code, place, std::move(text));
    }
    /// As add(), unless the same stands there already: two profiles may ask for one thing.
    void add_once(Severity severity, std::string_view code, Place const& place, std::string text);
    bool takes_warnings() const { return options_.warnings == Warnings::list; }
    bool has_error() const { return errors_ > 0; }
    /// Nothing more will be listed: the walk may end.
    bool full() const { return errors_ > options_.issues_max; }
    Issues take() { return std::move(issues_); }

private:
    void add(Severity severity, std::string_view code, std::string where, std::string text);

    Options const& options_;
    Issues issues_;
    std::size_t errors_ = 0;
    std::size_t others_ = 0; ///< Warnings and information, which never end the walk.
};

/// Resources that a reference may mean: those of the Bundle by fullUrl, those contained by id.
class Neighbours;

/// Holds a Reference's target against what the element allows.
void check_reference(Element const& reference, Place const& place, Neighbours& neighbours,
                     TypeSource const& types, Findings& findings);
/// "Patient" of "Patient/1", "https://server/Patient/1/_history/2" and "Patient?identifier=1";
/// empty where the URL does not say it.
std::string_view type_of_url(std::string_view url, TypeSource const& types);
/// Holds a code, Coding, CodeableConcept or Quantity against the element's binding.
void check_binding(Element const& element, Place const& place, Findings& findings);

} // namespace fhir::validate
