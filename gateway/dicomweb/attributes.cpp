#include "gateway/dicomweb/attributes.h"

namespace foramen::dicomweb {

namespace {

Json const* values(Json const& row, char const* tag)
{
    if (!row.IsObject()) return nullptr;
    auto const attribute = row.FindMember(tag);
    if (attribute == row.MemberEnd() || !attribute->value.IsObject()) return nullptr;
    auto const list = attribute->value.FindMember("Value");
    return list == attribute->value.MemberEnd() || !list->value.IsArray() ? nullptr : &list->value;
}

std::string text_of(Json const& value)
{
    if (value.IsString()) return {value.GetString(), value.GetStringLength()};
    if (value.IsUint64()) return std::to_string(value.GetUint64());
    if (!value.IsObject()) return {};
    auto const name = value.FindMember("Alphabetic");
    if (name == value.MemberEnd() || !name->value.IsString()) return {};
    return {name->value.GetString(), name->value.GetStringLength()};
}

std::string trimmed(std::string const& text)
{
    auto const first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(std::string{" \0", 2}) - first + 1);
}

std::string component(std::string_view text, std::size_t number)
{
    for (; number > 0; --number) {
        auto const caret = text.find('^');
        if (caret == std::string_view::npos) return {};
        text.remove_prefix(caret + 1);
    }
    return std::string{text.substr(0, text.find('^'))};
}

} // namespace

std::vector<std::string> texts(Json const& row, char const* tag)
{
    std::vector<std::string> all;
    auto const* const list = values(row, tag);
    if (list == nullptr) return all;
    for (auto const& one : list->GetArray()) all.push_back(trimmed(text_of(one)));
    return all;
}

std::string text(Json const& row, char const* tag)
{
    auto all = texts(row, tag);
    return all.empty() ? std::string{} : std::move(all.front());
}

unsigned count(Json const& row, char const* tag)
{
    auto const digits = text(row, tag);
    if (digits.empty() || digits.size() > 9) return 0;
    if (digits.find_first_not_of("0123456789") != std::string::npos) return 0;
    return static_cast<unsigned>(std::stoul(digits));
}

std::vector<Json const*> items(Json const& row, char const* tag)
{
    std::vector<Json const*> all;
    auto const* const list = values(row, tag);
    if (list == nullptr) return all;
    for (auto const& one : list->GetArray()) all.push_back(&one);
    return all;
}

hl7v2::PersonName person_name(std::string_view text)
{
    auto given = component(text, 1);
    auto const middle = component(text, 2);
    if (!middle.empty()) given += ' ' + middle;
    return {Sensitive{component(text, 0)}, Sensitive{std::move(given)}};
}

std::optional<Date> day(std::string_view text)
{
    if (text.size() != 8) return {};
    return hl7v2::read_day(text);
}

std::optional<hl7v2::Moment> moment(std::string_view date, std::string_view time)
{
    if (date.size() != 8) return {};
    // HHMMSS.FFFFFF; what is no time of day leaves the day.
    auto const precise = hl7v2::read_moment(std::string{date} + std::string{time});
    return precise ? precise : hl7v2::read_moment(date);
}

} // namespace foramen::dicomweb
