#include "gateway/clinic/schema_faults.h"

#include "gateway/clinic/schema.h"

#include <algorithm>

namespace foramen {

namespace {

Json const* keyword(Json const& schema, char const* name)
{
    auto const found = schema.FindMember(name);
    return found == schema.MemberEnd() ? nullptr : &found->value;
}

std::string with_article(std::string_view type)
{
    if (type == "object") return "an object";
    if (type == "array") return "an array";
    if (type == "string") return "a text";
    if (type == "integer") return "a whole number";
    if (type == "boolean") return "true or false";
    return "a number";
}

bool has_type(Json const& json, std::string_view type)
{
    if (type == "object") return json.IsObject();
    if (type == "array") return json.IsArray();
    if (type == "string") return json.IsString();
    if (type == "boolean") return json.IsBool();
    if (type == "number") return json.IsNumber();
    return json.IsInt64() || json.IsUint64();
}

std::string listed(Json const& names)
{
    std::string list;
    for (auto const& name : names.GetArray()) {
        if (!list.empty()) list += ", ";
        list += text_of(name);
    }
    return list;
}

bool is_one_of(Json const& value, Json const& names)
{
    return value.IsString() && std::ranges::any_of(names.GetArray(), [&](auto const& name) {
               return text_of(name) == text_of(value);
           });
}

void check_text(Json const& schema, Place const& place, FaultList& faults)
{
    auto const text = text_of(*place);
    auto const* const shortest = keyword(schema, "minLength");
    auto const* const longest = keyword(schema, "maxLength");
    if (shortest && characters_in(text) < shortest->GetUint()) {
        faults.add(place,
                   "must have at least " + std::to_string(shortest->GetUint()) + " character(s)");
    }
    if (longest && characters_in(text) > longest->GetUint()) {
        faults.add(place,
                   "must have at most " + std::to_string(longest->GetUint()) + " characters");
    }
    auto const* const pattern = keyword(schema, "pattern");
    if (!pattern) return;
    auto const fits = fits_pattern(text_of(*pattern), text);
    if (fits && *fits) return;
    auto const* const description = keyword(schema, "description");
    auto const meaning = description ? " (" + std::string{text_of(*description)} + ")" : "";
    faults.add(place, "must fit the pattern " + std::string{text_of(*pattern)} + meaning);
}

std::string written(Json const& number)
{
    if (number.IsInt64()) return std::to_string(number.GetInt64());
    return std::to_string(number.GetDouble());
}

void check_number(Json const& schema, Place const& place, FaultList& faults)
{
    auto const value = place->GetDouble();
    auto const* const least = keyword(schema, "minimum");
    auto const* const most = keyword(schema, "maximum");
    if (least && value < least->GetDouble()) {
        faults.add(place, "must not be less than " + written(*least));
    }
    if (most && value > most->GetDouble()) {
        faults.add(place, "must not be more than " + written(*most));
    }
}

void check_array(Json const& schema, Place const& place, FaultList& faults)
{
    if (auto const* const least = keyword(schema, "minItems");
        least && place->Size() < least->GetUint()) {
        faults.add(place, "must have at least " + std::to_string(least->GetUint()) + " item(s)");
    }
    auto const* const items = keyword(schema, "items");
    for (rapidjson::SizeType i = 0; items && i < place->Size() && !faults.full(); ++i) {
        find_schema_faults(*items, Place{place, i, (*place)[i]}, faults);
    }
}

void check_required(Json const& schema, Place const& place, FaultList& faults)
{
    auto const* const required = keyword(schema, "required");
    if (!required) return;
    static Json const absent;
    for (auto const& name : required->GetArray()) {
        if (place->HasMember(name)) continue;
        faults.add(Place{place, text_of(name), absent}, "is missing");
    }
}

void check_object(Json const& schema, Place const& place, FaultList& faults)
{
    check_required(schema, place, faults);
    auto const* const properties = keyword(schema, "properties");
    for (auto const& member : place->GetObject()) {
        if (faults.full()) return;
        Place const here{place, text_of(member.name), member.value};
        auto const rule =
            properties ? properties->FindMember(member.name) : Json::ConstMemberIterator{};
        if (properties && rule != properties->MemberEnd()) {
            find_schema_faults(rule->value, here, faults);
        } else if (keyword(schema, "additionalProperties")) {
            faults.add(here, "is not a member of this object: leave it out");
        }
    }
}

} // namespace

void find_schema_faults(Json const& schema, Place const& place, FaultList& faults)
{
    if (auto const* const type = keyword(schema, "type");
        type && !has_type(*place, text_of(*type))) {
        faults.add(place, "must be " + with_article(text_of(*type)));
        return;
    }
    if (auto const* const names = keyword(schema, "enum"); names && !is_one_of(*place, *names)) {
        faults.add(place, "must be one of: " + listed(*names));
    }
    if (place->IsString()) check_text(schema, place, faults);
    else if (place->IsNumber()) check_number(schema, place, faults);
    else if (place->IsArray()) check_array(schema, place, faults);
    else if (place->IsObject()) check_object(schema, place, faults);
}

} // namespace foramen
