#include "fhir/text.h"
#include "fhir/xml/builder.h"
#include "fhir/xml/characters.h"
#include "fhir/xml/declaration.h"
#include "fhir/xml/xml.h"

namespace fhir::xml {

Parsed<Tree> read(std::string_view text, TypeSource const& types, Limits const& limits,
                  Unknown unknown)
{
    if (text.size() > limits.bytes_max) {
        return unreadable(text, limits.bytes_max, "the text is longer than the limit");
    }
    auto const declaration = read_declaration(text);
    if (declaration.wrong != nullptr)
        return unreadable(text, declaration.length, declaration.wrong);
    if (auto const wrong = first_invalid(text)) {
        return unreadable(text, *wrong, "not a character of XML in UTF-8: send the text as UTF-8");
    }
    Tree tree;
    auto const kept = tree.keep(text.substr(declaration.length));
    Builder builder{tree, kept, types, limits, unknown};
    if (!builder.build()) {
        return unreadable(text, declaration.length + builder.refused_at(), builder.refusal());
    }
    return tree;
}

} // namespace fhir::xml
