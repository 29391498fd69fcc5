// Why this file exists: what the house has written as JSON it reads back in one way, and the first
// member that is missing or of another kind is named.
#pragma once

#include "gateway/base/clock.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

/// Members of one object that this house wrote itself. What is missing or of another kind is noted
/// once, by name.
class JsonFields {
public:
    JsonFields(rapidjson::Value const& object, std::string& fault) : object_{object}, fault_{fault}
    {
        if (!object.IsObject()) fail("an object");
    }

    rapidjson::Value const* find(char const* name) const
    {
        if (!object_.IsObject()) return nullptr;
        auto const found = object_.FindMember(name);
        return found == object_.MemberEnd() ? nullptr : &found->value;
    }
    std::string text(char const* name) const
    {
        auto const* const value = find(name);
        if (value && value->IsString()) return {value->GetString(), value->GetStringLength()};
        fail(name);
        return "";
    }
    unsigned count(char const* name) const
    {
        auto const* const value = find(name);
        if (value && value->IsUint()) return value->GetUint();
        fail(name);
        return 0;
    }
    bool flag(char const* name) const
    {
        auto const* const value = find(name);
        if (!value || !value->IsBool()) fail(name);
        return value && value->IsTrue();
    }
    TimePoint time(char const* name) const
    {
        auto const* const value = find(name);
        if (value && value->IsInt64()) return TimePoint{microseconds{value->GetInt64()}};
        fail(name);
        return {};
    }
    Date date(char const* name) const
    {
        auto const day = parse_date(text(name));
        if (!day) fail(name);
        return day ? *day : Date{};
    }
    std::optional<double> number(char const* name) const
    {
        auto const* const value = find(name);
        if (!value) return {};
        if (!value->IsNumber()) fail(name);
        return value->IsNumber() ? std::optional{value->GetDouble()} : std::nullopt;
    }
    template <class Value, std::size_t count>
    Value one_of(char const* name, std::array<std::string_view, count> const& words) const
    {
        auto const found = std::ranges::find(words, text(name));
        if (found == words.end()) fail(name);
        return found == words.end() ? Value{} : static_cast<Value>(found - words.begin());
    }
    /// Reads each item of a list of objects.
    template <class Read> auto list(char const* name, Read read) const
    {
        std::vector<decltype(read(*this))> items;
        auto const* const value = find(name);
        if (!value || !value->IsArray()) fail(name);
        if (!value || !value->IsArray()) return items;
        for (auto const& item : value->GetArray()) items.push_back(read(JsonFields{item, fault_}));
        return items;
    }
    std::vector<std::string> texts(char const* name) const
    {
        std::vector<std::string> items;
        auto const* const value = find(name);
        if (!value || !value->IsArray()) fail(name);
        if (!value || !value->IsArray()) return items;
        for (auto const& item : value->GetArray()) {
            if (item.IsString()) items.emplace_back(item.GetString(), item.GetStringLength());
            else fail(name);
        }
        return items;
    }
    JsonFields inside(rapidjson::Value const& object) const { return {object, fault_}; }

private:
    void fail(std::string_view name) const
    {
        if (fault_.empty()) fault_ = name;
    }
    rapidjson::Value const& object_;
    std::string& fault_;
};

} // namespace foramen
