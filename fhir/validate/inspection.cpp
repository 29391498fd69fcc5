#include "fhir/validate/inspection.h"

#include "fhir/validate/narrative.h"

namespace fhir::validate {

void Inspection::element(Element const& element, Place const& place)
{
    auto const* const type = element.type;
    auto const of_type = compiled(type->invariants, types_, type);
    auto of_element = std::span<Constraint const>{};
    if (auto const* const definition = element.definition) {
        auto const* const only = definition->types.size() == 1 ? type : nullptr;
        if (definition->invariants.data() != type->invariants.data()) {
            of_element = compiled(definition->invariants, types_, only);
        }
    }
    if (of_type.empty() && of_element.empty()) return;
    Around const around{&neighbours_.resource(), &neighbours_.container(), options_.now, this};
    for (auto const& one : of_type) constraints_.ask(one, element, place, around, findings_);
    for (auto const& one : of_element) constraints_.ask(one, element, place, around, findings_);
}

Element const* Inspection::resolve(std::string_view reference)
{
    return neighbours_.resolve(reference, neighbours_.resource());
}

std::optional<bool> Inspection::is_safe_html(std::string_view xhtml)
{
    return is_safe_narrative(xhtml);
}

} // namespace fhir::validate
