#include "fhir/json/primitive_parts.h"

namespace fhir::json {

namespace {

bool is_part(Element const& element) { return element.name.starts_with('_'); }

Element* first_named(Element& object, std::string_view name)
{
    for (auto* one = object.first; one != nullptr; one = one->next) {
        if (one->name == name) return one;
    }
    return nullptr;
}

/// The part gives what it has to `primitive`. A part that is null has nothing to give.
char const* give(Element& part, Element& primitive)
{
    if (part.kind != Kind::complex && part.kind != Kind::none) {
        return "an element that begins with an underscore must be an object or null";
    }
    if (!primitive.is_primitive()) return "only a primitive can have parts under an underscore";
    if (part.listed != primitive.listed) {
        return "an element and its underscore part must both be arrays, or neither";
    }
    primitive.first = part.first;
    primitive.last = part.last;
    return nullptr;
}

/// Turns a run of parts without primitives into primitives without values.
char const* stand_alone(Element* part, std::string_view part_name)
{
    for (; part != nullptr && part->name == part_name; part = part->next) {
        if (part->kind != Kind::complex && part->kind != Kind::none) {
            return "an element that begins with an underscore must be an object or null";
        }
        part->kind = Kind::none;
        part->text = {};
        part->name.remove_prefix(1);
    }
    return nullptr;
}

char const* join_run(Element& object, Element* part)
{
    auto const part_name = part->name;
    auto* primitive = first_named(object, part_name.substr(1));
    if (primitive == nullptr) return stand_alone(part, part_name);
    auto const name = primitive->name;
    for (; part != nullptr && part->name == part_name; part = part->next) {
        if (primitive == nullptr || primitive->name != name) {
            return "an underscore array is longer than the array that it belongs to";
        }
        if (auto const* wrong = give(*part, *primitive)) return wrong;
        primitive = primitive->next;
    }
    return nullptr;
}

void drop_parts(Element& object)
{
    Element* last = nullptr;
    for (auto* one = object.first; one != nullptr; one = one->next) {
        if (is_part(*one)) continue;
        if (last == nullptr) object.first = one;
        else last->next = one;
        last = one;
    }
    if (last == nullptr) object.first = nullptr;
    else last->next = nullptr;
    object.last = last;
}

} // namespace

char const* join_primitive_parts(Element& object)
{
    std::string_view joined;
    for (auto* one = object.first; one != nullptr; one = one->next) {
        if (!is_part(*one) || one->name == joined) continue;
        joined = one->name;
        if (auto const* wrong = join_run(object, one)) return wrong;
    }
    drop_parts(object);
    return nullptr;
}

} // namespace fhir::json
