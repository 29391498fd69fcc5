#include "fhir/xml/order.h"

#include "fhir/definitions/definitions.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>

namespace fhir::xml {

namespace {

/// Place of a child among the elements of the type, if it is one of them.
std::optional<std::size_t> place_of(Type const& type, Element const& child)
{
    auto const* const wanted = child.definition;
    if (wanted == nullptr) return {};
    std::less<> const before;
    auto const* const first = type.elements.data();
    if (!before(wanted, first) && before(wanted, first + type.elements.size())) {
        return static_cast<std::size_t>(wanted - first);
    }
    auto const* const known = type.child(child.name);
    if (known == nullptr) return {};
    return known->order;
}

} // namespace

bool is_in_order(Element const& parent)
{
    if (parent.type == nullptr) return true;
    std::size_t last = 0;
    for (auto const* one = parent.first; one != nullptr; one = one->next) {
        auto const place = place_of(*parent.type, *one).value_or(last);
        if (place < last) return false;
        last = place;
    }
    return true;
}

std::vector<Element const*> in_order(Element const& parent)
{
    struct Placed {
        std::size_t place;
        Element const* element;
    };
    std::vector<Placed> placed;
    std::size_t last = 0;
    for (auto const* one = parent.first; one != nullptr; one = one->next) {
        if (parent.type != nullptr) last = place_of(*parent.type, *one).value_or(last);
        placed.push_back({last, one});
    }
    std::ranges::stable_sort(placed, {}, &Placed::place);
    std::vector<Element const*> result;
    result.reserve(placed.size());
    for (auto const& one : placed) result.push_back(one.element);
    return result;
}

} // namespace fhir::xml
