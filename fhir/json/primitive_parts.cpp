#include "fhir/json/primitive_parts.h"

#include <algorithm>
#include <vector>

namespace fhir::json {

namespace {

constexpr char const* not_an_object =
    "an element that begins with an underscore must be an object or null";

bool is_part(Element const& element) { return element.name.starts_with('_'); }
bool is_object_or_null(Element const& part)
{
    return part.kind == Kind::complex || part.kind == Kind::none;
}

/// The first element of each name that is no part: hostile input has a million of them.
class Names {
public:
    explicit Names(Element& object)
    {
        for (auto* one = object.first; one != nullptr; one = one->next) {
            if (is_part(*one)) continue;
            if (firsts_.empty() || firsts_.back()->name != one->name) firsts_.push_back(one);
        }
        std::ranges::sort(firsts_, {}, &Element::name);
    }
    Element* find(std::string_view name) const
    {
        auto const found = std::ranges::lower_bound(firsts_, name, {}, &Element::name);
        return found != firsts_.end() && (*found)->name == name ? *found : nullptr;
    }

private:
    std::vector<Element*> firsts_;
};

/// The part gives what it has to `primitive`. A part that is null has nothing to give.
char const* give(Element& part, Element& primitive)
{
    if (!is_object_or_null(part)) return not_an_object;
    if (!primitive.is_primitive()) return "only a primitive can have parts under an underscore";
    if (part.listed != primitive.listed) {
        return "an element and its underscore part must both be arrays, or neither";
    }
    primitive.first = part.first;
    primitive.last = part.last;
    primitive.had_empty = part.had_empty || (part.kind == Kind::complex && part.first == nullptr);
    return nullptr;
}

/// Turns a run of parts without primitives into primitives without values.
char const* stand_alone(Element* part, std::string_view part_name)
{
    for (; part != nullptr && part->name == part_name; part = part->next) {
        if (!is_object_or_null(*part)) return not_an_object;
        part->kind = Kind::none;
        part->text = {};
        part->name.remove_prefix(1);
    }
    return nullptr;
}

char const* join_run(Element* part, Element* primitive)
{
    auto const part_name = part->name;
    if (part_name.size() < 2 || part_name[1] == '_') {
        return "one underscore and a name are needed, not an underscore alone or two";
    }
    if (primitive == nullptr) return stand_alone(part, part_name);
    auto const name = primitive->name;
    for (; part != nullptr && part->name == part_name; part = part->next) {
        if (primitive == nullptr || primitive->name != name) {
            return "an underscore array is longer than the array that it belongs to";
        }
        if (auto const* wrong = give(*part, *primitive)) return wrong;
        primitive = primitive->next;
    }
    if (primitive != nullptr && primitive->name == name) {
        return "an underscore array is shorter than the array that it belongs to: fill it with "
               "null";
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
    Names const names{object};
    std::string_view joined;
    for (auto* one = object.first; one != nullptr; one = one->next) {
        if (!is_part(*one) || one->name == joined) continue;
        joined = one->name;
        auto* const primitive = names.find(joined.substr(1));
        if (auto const* wrong = join_run(one, primitive)) return wrong;
    }
    drop_parts(object);
    return nullptr;
}

} // namespace fhir::json
