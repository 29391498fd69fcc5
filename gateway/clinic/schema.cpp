#include "gateway/clinic/schema.h"

#include "gateway/clinic/schema_faults.h"

#include <rapidjson/internal/regex.h>
#include <rapidjson/schema.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>

namespace foramen {

namespace {

/// RapidJSON 1.1.0 has no `\d` and silently leaves a pattern unchecked that it cannot read.
std::string without_digit_classes(std::string_view pattern)
{
    std::string rewritten;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        auto const escaped = pattern[i] == '\\' && i + 1 < pattern.size();
        if (escaped && pattern[i + 1] == 'd') rewritten += "[0-9]";
        else if (escaped) rewritten += pattern.substr(i, 2);
        else rewritten += pattern[i];
        if (escaped) ++i;
    }
    return rewritten;
}

void rewrite_patterns(Json& schema, rapidjson::Document::AllocatorType& pool)
{
    if (schema.IsArray()) {
        for (auto& item : schema.GetArray()) rewrite_patterns(item, pool);
    }
    if (!schema.IsObject()) return;
    for (auto& member : schema.GetObject()) {
        if (text_of(member.name) == "pattern" && member.value.IsString()) {
            auto const rewritten = without_digit_classes(text_of(member.value));
            member.value.SetString(rewritten.data(),
                                   static_cast<rapidjson::SizeType>(rewritten.size()), pool);
        } else {
            rewrite_patterns(member.value, pool);
        }
    }
}

bool is_count(Json const& json) { return json.IsUint(); }
bool is_name_list(Json const& json)
{
    return json.IsArray() && !json.Empty() &&
           std::ranges::all_of(json.GetArray(), [](auto const& name) { return name.IsString(); });
}
bool is_type(Json const& json)
{
    static constexpr std::array known{"object", "array", "string", "number", "integer", "boolean"};
    return json.IsString() && std::ranges::find(known, text_of(json)) != known.end();
}
bool is_pattern(Json const& json)
{
    return json.IsString() && fits_pattern(text_of(json), "").has_value();
}
bool is_text(Json const& json) { return json.IsString(); }
bool is_no(Json const& json) { return json.IsFalse(); }
bool is_number(Json const& json) { return json.IsNumber(); }
bool is_schema_table(Json const& json) { return json.IsObject(); }
bool is_schema(Json const& json) { return json.IsObject(); }

struct Keyword {
    std::string_view name;
    bool (*is_usable)(Json const&);
    std::string_view remedy;
};

/// What find_faults() checks, and therefore all that a schema may say.
constexpr std::array keywords{
    Keyword{"$schema", is_text, "must be text"},
    Keyword{"title", is_text, "must be text"},
    Keyword{"description", is_text, "must be text"},
    Keyword{"type", is_type, "must be one type of JSON other than null"},
    Keyword{"required", is_name_list, "must be a list of names"},
    Keyword{"additionalProperties", is_no, "must be false: what is not named is refused"},
    Keyword{"properties", is_schema_table, "must be an object of schemas"},
    Keyword{"enum", is_name_list, "must be a list of texts"},
    Keyword{"minLength", is_count, "must be a count"},
    Keyword{"maxLength", is_count, "must be a count"},
    Keyword{"pattern", is_pattern, "is a pattern that RapidJSON's engine cannot run"},
    Keyword{"items", is_schema, "must be one schema"},
    Keyword{"minItems", is_count, "must be a count"},
    Keyword{"minimum", is_number, "must be a number"},
    Keyword{"maximum", is_number, "must be a number"},
};

void check_schema(Place const& schema, FaultList& faults);

void check_keyword(Place const& schema, std::string_view name, Json const& value, FaultList& faults)
{
    Place const place{schema, name, value};
    auto const known = std::ranges::find(keywords, name, &Keyword::name);
    if (known == keywords.end()) {
        return faults.add(place,
                          "is a keyword that Foramen does not check: add it to schema.cpp");
    }
    if (!known->is_usable(value)) return faults.add(place, std::string{known->remedy});
    if (name == "items") return check_schema(place, faults);
    if (name != "properties") return;
    for (auto const& property : value.GetObject()) {
        check_schema(Place{place, text_of(property.name), property.value}, faults);
    }
}

void check_schema(Place const& schema, FaultList& faults)
{
    if (!schema->IsObject()) return faults.add(schema, "must be an object: a schema");
    for (auto const& member : schema->GetObject()) {
        check_keyword(schema, text_of(member.name), member.value, faults);
    }
}

/// Allocates the validator's bookkeeping for an event without a call to malloc.
using Pool = rapidjson::MemoryPoolAllocator<>;
using Validator =
    rapidjson::GenericSchemaValidator<rapidjson::SchemaDocument,
                                      rapidjson::BaseReaderHandler<rapidjson::UTF8<>>, Pool>;
constexpr std::size_t pool_bytes = 64 * 1024;

} // namespace

struct Schema::State {
    rapidjson::Document schema;
    std::uint64_t serial = 0;

    /// RapidJSON's compiled patterns are scribbled on while they match, so every thread has its
    /// own compiled schema, made on first use.
    rapidjson::SchemaDocument const& compiled() const
    {
        thread_local std::map<std::uint64_t, rapidjson::SchemaDocument> own;
        auto found = own.find(serial);
        if (found == own.end()) found = own.emplace(serial, schema).first;
        return found->second;
    }
};

Schema::Schema(std::unique_ptr<State> state) : state_{std::move(state)} {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Checked<Schema> Schema::compile(std::string_view json)
{
    static std::atomic<std::uint64_t> serials{0};
    auto state = std::make_unique<State>();
    JsonTree tree;
    if (auto fault = tree.read(json)) return std::vector{*std::move(fault)};
    state->schema.Parse(json.data(), json.size()); // Again: the tree's texts live in the tree.
    rewrite_patterns(state->schema, state->schema.GetAllocator());
    FaultList faults;
    check_schema(Place{state->schema}, faults);
    if (!faults.empty()) return faults.take();
    state->serial = ++serials;
    return Schema{std::move(state)};
}

bool Schema::accepts(Json const& document) const
{
    alignas(8) thread_local std::array<char, pool_bytes> room;
    Pool pool{room.data(), room.size()};
    Validator validator{state_->compiled(), &pool};
    return document.Accept(validator);
}

void Schema::find_faults(Json const& document, FaultList& faults) const
{
    find_schema_faults(state_->schema, Place{document}, faults);
    if (faults.empty()) faults.add("", "does not keep the schema of its kind of event");
}

Result<bool> fits_pattern(std::string_view pattern, std::string_view text)
{
    rapidjson::internal::Regex const regex{std::string{pattern}.c_str()};
    if (!regex.IsValid()) return incorrect("the pattern cannot be run");
    return regex.Search(std::string{text}.c_str());
}

} // namespace foramen
