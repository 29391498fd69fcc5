// Why this file exists: transforms that make an element with parts: codes, quantities, identifiers.
#include "fhir/map/engine.h"
#include "fhir/path/decimal.h"

namespace fhir::map {

Element* Engine::made(Target const& target)
{
    if (failed()) return nullptr;
    if (target.context == no_slot || target.child == nullptr) {
        // Only for its variable: an element that stands nowhere, of which a copy can be put.
        Element loose;
        auto& element = tree_.append(loose, {}, Kind::complex);
        slot(target.slot) = &element;
        return &element;
    }
    auto* const element = create(target, *target.child, target.created, Shape::complex);
    slot(target.slot) = element;
    return element;
}

void Engine::put_coding(Element& to, std::string_view system, std::string_view code,
                        std::string_view display)
{
    auto const& shapes = *plan_.shapes;
    to.type = shapes.coding;
    if (!system.empty()) append_text(to, shapes.coding_system, system);
    if (!code.empty()) append_text(to, shapes.coding_code, code);
    if (!display.empty()) append_text(to, shapes.coding_display, display);
}

void Engine::codeable_concept(Target const& target)
{
    auto const& arguments = target.arguments;
    auto const first = text(arguments[0]);
    auto const code = arguments.size() > 1 ? text(arguments[1]) : std::string_view{};
    auto const display = arguments.size() > 2 ? text(arguments[2]) : std::string_view{};
    if (arguments.size() > 1 ? code.empty() : first.empty()) return;
    auto* const element = made(target);
    if (element == nullptr) return;
    auto const& shapes = *plan_.shapes;
    element->type = shapes.codeable_concept;
    if (arguments.size() == 1) {
        append_text(*element, shapes.concept_text, first);
        return;
    }
    auto& part = append_text(*element, shapes.concept_coding, {});
    part.kind = Kind::complex;
    put_coding(part, first, code, display);
}

void Engine::coding(Target const& target)
{
    auto const system = text(target.arguments[0]);
    auto const code = text(target.arguments[1]);
    auto const display =
        target.arguments.size() > 2 ? text(target.arguments[2]) : std::string_view{};
    if (code.empty()) return;
    if (auto* const element = made(target)) put_coding(*element, system, code, display);
}

void Engine::translate(Target const& target)
{
    auto const* item = value(target.arguments[0]);
    if (item == nullptr || target.table == nullptr) return;
    std::string_view system;
    auto code = item->text;
    if (item->kind == Kind::complex) {
        // A CodeableConcept answers with its first coding, a Coding for itself.
        if (auto const* const first = item->child("coding")) item = first;
        system = item->value("system");
        code = item->value("code");
    }
    if (code.empty()) return;
    auto const found = target.table->find(system, code);
    if (!found) {
        return fail(target.place, "code-invalid", "the code table has no row for this code");
    }
    put_translation(target, *found->translation, found->as_it_is ? code : found->translation->code);
}

void Engine::put_translation(Target const& target, Translation const& found, std::string_view code)
{
    if (code.empty() && found.display.empty()) return; // A row that says: there is no match.
    bool const unproven = code.empty();
    auto const wanted = target.translate_to;
    if (wanted == TranslateTo::display) {
        auto const display = found.display.empty() ? code : std::string_view{found.display};
        return set_text(target, display, Kind::string, nullptr);
    }
    if (wanted == TranslateTo::codeable_concept) {
        auto* const element = made(target);
        if (element == nullptr) return;
        auto const& shapes = *plan_.shapes;
        element->type = shapes.codeable_concept;
        if (!unproven) {
            auto& part = append_text(*element, shapes.concept_coding, {});
            part.kind = Kind::complex;
            put_coding(part, found.system, code, found.display);
        }
        if (!found.display.empty()) append_text(*element, shapes.concept_text, found.display);
        return;
    }
    if (unproven) {
        return fail(target.place, "code-invalid",
                    "the code table has no proven code here, only a text: ask for "
                    "'CodeableConcept' or 'display'");
    }
    if (wanted == TranslateTo::coding) {
        auto* const element = made(target);
        if (element != nullptr) put_coding(*element, found.system, code, found.display);
        return;
    }
    set_text(target, wanted == TranslateTo::code ? code : std::string_view{found.system},
             Kind::string, nullptr);
}

/// "120 mm[Hg]", "<5 mg"
void Engine::quantity_of_text(Target const& target, std::string_view whole)
{
    auto const& shapes = *plan_.shapes;
    auto const digits = whole.find_first_not_of("<>= ");
    auto const comparator = whole.substr(0, whole.find_first_not_of("<>="));
    if (digits == std::string_view::npos) {
        return fail(target.place, "value", "this text is no number with a unit");
    }
    auto const end = whole.find(' ', digits);
    auto const number = whole.substr(digits, end == std::string_view::npos ? end : end - digits);
    auto* const element = path::parse_decimal(number) ? made(target) : nullptr;
    if (element == nullptr)
        return fail(target.place, "value", "this text is no number with a unit");
    element->type = shapes.quantity;
    append_text(*element, shapes.quantity_value, number).kind = Kind::number;
    if (!comparator.empty()) append_text(*element, shapes.quantity_comparator, comparator);
    if (end != std::string_view::npos) {
        auto const unit = whole.find_first_not_of(' ', end);
        if (unit != std::string_view::npos) {
            append_text(*element, shapes.quantity_unit, whole.substr(unit));
        }
    }
}

void Engine::quantity(Target const& target)
{
    auto const& arguments = target.arguments;
    auto const first = text(arguments[0]);
    if (failed() || first.empty()) return;
    if (arguments.size() == 1) return quantity_of_text(target, first);
    if (!path::parse_decimal(first))
        return fail(target.place, "value", "qty() wants a number first");
    auto const& shapes = *plan_.shapes;
    auto* const element = made(target);
    if (element == nullptr) return;
    element->type = shapes.quantity;
    append_text(*element, shapes.quantity_value, first).kind = Kind::number;
    Child const* const parts[] = {nullptr, shapes.quantity_unit, shapes.quantity_system,
                                  shapes.quantity_code};
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        auto const part = text(arguments[i]);
        if (!part.empty()) append_text(*element, parts[i], part);
    }
}

