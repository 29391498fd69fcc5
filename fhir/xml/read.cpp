#include "fhir/xml/builder.h"
#include "fhir/xml/characters.h"
#include "fhir/xml/declaration.h"
#include "fhir/xml/xml.h"

#include <algorithm>

namespace fhir::xml {

namespace {

Issue issue_at(std::string_view text, std::size_t offset, std::string what)
{
    auto const before = text.substr(0, std::min(offset, text.size()));
    auto const line = std::count(before.begin(), before.end(), '\n') + 1;
    auto const start = before.rfind('\n') + 1; // npos + 1 is 0
    return {Severity::fatal, "structure",
            "line " + std::to_string(line) + ", column " +
                std::to_string(before.size() - start + 1),
            std::move(what)};
}

} // namespace

Parsed<Tree> read(std::string_view text, TypeSource const& types, Limits const& limits,
                  Unknown unknown)
{
    if (text.size() > limits.bytes_max) {
        return issue_at(text, limits.bytes_max, "the text is longer than the limit");
    }
    auto const declaration = read_declaration(text);
    if (declaration.wrong != nullptr) return issue_at(text, declaration.length, declaration.wrong);
    if (auto const wrong = first_invalid(text)) {
        return issue_at(text, *wrong, "not a character of XML in UTF-8: send the text as UTF-8");
    }
    Tree tree;
    auto const kept = tree.keep(text.substr(declaration.length));
    Builder builder{tree, kept, types, limits, unknown};
    if (!builder.build()) {
        return issue_at(text, declaration.length + builder.refused_at(), builder.refusal());
    }
    return tree;
}

} // namespace fhir::xml
