#include "fhir/validate/values.h"

namespace fhir::validate {

namespace {

/// Extensions of a primitive are no part of a value that only says a text.
bool same_text(Element const& wanted, Element const& value)
{
    return wanted.is_primitive() == value.is_primitive() &&
           (!wanted.is_primitive() || (wanted.kind == value.kind && wanted.text == value.text));
}

} // namespace

bool is_fixed_as(Element const& fixed, Element const& value)
{
    if (!same_text(fixed, value)) return false;
    if (fixed.is_primitive() && fixed.first == nullptr) return true;
    auto const* a = fixed.first;
    auto const* b = value.first;
    for (; a != nullptr && b != nullptr; a = a->next, b = b->next) {
        if (a->name != b->name || !is_fixed_as(*a, *b)) return false;
    }
    return a == nullptr && b == nullptr;
}

bool has_pattern(Element const& pattern, Element const& value)
{
    if (!same_text(pattern, value)) return false;
    for (auto const* wanted = pattern.first; wanted != nullptr; wanted = wanted->next) {
        auto found = false;
        for (auto const* one = value.first; one != nullptr && !found; one = one->next) {
            found = one->name == wanted->name && has_pattern(*wanted, *one);
        }
        if (!found) return false;
    }
    return true;
}

} // namespace fhir::validate
