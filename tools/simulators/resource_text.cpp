#include "tools/simulators/resource_text.h"

#include "gateway/base/json_text.h"
#include "gateway/net/http.h"
#include "tools/simulators/transaction.h"

#include <bit>
#include <functional>

namespace foramen {

namespace {

constexpr std::size_t depth_max = 100;

/// Where the string that opens at `open` closes, or the end of the text.
std::size_t string_end(std::string_view json, std::size_t open)
{
    for (auto at = json.find('"', open + 1); at < json.size(); at = json.find('"', at + 1)) {
        auto slashes = at;
        while (json[slashes - 1] == '\\') --slashes; // The opening quote is none.
        if ((at - slashes) % 2 == 0) return at;
    }
    return json.size();
}

/// {"a":1} → ,"a":1} so that more members can stand before it.
std::string tail_of(rapidjson::Value const& object)
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
    object.Accept(writer);
    std::string text{buffer.GetString(), buffer.GetSize()};
    if (object.MemberCount() == 0) return "}";
    text[0] = ',';
    return text;
}

/// What a tree says as one number. Cheaper than the hash of its text, which runs that keep no
/// bodies would write for nothing else.
class Hashing {
public:
    bool Null() { return mix(1); }
    bool Bool(bool value) { return mix(value ? 2 : 3); }
    bool Int(int value) { return mix(static_cast<std::size_t>(value)); }
    bool Uint(unsigned value) { return mix(value); }
    bool Int64(std::int64_t value) { return mix(static_cast<std::size_t>(value)); }
    bool Uint64(std::uint64_t value) { return mix(value); }
    bool Double(double value) { return mix(std::hash<double>{}(value)); }
    bool RawNumber(char const* text, rapidjson::SizeType length, bool copied)
    {
        return String(text, length, copied);
    }
    bool String(char const* text, rapidjson::SizeType length, bool)
    {
        return mix(std::hash<std::string_view>{}({text, length}));
    }
    bool Key(char const* text, rapidjson::SizeType length, bool copied)
    {
        return String(text, length, copied);
    }
    bool StartObject() { return mix(4); }
    bool EndObject(rapidjson::SizeType) { return mix(5); }
    bool StartArray() { return mix(6); }
    bool EndArray(rapidjson::SizeType) { return mix(7); }

    std::size_t number() const { return number_; }

private:
    bool mix(std::size_t part)
    {
        constexpr std::size_t odd = 0x9E3779B97F4A7C15;
        number_ = (std::rotl(number_, 23) ^ part) * odd;
        return true;
    }

    std::size_t number_ = 0;
};

void add_identifier(rapidjson::Value const& identifier, std::vector<std::string>& found)
{
    if (!identifier.IsObject()) return;
    auto const value = member_text(identifier, "value");
    if (value.empty()) return;
    found.push_back(std::string{member_text(identifier, "system")}.append("|").append(value));
}

} // namespace

std::string_view member_text(rapidjson::Value const& object, char const* name)
{
    auto const found = object.FindMember(name);
    if (found == object.MemberEnd() || !found->value.IsString()) return {};
    return {found->value.GetString(), found->value.GetStringLength()};
}

rapidjson::Value* member_object(rapidjson::Value& object, char const* name)
{
    if (!object.IsObject()) return nullptr;
    auto const found = object.FindMember(name);
    return found == object.MemberEnd() || !found->value.IsObject() ? nullptr : &found->value;
}

std::string identifier_of(std::string_view query)
{
    auto const target = parse_target("/?" + std::string{query});
    if (target.query.size() != 1 || target.query.front().first != "identifier") return {};
    auto const values = search_values(target.query.front().second);
    if (values.size() != 1) return {};
    auto const& identifier = values.front();
    return identifier.find('|') == std::string::npos ? "|" + identifier : identifier;
}

/// A backslash stands before "," "|" "$" and itself (R4 search.html#escaping).
std::vector<std::string> search_values(std::string_view value)
{
    std::vector<std::string> values(1);
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == ',') {
            values.emplace_back();
            continue;
        }
        if (value[i] == '\\' && i + 1 < value.size()) ++i;
        values.back() += value[i];
    }
    return values;
}

std::vector<std::string> identifiers_of(rapidjson::Value const& resource)
{
    std::vector<std::string> found;
    auto const member = resource.FindMember("identifier");
    if (member == resource.MemberEnd()) return found;
    if (member->value.IsArray()) {
        for (auto const& one : member->value.GetArray()) add_identifier(one, found);
    } else {
        add_identifier(member->value, found);
    }
    return found;
}

std::string subject_of(rapidjson::Value& resource)
{
    auto* const subject = member_object(resource, "subject");
    if (subject == nullptr) return {};
    auto const found = identifiers_of(*subject);
    return found.empty() ? std::string{} : found.front();
}

std::string take_meta(rapidjson::Value& resource)
{
    std::string tail{"}"};
    if (auto* const meta = member_object(resource, "meta")) {
        meta->EraseMember("versionId");
        meta->EraseMember("lastUpdated");
        tail = tail_of(*meta);
        resource.EraseMember("meta");
    }
    resource.EraseMember("resourceType");
    resource.EraseMember("id");
    return tail;
}

std::size_t content_hash(rapidjson::Value const& content)
{
    Hashing hashing;
    content.Accept(hashing);
    return hashing.number();
}

std::string whole_text(StoredResource const& stored, std::string_view meta,
                       rapidjson::Value const& content)
{
    return (R"({"resourceType":")" + stored.type + R"(","id":")" + stored.id +
            R"(","meta":{"versionId":")" + std::to_string(stored.version) + R"(","lastUpdated":")" +
            stored.updated + '"')
        .append(meta)
        .append(tail_of(content));
}

std::string bundle_key(std::string_view body)
{
    if (is_too_deep(body)) return {};
    rapidjson::Document json;
    json.Parse(body.data(), body.size());
    if (json.HasParseError() || !json.IsObject()) return {};
    auto const* const identifier = member_object(json, "identifier");
    return identifier == nullptr ? std::string{} : std::string{member_text(*identifier, "value")};
}

HttpReply simulated_fhir_reply(unsigned status, std::string body)
{
    return {status, {{"Content-Type", "application/fhir+json"}}, std::move(body)};
}

HttpReply outcome(unsigned status, std::string_view code, std::string_view diagnostics)
{
    JsonText json;
    json.object().member("resourceType", "OperationOutcome").key("issue").array().object();
    json.member("severity", "error").member("code", code).member("diagnostics", diagnostics);
    json.end_object().end_array().end_object();
    return simulated_fhir_reply(status, json.take());
}

bool is_too_deep(std::string_view json)
{
    std::size_t depth = 0;
    for (std::size_t at = 0; at < json.size(); ++at) {
        switch (json[at]) {
        case '"': at = string_end(json, at); break;
        case '{':
        case '[':
            if (++depth > depth_max) return true;
            break;
        case '}':
        case ']':
            if (depth > 0) --depth;
            break;
        default: break;
        }
    }
    return false;
}

} // namespace foramen
