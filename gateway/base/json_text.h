// Why this file exists: JSON is written in many rooms, in one way.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <string>
#include <string_view>

namespace foramen {

/// Writes one JSON text. Keys and values in the order of the calls; escaping is done here.
class JsonText {
public:
    JsonText& object() { return writer_.StartObject(), *this; }
    JsonText& end_object() { return writer_.EndObject(), *this; }
    JsonText& array() { return writer_.StartArray(), *this; }
    JsonText& end_array() { return writer_.EndArray(), *this; }
    JsonText& key(std::string_view name)
    {
        return writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())), *this;
    }
    JsonText& text(std::string_view value)
    {
        return writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size())), *this;
    }
    template <std::integral Number> JsonText& number(Number value)
    {
        if constexpr (std::signed_integral<Number>) writer_.Int64(value);
        else writer_.Uint64(value);
        return *this;
    }
    JsonText& number(double value) { return writer_.Double(value), *this; }
    JsonText& flag(bool value) { return writer_.Bool(value), *this; }
    JsonText& null() { return writer_.Null(), *this; }
    /// Text that is JSON already.
    JsonText& raw(std::string_view json)
    {
        return writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType), *this;
    }

    JsonText& member(std::string_view name, std::string_view value)
    {
        return key(name).text(value);
    }
    template <std::integral Number> JsonText& member(std::string_view name, Number value)
    {
        return key(name).number(value);
    }

    std::string take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

private:
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

} // namespace foramen
