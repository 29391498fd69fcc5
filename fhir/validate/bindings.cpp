#include "fhir/validate/walk.h"

namespace fhir::validate {

namespace {

bool holds(ValueSet const& set, Element const& coding)
{
    return set.has(coding.value("system"), coding.value("code"));
}

enum class Fit { fits, misfits, unsaid };

Fit fit_of(Element const& element, ValueSet const& set)
{
    auto const name = element.type->name;
    if (element.is_primitive()) {
        if (element.kind == Kind::none) return Fit::unsaid;
        return set.has_code(element.text) ? Fit::fits : Fit::misfits;
    }
    if (name == "Coding" || name == "Quantity") {
        if (element.child("code") == nullptr) return Fit::unsaid;
        return holds(set, element) ? Fit::fits : Fit::misfits;
    }
    if (name != "CodeableConcept") return Fit::unsaid;
    auto said = false;
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (one->name != "coding") continue;
        said = true;
        if (holds(set, *one)) return Fit::fits;
    }
    return said ? Fit::misfits : Fit::unsaid;
}

} // namespace

void check_binding(Element const& element, Place const& place, Findings& findings)
{
    auto const& definition = *element.definition;
    auto const* const set = definition.value_set;
    if (set == nullptr || !set->complete || element.type == nullptr) return;
    auto const fit = fit_of(element, *set);
    if (fit == Fit::fits) return;
    auto const where = std::string{set->url};
    if (definition.strength == BindingStrength::required) {
        if (fit == Fit::misfits) {
            findings.error("code-invalid", place, "must be a code of " + where);
        } else if (!element.is_primitive() && element.type->name == "CodeableConcept") {
            findings.error("code-invalid", place, "needs a coding of " + where);
        }
    } else if (definition.strength == BindingStrength::extensible && fit == Fit::misfits) {
        findings.add(Severity::warning, "code-invalid", place,
                     "use a code of " + where + " where one fits");
    }
}

} // namespace fhir::validate
