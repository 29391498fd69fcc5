#include "fhir/validate/walk.h"

#include <algorithm>

namespace fhir::validate {

namespace {

constexpr std::size_t name_bytes_max = 64;

bool looks_like_a_name(std::string_view text)
{
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto const fits = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
    return !text.empty() && text.size() <= name_bytes_max && letter(text[0]) &&
           std::ranges::all_of(text, fits);
}

std::string shown(std::string_view name)
{
    return std::string{looks_like_a_name(name) ? name : "?"};
}

} // namespace

std::string Place::path() const
{
    if (above == nullptr) return shown(element->text); // The root is called by its resourceType.
    auto text = above->path() + ".";
    auto const* const definition = element->definition;
    if (definition == nullptr) return text + shown(element->name);
    text += definition->name;
    if (definition->choice && element->type != nullptr) {
        text += ".ofType(" + std::string{element->type->name} + ")";
    }
    if (definition->list()) text += '[' + std::to_string(index) + ']';
    return text;
}

void Findings::add(Severity severity, std::string_view code, Place const& place, std::string text)
{
    if (issues_.size() < options_.issues_max) {
        issues_.push_back({severity, std::string{code}, place.path(), std::move(text)});
    } else if (issues_.size() == options_.issues_max) {
        issues_.push_back({Severity::error, "too-costly", "",
                           "there are more issues than are listed: mend these first"});
    }
}

} // namespace fhir::validate
