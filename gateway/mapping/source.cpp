#include "gateway/mapping/source.h"

#include "fhir/json/json.h"
#include "fhir/xml/xml.h"
#include "gateway/mapping/event_tree.h"
#include "gateway/mapping/hl7_tree.h"

namespace foramen {

namespace {

using fhir::Issue;
using fhir::Severity;

Issue other(std::string_view what) { return {Severity::error, "structure", "", std::string{what}}; }

bool looks_like_xml(std::string_view text)
{
    auto const first = text.find_first_of("<{");
    return first != std::string_view::npos && text[first] == '<';
}

fhir::Parsed<fhir::Tree> read_resource(std::string_view text, fhir::Type const& type,
                                       Models const& models)
{
    auto tree = looks_like_xml(text) ? fhir::xml::read(text, models) : fhir::json::read(text);
    if (!tree) return tree;
    if (tree->root().text != type.name) {
        return other("this map takes a resource of another type");
    }
    fhir::bind(tree->root(), type, models);
    return tree;
}

std::string_view part(fhir::Element const* field)
{
    return field == nullptr ? std::string_view{} : field->value("c1");
}

} // namespace

fhir::Parsed<fhir::Tree> read_source(std::string_view text, fhir::Type const& type,
                                     Models const& models)
{
    bool const is_hl7 = looks_like_hl7(text);
    if (type.url == hl7_model_url) {
        if (!is_hl7) return other("this map takes an HL7 v2 message, which begins with MSH");
        return read_hl7(text, models);
    }
    if (is_hl7) return other("this map takes no HL7 v2 message");
    if (type.kind == fhir::TypeKind::resource) return read_resource(text, type, models);
    return read_event(text, Model{&type, {}, {}}, models);
}

std::string source_key(fhir::Element const& source)
{
    if (auto const* const header = source.child("MSH")) {
        std::string key{part(header->child("f3"))};
        key.append("|").append(part(header->child("f4"))).append("|");
        return key.append(part(header->child("f10")));
    }
    if (source.text.empty()) return std::string{source.value("eventId")};
    return std::string{source.text}.append("/").append(source.value("id"));
}

} // namespace foramen
