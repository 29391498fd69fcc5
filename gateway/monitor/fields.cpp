#include "gateway/monitor/fields.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <algorithm>
#include <charconv>

namespace foramen {

namespace {

constexpr std::size_t fields_bytes_max = 16 * 1024;

} // namespace

Result<Fields> read_fields(std::string_view body, std::span<std::string_view const> names)
{
    Fields fields;
    if (body.empty()) return fields;
    if (body.size() > fields_bytes_max) return incorrect("the body is longer than 16 KiB");
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
        body.data(), body.size());
    if (document.HasParseError()) {
        return incorrect("the body is not JSON at byte " +
                         std::to_string(document.GetErrorOffset()) + ": " +
                         rapidjson::GetParseError_En(document.GetParseError()));
    }
    if (!document.IsObject()) return incorrect("the body must be a JSON object");
    for (auto const& member : document.GetObject()) {
        std::string name{member.name.GetString(), member.name.GetStringLength()};
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            return incorrect("the body has a member that does not belong here");
        }
        if (!member.value.IsString()) return incorrect("/" + name + " must be a string");
        std::string text{member.value.GetString(), member.value.GetStringLength()};
        if (!fields.emplace(std::move(name), std::move(text)).second) {
            return incorrect("the body names one member twice");
        }
    }
    return fields;
}

Result<std::uint64_t> read_count(std::string_view name, std::string_view text, std::uint64_t least,
                                 std::uint64_t most)
{
    std::uint64_t number = 0;
    auto const* const end = text.data() + text.size();
    auto const read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number < least || number > most) {
        return incorrect("the parameter " + std::string{name} + " must be a whole number from " +
                         std::to_string(least) + " to " + std::to_string(most));
    }
    return number;
}

Result<std::chrono::minutes> read_age(std::string_view name, std::string_view text)
{
    using namespace std::chrono;
    auto const unit = text.empty() ? '\0' : text.back();
    auto const one = unit == 'm'   ? minutes{1}
                     : unit == 'h' ? minutes{hours{1}}
                     : unit == 'd' ? minutes{days{1}}
                                   : minutes{0};
    auto const count = read_count(name, text.substr(0, text.size() - (unit != '\0')), 1, 9'999);
    if (one == minutes{0} || !count) {
        return incorrect("the parameter " + std::string{name} +
                         " must be an age such as 30m, 2h or 3d");
    }
    return one * static_cast<int>(*count);
}

} // namespace foramen
