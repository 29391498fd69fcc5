// Why this file exists: an extension means what its definition says, and one that nobody knows
// may change the meaning of all around it. https://hl7.org/fhir/R4/extensibility.html
#include "fhir/validate/profile_check.h"

#include <algorithm>

namespace fhir::validate {

namespace {

bool is_modifier(Element const& element)
{
    return element.definition != nullptr && element.definition->name == "modifierExtension";
}

std::string_view plain(std::string_view path)
{
    return path.ends_with("[x]") ? path.substr(0, path.size() - 3) : path;
}

/// Whether `context` ("Patient", "Element", "Observation.component") means this element.
bool is_meant(std::string_view context, Element const& element)
{
    auto const* const type = element.type;
    if (type == nullptr) return true;
    if (context == "Element") return type->kind != TypeKind::resource;
    if (type->is_a(context)) return true;
    return element.definition != nullptr && plain(element.definition->path) == plain(context);
}

} // namespace

void ProfileCheck::extension(Element const& element, Place const& place)
{
    auto const url = element.value("url");
    // Without a scheme it is a part of the extension around it, whose definition says the rest.
    if (url.find(':') == std::string_view::npos) return;
    auto const modifier = is_modifier(element);
    auto const* const found = profile(url);
    if (found == nullptr) {
        if (!modifier) {
            return add(Severity::warning, "extension", place,
                       "is an extension that is not known here: add its package, or check its url");
        }
        return add(Severity::error, "extension", place,
                   "is a modifier extension that is not known here, so its resource cannot be "
                   "understood: add its package, or check its url");
    }
    if (modifier != found->is_modifier()) {
        add(Severity::error, "extension", place,
            modifier ? "is no modifier extension: write it as an extension"
                     : "is a modifier extension: write it as a modifierExtension");
    }
    auto const* const parent = place.above == nullptr ? nullptr : place.above->element;
    auto const& contexts = found->contexts();
    auto const meant = [&](std::string_view context) { return is_meant(context, *parent); };
    if (parent != nullptr && !contexts.empty() && std::ranges::none_of(contexts, meant)) {
        std::string places;
        for (auto const one : contexts) places += (places.empty() ? "" : ", ") + std::string{one};
        add(Severity::error, "extension", place, "may stand in " + places + " only");
    }
    resource_ = &neighbours_.resource();
    apply(*found, element, place);
}

} // namespace fhir::validate
