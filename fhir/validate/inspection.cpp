#include "fhir/validate/inspection.h"

#include "fhir/validate/codes.h"
#include "fhir/validate/narrative.h"

namespace fhir::validate {

Inspection::Inspection(TypeSource const& types, Options const& options, Packaged const* packaged,
                       Neighbours& neighbours, Findings& findings)
    : types_{types}, options_{options}, packaged_{packaged}, neighbours_{neighbours}, findings_{
                                                                                          findings}
{
    if (packaged == nullptr) return;
    path::Surroundings& surroundings = *this;
    profiles_.emplace(packaged->conformance, packaged->library, options, neighbours, surroundings,
                      findings);
}

void Inspection::element(Element const& element, Place const& place)
{
    rules(element, place);
    if (profiles_) packages(element, place);
}

void Inspection::rules(Element const& element, Place const& place)
{
    auto const* const type = element.type;
    auto const of_type = compiled(type->invariants, types_, type);
    auto of_element = std::span<Constraint const>{};
    if (auto const* const definition = element.definition) {
        auto const* const only = definition->types.size() == 1 ? type : nullptr;
        of_element = compiled(definition->invariants, types_, only);
    }
    if (of_type.empty() && of_element.empty()) return;
    Around const around{&neighbours_.resource(), &neighbours_.container(), options_.now, this};
    for (auto const& one : of_type) constraints_.ask(one, element, place, around, findings_);
    for (auto const& one : of_element) constraints_.ask(one, element, place, around, findings_);
}

void Inspection::packages(Element const& element, Place const& place)
{
    if (auto const* const definition = element.definition) {
        auto const* const set = definition->value_set;
        auto const asked = definition->strength == BindingStrength::required ||
                           definition->strength == BindingStrength::extensible;
        // Where the tables know all codes, bindings.cpp has said it already.
        if (set != nullptr && asked && !set->complete) {
            check_codes(element, set->url, definition->strength, packaged_->conformance, place,
                        findings_);
        }
    }
    if (element.type->name == "Extension") return profiles_->extension(element, place);
    if (element.type->kind != TypeKind::resource) return;
    profiles_->claimed(element, place);
    if (place.above != nullptr) return;
    for (auto const one : packaged_->profiles) profiles_->asked(one, element, place);
}

Element const* Inspection::resolve(std::string_view reference)
{
    return neighbours_.resolve(reference, neighbours_.resource());
}

std::optional<bool> Inspection::member_of(Element const& coded, std::string_view value_set)
{
    if (packaged_ == nullptr) return {};
    auto const answer = membership(coded, value_set, packaged_->conformance);
    if (!answer || answer == Membership::unknown) return {};
    return answer == Membership::member;
}

std::optional<bool> Inspection::conforms_to(Element const& element, std::string_view structure)
{
    if (!profiles_) return {};
    return profiles_->conforms(element, structure);
}

std::optional<bool> Inspection::is_safe_html(std::string_view xhtml)
{
    return is_safe_narrative(xhtml);
}

} // namespace fhir::validate
