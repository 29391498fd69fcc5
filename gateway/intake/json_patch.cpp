#include "gateway/intake/json_patch.h"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <optional>

namespace foramen {

namespace {

constexpr rapidjson::SizeType operations_max = 200;
/// Of a resource and of what a patch makes of it: FHIR needs a tenth of it.
constexpr std::size_t depth_max = 64;
/// What copying may make of a resource, in memory.
constexpr std::size_t growth_bytes_max = 8 * 1024 * 1024;

using Value = rapidjson::Value;
using Pointer = rapidjson::Pointer;

/// Of brackets outside texts; 0 for none.
std::size_t depth_of(std::string_view json)
{
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool in_text = false;
    for (std::size_t at = 0; at < json.size(); ++at) {
        char const one = json[at];
        if (in_text && one == '\\') ++at;
        else if (one == '"') in_text = !in_text;
        else if (!in_text && (one == '{' || one == '[')) deepest = std::max(deepest, ++depth);
        else if (!in_text && (one == '}' || one == ']') && depth > 0) --depth;
    }
    return deepest;
}

/// Never deeper than depth_max: everything that is put in was measured.
std::size_t depth_of(Value const& value)
{
    std::size_t deepest = 0;
    if (value.IsObject()) {
        for (auto const& member : value.GetObject()) {
            deepest = std::max(deepest, depth_of(member.value));
        }
    } else if (value.IsArray()) {
        for (auto const& item : value.GetArray()) deepest = std::max(deepest, depth_of(item));
    } else {
        return 0;
    }
    return deepest + 1;
}

/// One operation on one document. Each step answers false where its pointer leads nowhere.
class Patch {
public:
    Patch(rapidjson::Document& document, Value const& operation, std::size_t place)
        : document_{document}, operation_{operation}, place_{place}
    {}

    Result<> apply()
    {
        if (!operation_.IsObject()) return wrong("/", "is no object");
        auto const name = text("op").value_or("");
        auto const path = pointer("path");
        if (!path) return path.error();
        if (name == "remove") return done(remove(*path));
        if (name == "copy") return relocate(*path, Origin::kept);
        if (name == "move") return relocate(*path, Origin::taken);
        if (name != "add" && name != "replace" && name != "test") {
            return wrong("/op", "must be add, remove, replace, move, copy or test");
        }
        if (!operation_.HasMember("value")) return wrong("/value", "is missing");
        if (name == "test") return test(*path);
        Value value{operation_["value"], document_.GetAllocator()};
        return name == "add" ? put(*path, value) : replace(*path, value);
    }

private:
    enum class Origin { kept, taken };

    std::optional<std::string> text(char const* key) const
    {
        auto const found = operation_.FindMember(key);
        if (found == operation_.MemberEnd() || !found->value.IsString()) return {};
        return std::string{found->value.GetString(), found->value.GetStringLength()};
    }

    /// RFC 6901; the URI form "#/…" is none here.
    Result<Pointer> pointer(char const* key) const
    {
        auto const given = text(key);
        auto const member = std::string{"/"} + key;
        if (!given) return wrong(member, "is missing or no text");
        if (!given->empty() && given->front() != '/') return wrong(member, "must begin with /");
        Pointer made{given->data(), given->size()};
        if (!made.IsValid()) return wrong(member, "is no JSON Pointer");
        return made;
    }

    /// "operation 3: /path leads nowhere"; quotes nothing.
    Error wrong(std::string_view member, std::string_view what) const
    {
        return incorrect("operation " + std::to_string(place_) +
                         " of the patch: " + std::string{member} + ' ' + std::string{what});
    }
    Result<> done(bool found) const
    {
        if (!found) return wrong("/path", "leads nowhere");
        return {};
    }

    /// What is put in must leave the whole readable.
    Result<> put(Pointer const& path, Value& value)
    {
        if (path.GetTokenCount() + depth_of(value) > depth_max) {
            return wrong("/path", "would nest deeper than 64 levels");
        }
        return done(add(path, value));
    }

    Result<> replace(Pointer const& path, Value& value)
    {
        if (path.GetTokenCount() + depth_of(value) > depth_max) {
            return wrong("/path", "would nest deeper than 64 levels");
        }
        auto* const there = path.Get(document_);
        if (there != nullptr) *there = value;
        return done(there != nullptr);
    }

    Result<> test(Pointer const& path) const
    {
        auto const* const there = path.Get(document_);
        if (there != nullptr && *there == operation_["value"]) return {};
        return conflict("operation " + std::to_string(place_) +
                        " of the patch: the test does not hold: read the resource again");
    }

    Result<> relocate(Pointer const& path, Origin origin)
    {
        auto const from = pointer("from");
        if (!from) return from.error();
        auto const* const there = from->Get(document_);
        if (there == nullptr) return wrong("/from", "leads nowhere");
        if (origin == Origin::taken && is_inside(path, *from)) {
            return wrong("/path", "stands inside of what is moved");
        }
        Value value{*there, document_.GetAllocator()};
        if (origin == Origin::taken && !remove(*from)) return wrong("/from", "leads nowhere");
        return put(path, value);
    }

    /// RFC 6902 section 4.4: nothing is moved into one of its own children.
    static bool is_inside(Pointer const& path, Pointer const& from)
    {
        if (path.GetTokenCount() <= from.GetTokenCount()) return false;
        return Pointer{path.GetTokens(), from.GetTokenCount()} == from;
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
    std::size_t place_; ///< From 1.
};

} // namespace

Result<std::string> apply_json_patch(std::string_view document, std::string_view patch)
{
    constexpr auto flags = rapidjson::kParseFullPrecisionFlag | rapidjson::kParseIterativeFlag |
                           rapidjson::kParseValidateEncodingFlag;
    if (patch.find('\0') != std::string_view::npos) {
        return incorrect("the body is no JSON Patch: it holds a NUL");
    }
    if (depth_of(patch) > depth_max) return incorrect("the patch nests deeper than 64 levels");
    rapidjson::Document resource;
    rapidjson::Document operations;
    resource.Parse<flags>(document.data(), document.size());
    operations.Parse<flags>(patch.data(), patch.size());
    if (resource.HasParseError()) return fault("a stored resource cannot be read");
    if (operations.HasParseError() || !operations.IsArray() || operations.Size() > operations_max) {
        return incorrect("the body is no JSON Patch: send a list of at most 200 operations");
    }
    std::size_t place = 0;
    for (auto const& operation : operations.GetArray()) {
        auto const applied = Patch{resource, operation, ++place}.apply();
        if (!applied) return applied.error();
        if (resource.GetAllocator().Size() > growth_bytes_max) {
            return incorrect("operation " + std::to_string(place) +
                             " of the patch: makes the resource larger than 8 MiB");
        }
    }
    rapidjson::StringBuffer out;
    rapidjson::Writer writer{out};
    resource.Accept(writer);
    return std::string{out.GetString(), out.GetSize()};
}

} // namespace foramen