void Engine::identifier(Target const& target)
{
    auto const& arguments = target.arguments;
    auto const system = text(arguments[0]);
    auto const number = text(arguments[1]);
    auto const type = arguments.size() > 2 ? text(arguments[2]) : std::string_view{};
    if (number.empty()) return;
    auto* const element = made(target);
    if (element == nullptr) return;
    auto const& shapes = *plan_.shapes;
    element->type = shapes.identifier;
    if (!type.empty()) {
        auto& part = append_text(*element, shapes.identifier_type, {});
        part.kind = Kind::complex;
        auto& code = append_text(part, shapes.concept_coding, {});
        code.kind = Kind::complex;
        put_coding(code, "http://terminology.hl7.org/CodeSystem/v2-0203", type, {});
    }
    if (!system.empty()) append_text(*element, shapes.identifier_system, system);
    append_text(*element, shapes.identifier_value, number);
}

void Engine::contact_point(Target const& target)
{
    auto const& arguments = target.arguments;
    auto const number = text(arguments.back());
    if (failed() || number.empty()) return;
    std::string_view system = "phone";
    if (arguments.size() == 2) system = text(arguments[0]);
    else if (number.find('@') != std::string_view::npos) system = "email";
    else if (number.starts_with("http")) system = "url";
    auto* const element = made(target);
    if (element == nullptr) return;
    auto const& shapes = *plan_.shapes;
    element->type = shapes.contact_point;
    if (!system.empty()) append_text(*element, shapes.contact_system, system);
    append_text(*element, shapes.contact_value, number);
}

} // namespace fhir::map
