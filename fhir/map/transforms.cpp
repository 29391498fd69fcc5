#include "fhir/map/transforms.h"

#include "fhir/path/embed.h"

#include <array>

namespace fhir::map {

namespace {

constexpr std::array table{
    TransformRow{"create", Transform::create, 0, 1, ""},
    TransformRow{"copy", Transform::value, 1, 1, ""},
    TransformRow{"truncate", Transform::truncate, 2, 2, "string"},
    TransformRow{"escape", Transform::escape, 3, 3, "string"},
    TransformRow{"cast", Transform::cast, 1, 2, ""},
    TransformRow{"append", Transform::append, 1, 32, "string"},
    TransformRow{"translate", Transform::translate, 2, 3, ""},
    TransformRow{"dateOp", Transform::date_operation, 3, 3, ""},
    TransformRow{"reference", Transform::reference, 1, 1, "string"},
    TransformRow{"uuid", Transform::uuid, 0, 0, "string"},
    TransformRow{"pointer", Transform::pointer, 1, 1, "string"},
    TransformRow{"evaluate", Transform::evaluate, 1, 2, ""},
    TransformRow{"cc", Transform::codeable_concept, 1, 3, "CodeableConcept"},
    TransformRow{"c", Transform::coding, 2, 3, "Coding"},
    TransformRow{"qty", Transform::quantity, 1, 4, "Quantity"},
    TransformRow{"id", Transform::identifier, 2, 3, "Identifier"},
    TransformRow{"cp", Transform::contact_point, 1, 2, "ContactPoint"},
    TransformRow{"toDate", Transform::to_date, 2, 2, "date"},
    TransformRow{"toDateTime", Transform::to_date_time, 2, 2, "dateTime"},
    TransformRow{"toTime", Transform::to_time, 2, 2, "time"},
};

} // namespace

TransformRow const* find_transform(std::string_view name)
{
    for (auto const& one : table) {
        if (one.name == name) return &one;
    }
    return nullptr;
}

std::string about_unknown_transform(std::string_view name)
{
    path::Suggestion suggestion{name};
    for (auto const& one : table) suggestion.offer(one.name);
    return "there is no transform " + std::string{name} + "()" + suggestion.text();
}

} // namespace fhir::map
