#include "fhir/validate/limits.h"

#include <algorithm>
#include <charconv>

namespace fhir::validate {

namespace {

constexpr std::string_view max_value_set =
    "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";

std::string_view largest_set(Element const& binding)
{
    for (auto const* one = binding.first; one != nullptr; one = one->next) {
        if (one->name != "extension" || one->value("url") != max_value_set) continue;
        auto const canonical = one->value("valueCanonical");
        return canonical.empty() ? one->value("valueUri") : canonical;
    }
    return {};
}

} // namespace

Limits limits_of(Element const& said, Type const* type, TypeSource const& types)
{
    Limits limits;
    for (auto const* one = said.first; one != nullptr; one = one->next) {
        if (one->name.starts_with("minValue") || one->name.starts_with("maxValue")) {
            if (auto bound = Bound::make(*one, type, types)) {
                limits.bounds.push_back(*std::move(bound));
            }
        } else if (one->name == "maxLength") {
            auto const text = one->text;
            std::from_chars(text.data(), text.data() + text.size(), limits.length_max);
        } else if (one->name == "binding") {
            limits.value_set_max = largest_set(*one);
        }
    }
    return limits;
}

bool is_longer(std::string_view text, std::uint32_t characters)
{
    if (text.size() <= characters) return false;
    auto const begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return std::ranges::count_if(text, begins) > static_cast<std::ptrdiff_t>(characters);
}

} // namespace fhir::validate
