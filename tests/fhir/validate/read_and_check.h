// Why this file exists: tests put a resource to the validator as JSON text, as partners send it.
#pragma once

#include "fhir/json/json.h"
#include "fhir/validate/validate.h"

namespace fhir::validate {

inline Issues issues_of(std::string_view text)
{
    auto tree = json::read(text);
    if (!tree) return tree.issues();
    auto const* const type = r4().type(tree->root().text);
    if (type != nullptr) bind(tree->root(), *type, r4());
    Options options;
    options.shape = Shape::json;
    return check(tree->root(), r4(), options);
}

} // namespace fhir::validate
