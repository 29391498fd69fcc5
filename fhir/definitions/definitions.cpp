#include "fhir/definitions/definitions.h"

#include <algorithm>
#include <cstring>

namespace fhir {

namespace {

/// Shorter first: most names differ in length, so few texts are compared.
bool by_name(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) return a.size() < b.size();
    return std::memcmp(a.data(), b.data(), a.size()) < 0;
}

} // namespace

bool ValueSet::has_code(std::string_view code) const
{
    return std::binary_search(codes.begin(), codes.end(), code);
}

bool ValueSet::has(std::string_view system, std::string_view code) const
{
    auto const [first, last] = std::equal_range(codes.begin(), codes.end(), code);
    auto const offset = first - codes.begin();
    auto const count = last - first;
    auto const of_code =
        systems.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(count));
    return std::find(of_code.begin(), of_code.end(), system) != of_code.end();
}

Child const* Type::child(std::string_view json_name) const
{
    auto const found = std::lower_bound(
        children.begin(), children.end(), json_name,
        [](Child const& one, std::string_view wanted) { return by_name(one.name, wanted); });
    return found != children.end() && found->name == json_name ? &*found : nullptr;
}

ElementDefinition const* Type::element(std::string_view element_name) const
{
    auto const found = std::ranges::find(elements, element_name, &ElementDefinition::name);
    return found == elements.end() ? nullptr : &*found;
}

bool Type::is_a(std::string_view type_name) const
{
    for (auto const* one = this; one != nullptr; one = one->base) {
        if (one->name == type_name) return true;
    }
    return false;
}

void sort_children(std::span<Child> children)
{
    std::ranges::sort(children, by_name, &Child::name);
}

} // namespace fhir
