#include "gateway/mapping/schema_model.h"

#include "fhir/definitions/type_builder.h"
#include "fhir/json/json.h"
#include "gateway/mapping/hl7_tree.h"

#include <algorithm>
#include <cstdint>
#include <map>

namespace foramen {

using fhir::Element;
using fhir::ElementOutline;
using fhir::Issue;
using fhir::Issues;
using fhir::map::SourceFile;

namespace {

constexpr std::string_view url_prefix = "urn:foramen:model:";
constexpr std::string_view schema_ending = ".schema.json";

/// How the clinic's schemas say "a date" and "an instant": draft-04 has no format for a date.
constexpr std::string_view date_pattern = R"(^\d{4}-\d{2}-\d{2}$)";
constexpr std::string_view instant_pattern = R"(^\d{4}-\d{2}-\d{2}T)";

struct Place {
    std::string file;
    std::string pointer; ///< "#/booking/procedure": what a map writes behind the model's url.
    std::string name;    ///< "booking.booking.procedure"
    std::string url;

    Place child(std::string_view property) const
    {
        auto const mark = pointer.empty() ? "#/" : "/";
        std::string const part{property};
        return {file, pointer + mark + part, name + "." + part, url + mark + part};
    }
};

std::vector<std::string> texts_of(Element const& schema, std::string_view keyword)
{
    std::vector<std::string> texts;
    for (auto const* one = schema.first; one != nullptr; one = one->next) {
        if (one->name == keyword) texts.emplace_back(one->text);
    }
    return texts;
}

std::string_view text_type(Element const& schema)
{
    if (schema.child("enum") != nullptr) return "code";
    auto const pattern = schema.value("pattern");
    if (pattern == date_pattern) return "date";
    return pattern.starts_with(instant_pattern) ? "dateTime" : "string";
}

/// The FHIR type of a value, or empty when the schema says something that is not known here.
std::string_view primitive_type(Element const& schema)
{
    auto const type = schema.value("type");
    if (type == "string" || (type.empty() && schema.child("enum") != nullptr)) {
        return text_type(schema);
    }
    if (type == "integer" || type == "boolean") return type;
    return type == "number" ? "decimal" : "";
}

bool refers_elsewhere(Element const& schema)
{
    return std::ranges::any_of(
        std::to_array<std::string_view>({"$ref", "allOf", "anyOf", "oneOf", "patternProperties"}),
        [&](std::string_view keyword) { return schema.child(keyword) != nullptr; });
}

} // namespace

struct Models::State {
    explicit State(fhir::TypeSource const& base) : types{base} {}

    fhir::LayeredTypes types;
    std::vector<fhir::Tree> trees; ///< The schemas; Models have views into them.
    std::map<std::string, std::string, std::less<>> names_by_url;
    std::map<std::string, std::string> names_by_schema; ///< So that equal ones are one type.
    std::map<std::string, Model, std::less<>> models;
    std::vector<std::pair<Place, std::string>> referred; ///< Where, and to which model.
    Issues issues;

    void refuse(Place const& place, std::string text)
    {
        issues.push_back(
            {fhir::Severity::error, "structure", place.file + place.pointer, std::move(text)});
    }

    /// The name of the type that an object schema stands for.
    std::string add_object(Element const& schema, Place const& place, bool in_list)
    {
        auto outlines = outlines_of(schema, place);
        if (in_list) outlines.push_back({std::string{ordinal_name}, 0, 1, "integer", {}});
        auto const key = (in_list ? "list " : "") + fhir::json::write(schema);
        auto const [known, is_new] = names_by_schema.emplace(key, place.name);
        names_by_url.emplace(place.url, known->second);
        if (is_new) types.add(place.name, place.url, std::move(outlines));
        return known->second;
    }

    std::vector<ElementOutline> outlines_of(Element const& schema, Place const& place)
    {
        std::vector<ElementOutline> outlines;
        auto const* const properties = schema.child("properties");
        if (properties == nullptr) {
            refuse(place, "an object without \"properties\" cannot be mapped");
            return outlines;
        }
        auto const required = texts_of(schema, "required");
        for (auto const* one = properties->first; one != nullptr; one = one->next) {
            auto outline = outline_of(*one, place.child(one->name));
            outline.name = one->name;
            outline.min = std::ranges::find(required, outline.name) == required.end() ? 0 : 1;
            outlines.push_back(std::move(outline));
        }
        return outlines;
    }

