#include "fhir/validate/codes.h"

namespace fhir::validate {

namespace {

bool is_concept(Element const& element)
{
    return element.type != nullptr && element.type->name == "CodeableConcept";
}

std::optional<Membership> of_concept(Element const& coded, std::string_view value_set,
                                     Conformance const& conformance)
{
    std::optional<Membership> found;
    for (auto const* one = coded.first; one != nullptr; one = one->next) {
        if (one->name != "coding" || one->child("code") == nullptr) continue;
        auto const answer = conformance.member(value_set, one->value("system"), one->value("code"));
        if (answer == Membership::member) return answer;
        if (!found || answer == Membership::unknown) found = answer;
    }
    return found;
}

} // namespace

std::optional<Membership> membership(Element const& coded, std::string_view value_set,
                                     Conformance const& conformance)
{
    if (coded.is_primitive()) {
        if (coded.kind != Kind::string) return {};
        return conformance.member(value_set, {}, coded.text);
    }
    if (is_concept(coded)) return of_concept(coded, value_set, conformance);
    if (coded.child("code") == nullptr) return {};
    return conformance.member(value_set, coded.value("system"), coded.value("code"));
}

void undecided(std::string_view value_set, Conformance const& conformance, Place const& place,
               Findings& findings)
{
    auto const known = conformance.value_set(value_set) != nullptr;
    findings.add_once(Severity::information, known ? "not-supported" : "not-found", place,
                      "whether this is a code of " + std::string{value_set} +
                          " cannot be decided here: " +
                          (known ? "not all of its codes are at hand"
                                 : "this value set is not known, so add its package"));
}

void check_codes(Element const& coded, std::string_view value_set, BindingStrength strength,
                 Conformance const& conformance, Place const& place, Findings& findings)
{
    auto const answer = membership(coded, value_set, conformance);
    auto const set = std::string{value_set};
    if (answer == Membership::member) return;
    if (answer == Membership::unknown) return undecided(value_set, conformance, place, findings);
    if (strength == BindingStrength::required) {
        if (answer) {
            findings.add_once(Severity::error, "code-invalid", place, "must be a code of " + set);
        } else if (is_concept(coded)) {
            findings.add_once(Severity::error, "code-invalid", place, "needs a coding of " + set);
        }
    } else if (answer) {
        findings.add_once(Severity::warning, "code-invalid", place,
                          "use a code of " + set + " where one fits");
    }
}

} // namespace fhir::validate
