// Why this file exists: gives each element of a tree its definition and type.
#include "fhir/definitions/definitions.h"
#include "fhir/element.h"

namespace fhir {

void bind(Element& element, Type const& type, TypeSource const& types)
{
    auto const* actual = &type;
    // A backbone may be called "resource" too; only where a resource stands, its own word counts.
    if (type.kind == TypeKind::resource && !element.is_primitive() && !element.text.empty()) {
        auto const* const named = types.type(element.text);
        if (named != nullptr && named->kind == TypeKind::resource) actual = named;
    }
    element.type = actual;
    for (auto* one = element.first; one != nullptr; one = one->next) {
        auto const* const child = actual->child(one->name);
        if (child == nullptr) continue;
        one->definition = child->definition;
        if (child->reference != nullptr && child->reference->type != nullptr) {
            bind(*one, *child->reference->type, types);
        }
    }
}

} // namespace fhir