    ElementOutline outline_of(Element const& schema, Place const& place)
    {
        if (auto const file = schema.value("$ref"); file.ends_with(schema_ending)) {
            ElementOutline outline;
            outline.type = file.substr(0, file.size() - schema_ending.size());
            referred.emplace_back(place, outline.type);
            return outline;
        }
        if (refers_elsewhere(schema)) {
            refuse(place, "schemas that refer to a part of or combine others are not supported");
            return {};
        }
        if (schema.value("type") != "array") return value_of(schema, place, false);
        auto const* const items = schema.child("items");
        if (items == nullptr || items->value("type") == "array") {
            refuse(place, "a list needs \"items\" that are no lists themselves");
            return {};
        }
        auto outline = value_of(*items, place, true);
        outline.max = UINT32_MAX;
        return outline;
    }

    ElementOutline value_of(Element const& schema, Place const& place, bool in_list)
    {
        ElementOutline outline;
        if (schema.value("type") == "object") {
            outline.type = add_object(schema, place, in_list);
            return outline;
        }
        outline.type = primitive_type(schema);
        if (outline.type.empty()) refuse(place, "the type is missing or not supported");
        if (outline.type == "code") outline.codes = texts_of(schema, "enum");
        return outline;
    }

    void add_model(SourceFile const& file)
    {
        std::string const name = file.name.substr(0, file.name.size() - schema_ending.size());
        auto tree = fhir::json::read(file.text);
        if (!tree) {
            for (auto issue : tree.issues()) {
                issue.expression = file.name + ", " + issue.expression;
                issues.push_back(std::move(issue));
            }
            return;
        }
        Place const place{file.name, "", name, std::string{url_prefix} + name};
        trees.push_back(*std::move(tree));
        add_object(trees.back().root(), place, false);
        models.emplace(name, describe(trees.back().root()));
    }

    static Model describe(Element const& schema)
    {
        Model model;
        for (auto const* one = schema.first; one != nullptr; one = one->next) {
            if (one->name == "required") model.required.push_back(one->text);
        }
        auto const* const properties = schema.child("properties");
        if (properties == nullptr) return model;
        for (auto const* one = properties->first; one != nullptr; one = one->next) {
            auto const value = one->value("default");
            if (!value.empty()) model.defaults.emplace_back(one->name, value);
        }
        return model;
    }
};

fhir::Parsed<Models> Models::load(std::span<SourceFile const> schemas, fhir::TypeSource const& base)
{
    auto state = std::make_unique<State>(base);
    state->trees.reserve(schemas.size());
    add_hl7_types(state->types);
    for (auto const& file : schemas) state->add_model(file);
    for (auto const& [place, name] : state->referred) {
        if (!state->models.contains(name)) state->refuse(place, "there is no such schema");
    }
    if (!state->issues.empty()) return std::move(state->issues);
    for (auto const& missing : state->types.settle()) {
        state->issues.push_back({fhir::Severity::fatal, "exception", "models",
                                 "the type \"" + missing + "\" is not known"});
    }
    if (!state->issues.empty()) return std::move(state->issues);
    // A whole model may stand in another one, which was read first: then the type has its name.
    for (auto& [name, model] : state->models) {
        model.type = state->types.type(state->names_by_url.at(std::string{url_prefix} + name));
    }
    return Models{std::move(state)};
}

Models::Models(std::unique_ptr<State> state) : state_{std::move(state)} {}
Models::Models(Models&&) noexcept = default;
Models& Models::operator=(Models&&) noexcept = default;
Models::~Models() = default;

fhir::Type const* Models::type(std::string_view name_or_url) const
{
    auto const found = state_->names_by_url.find(name_or_url);
    return state_->types.type(found == state_->names_by_url.end() ? name_or_url : found->second);
}

fhir::ValueSet const* Models::value_set(std::string_view url) const
{
    return state_->types.value_set(url);
}

Model const* Models::model(std::string_view name) const
{
    auto const found = state_->models.find(name);
    return found == state_->models.end() ? nullptr : &found->second;
}

} // namespace foramen
