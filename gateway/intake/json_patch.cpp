#include "gateway/intake/json_patch.h"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace foramen {

namespace {

constexpr rapidjson::SizeType operations_max = 200;

using Value = rapidjson::Value;
using Pointer = rapidjson::Pointer;

/// One operation on one document. Each step answers false where its pointer leads nowhere.
class Patch {
public:
    Patch(rapidjson::Document& document, Value const& operation)
        : document_{document}, operation_{operation}
    {}

    Result<> apply()
    {
        auto const name = text("op");
        Pointer const path{text("path").c_str()};
        if (!path.IsValid() || !operation_.HasMember("path")) return wrong("has no valid path");
        if (name == "remove") return done(remove(path));
        if (name == "test") return test(path);
        if (name == "copy" || name == "move")
            return relocate(path, name == "move" ? Origin::taken : Origin::kept);
        if (name != "add" && name != "replace") return wrong("has an op that RFC 6902 lacks");
        if (!operation_.HasMember("value")) return wrong("has no value");
        Value value{operation_["value"], document_.GetAllocator()};
        if (name == "add") return done(add(path, value));
        auto* const there = path.Get(document_);
        if (there == nullptr) return done(false);
        *there = value;
        return {};
    }

private:
    enum class Origin { kept, taken };

    std::string text(char const* key) const
    {
        auto const found = operation_.FindMember(key);
        if (found == operation_.MemberEnd() || !found->value.IsString()) return "";
        return {found->value.GetString(), found->value.GetStringLength()};
    }

    static Error wrong(std::string_view what)
    {
        return incorrect("an operation of the patch " + std::string{what});
    }
    static Result<> done(bool found)
    {
        if (!found) return wrong("has a path that leads nowhere");
        return {};
    }

    Result<> test(Pointer const& path) const
    {
        auto const* const there = path.Get(document_);
        if (there != nullptr && operation_.HasMember("value") && *there == operation_["value"]) {
            return {};
        }
        return conflict("a test of the patch does not hold: read the resource again");
    }

    Result<> relocate(Pointer const& path, Origin origin)
    {
        Pointer const from{text("from").c_str()};
        auto const* const there = from.IsValid() ? from.Get(document_) : nullptr;
        if (there == nullptr) return done(false);
        Value value{*there, document_.GetAllocator()};
        if (origin == Origin::taken && !remove(from)) return done(false);
        return done(add(path, value));
    }

    /// The parent of what the pointer names, or null for the whole document.
    Value* parent(Pointer const& path) const
    {
        if (path.GetTokenCount() == 0) return nullptr;
        return Pointer{path.GetTokens(), path.GetTokenCount() - 1}.Get(document_);
    }
    static Pointer::Token const& last(Pointer const& path)
    {
        return path.GetTokens()[path.GetTokenCount() - 1];
    }

    bool remove(Pointer const& path) const
    {
        auto* const holder = parent(path);
        if (holder == nullptr) return false;
        auto const& token = last(path);
        if (holder->IsObject()) return holder->RemoveMember(Value{token.name, token.length});
        if (!holder->IsArray() || token.index >= holder->Size()) return false;
        holder->Erase(holder->Begin() + token.index);
        return true;
    }

    /// In an array it goes in front of what stands there; "-" is behind the last one.
    bool add(Pointer const& path, Value& value)
    {
        auto& allocator = document_.GetAllocator();
        if (path.GetTokenCount() == 0) {
            static_cast<Value&>(document_) = value;
            return true;
        }
        auto* const holder = parent(path);
        if (holder == nullptr) return false;
        auto const& token = last(path);
        if (holder->IsObject()) {
            Value name{token.name, token.length, allocator};
            holder->RemoveMember(name);
            holder->AddMember(name, value, allocator);
            return true;
        }
        if (!holder->IsArray()) return false;
        auto const is_end = std::string_view{token.name, token.length} == "-";
        auto const size = holder->Size();
        if (!is_end && token.index > size) return false;
        holder->PushBack(value, allocator);
        for (auto at = size; !is_end && at > token.index; --at) {
            (*holder)[at].Swap((*holder)[at - 1]);
        }
        return true;
    }

    rapidjson::Document& document_;
    Value const& operation_;
};

} // namespace

Result<std::string> apply_json_patch(std::string_view document, std::string_view patch)
{
    constexpr auto flags = rapidjson::kParseFullPrecisionFlag | rapidjson::kParseIterativeFlag;
    rapidjson::Document resource;
    rapidjson::Document operations;
    resource.Parse<flags>(document.data(), document.size());
    operations.Parse<flags>(patch.data(), patch.size());
    if (resource.HasParseError()) return fault("a stored resource cannot be read");
    if (operations.HasParseError() || !operations.IsArray() || operations.Size() > operations_max) {
        return incorrect("the body is no JSON Patch: send a list of at most 200 operations");
    }
    for (auto const& operation : operations.GetArray()) {
        if (!operation.IsObject()) return incorrect("an operation of the patch is no object");
        auto const applied = Patch{resource, operation}.apply();
        if (!applied) return applied.error();
    }
    rapidjson::StringBuffer out;
    rapidjson::Writer writer{out};
    resource.Accept(writer);
    return std::string{out.GetString(), out.GetSize()};
}

} // namespace foramen
