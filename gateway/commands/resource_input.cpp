#include "gateway/commands/resource_input.h"

#include "fhir/definitions/stu3.h"
#include "fhir/json/json.h"
#include "fhir/xml/xml.h"

namespace foramen {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

fhir::Parsed<fhir::Tree> read_json(std::string_view text, fhir::TypeSource const& types)
{
    auto tree = fhir::json::read(text);
    if (!tree) return tree;
    auto& root = tree->root();
    if (auto const* const type = types.type(root.text); type != nullptr) bind(root, *type, types);
    return tree;
}

} // namespace

fhir::TypeSource const& types_of(Arguments const& arguments)
{
    return arguments.has("--stu3") ? fhir::stu3() : fhir::r4();
}

Format format_of(std::string_view text)
{
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    auto const first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '<' ? Format::xml : Format::json;
}

fhir::Parsed<fhir::Tree> read_resource(std::string_view text, fhir::TypeSource const& types)
{
    return format_of(text) == Format::xml ? fhir::xml::read(text, types) : read_json(text, types);
}

fhir::Parsed<Lenient> read_leniently(std::string_view text, fhir::TypeSource const& types)
{
    auto tree = read_resource(text, types);
    if (tree) return Lenient{*std::move(tree), {}};
    auto refusal = tree.issues();
    if (format_of(text) == Format::json) return refusal;
    auto kept = fhir::xml::read(text, types, {}, fhir::xml::Unknown::keep);
    if (!kept) return refusal;
    return Lenient{*std::move(kept), std::move(refusal)};
}

} // namespace foramen
