#include "gateway/clinic/reading.h"

namespace foramen {

namespace {
Json const absent;
}

std::optional<Place> Reading::find(Place const& parent, std::string_view name)
{
    Json const key{rapidjson::StringRef(name.data(), name.size())};
    auto const found = parent->FindMember(key);
    if (found == parent->MemberEnd()) return {};
    return Place{parent, name, found->value};
}

Place Reading::member(Place const& parent, std::string_view name)
{
    auto const found = find(parent, name);
    return found ? *found : Place{parent, name, absent};
}

std::string Reading::text(Place const& parent, std::string_view name)
{
    auto const found = find(parent, name);
    return found && (*found)->IsString() ? std::string{text_of(**found)} : "";
}

std::optional<double> Reading::number(Place const& parent, std::string_view name)
{
    auto const found = find(parent, name);
    if (!found || !(*found)->IsNumber()) return {};
    return (*found)->GetDouble();
}

TimePoint Reading::instant(Place const& parent, std::string_view name)
{
    auto const place = member(parent, name);
    auto const time = parse_rfc3339(place->IsString() ? text_of(*place) : "");
    if (time) return *time;
    fault(place, "is not an instant that exists: write it as 2030-01-14T17:15:00Z or with an "
                 "offset of at most 14:00");
    return {};
}

Date Reading::date(Place const& place)
{
    auto const day = parse_date(place->IsString() ? text_of(*place) : "");
    if (day) return *day;
    fault(place, "is not a day of the calendar: write it as 2030-01-14");
    return {};
}

std::string Reading::id(Place const& parent, std::string_view name)
{
    auto const place = member(parent, name);
    auto id = text(parent, name);
    if (id.find_first_not_of(' ') == std::string::npos) fault(place, "must not be empty");
    if (characters_in(id) > id_characters_max) fault(place, "must have at most 64 characters");
    return id;
}

unsigned Reading::version(Place const& parent)
{
    auto const place = member(parent, "version");
    if (place->IsUint() && place->GetUint() <= version_max) return place->GetUint();
    fault(place, "must be a whole number of at most 1000000 that rises by one with each change");
    return 0;
}

std::optional<double> Reading::number_within(Place const& parent, std::string_view name,
                                             double least, double most, std::string_view unit)
{
    auto const value = number(parent, name);
    if (!value || (*value >= least && *value <= most)) return value;
    auto const whole = [](double limit) { return std::to_string(static_cast<long>(limit)); };
    fault(member(parent, name),
          "must lie between " + whole(least) + " and " + whole(most) + " " + std::string{unit});
    return value;
}

} // namespace foramen
