#include "gateway/clinic/data_reader.h"

#include "gateway/base/clock.h"

#include <algorithm>

namespace foramen {

void DataReader::only(Place const& object, std::initializer_list<std::string_view> names)
{
    if (!object->IsObject()) return fail(object.pointer(), "must be an object");
    std::string known;
    for (auto const name : names) known.append(" ").append(name);
    for (auto const& one : object->GetObject()) {
        if (std::ranges::find(names, text_of(one.name)) != names.end()) continue;
        fail(Place{object, text_of(one.name), one.value}.pointer(),
             "is not known here; there are:" + known);
    }
}

bool DataReader::has(Place const& parent, char const* name)
{
    return parent->IsObject() && parent->HasMember(name);
}

std::optional<Place> DataReader::member(Place const& parent, std::string_view name)
{
    if (parent->IsObject()) {
        for (auto const& one : parent->GetObject()) {
            if (text_of(one.name) == name) return Place{parent, name, one.value};
        }
    }
    fail(parent.pointer() + "/" + std::string{name}, "is missing");
    return {};
}

std::optional<Place> DataReader::list(Place const& parent, std::string_view name)
{
    auto place = member(parent, name);
    if (!place || ((*place)->IsArray() && !(*place)->Empty())) return place;
    fail(place->pointer(), "must be a list that is not empty");
    return {};
}

std::string DataReader::text(Place const& parent, std::string_view name)
{
    auto const place = member(parent, name);
    if (!place) return "";
    if ((*place)->IsString() && (*place)->GetStringLength() > 0) {
        return std::string{text_of(**place)};
    }
    fail(place->pointer(), "must be a text that is not empty");
    return "";
}

std::string DataReader::date(Place const& parent, std::string_view name)
{
    auto written = text(parent, name);
    if (!written.empty() && !parse_date(written)) {
        fail(parent.pointer() + "/" + std::string{name}, "must be a date such as 2026-12-25");
    }
    return written;
}

} // namespace foramen
