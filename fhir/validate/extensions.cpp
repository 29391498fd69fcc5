// Why this file exists: an extension means what its definition says, and one that nobody knows
// may change the meaning of all around it. https://hl7.org/fhir/R4/extensibility.html
#include "fhir/validate/profile_check.h"

namespace fhir::validate {

namespace {

bool is_modifier(Element const& element)
{
    return element.definition != nullptr && element.definition->name == "modifierExtension";
}

} // namespace

void ProfileCheck::extension(Element const& element, Place const& place)
{
    auto const url = element.value("url");
    // Without a scheme it is a part of the extension around it, whose definition says the rest.
    if (url.find(':') == std::string_view::npos) {
        auto const* const parent = place.above == nullptr ? nullptr : place.above->element->type;
        if (url.empty() || parent == nullptr || parent->name == "Extension") return;
        return add(Severity::error, "extension", place,
                   "needs an absolute url: only inside another extension it may be a name");
    }
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
    resource_ = &neighbours_.resource();
    context(*found, place);
    context_rules(*found, element, place);
    apply(*found, element, place);
}

} // namespace fhir::validate
