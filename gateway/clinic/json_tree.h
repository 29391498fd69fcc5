// Why this file exists: a hostile body is refused before it can cost us anything: limits are
// held while it is read, not after (RapidJSON's own parser overflows the stack or takes
// duplicate keys; standards/reliability-and-security.md A2).
#pragma once

#include "gateway/clinic/event.h"

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

using Json = rapidjson::Value;

inline constexpr unsigned json_depth_max = 32;
/// A report with every field has about 120; the schema validator costs memory for each.
inline constexpr std::size_t json_values_max = 20'000;
/// A body with more is refused after this many: nobody reads on.
inline constexpr std::size_t faults_max = 100;

/// One JSON text as a tree. Strings point into its own copy of the body, so it stays in place.
class JsonTree {
public:
    JsonTree() = default;
    JsonTree(JsonTree const&) = delete;
    JsonTree& operator=(JsonTree const&) = delete;

    /// No value, or why the text is not acceptable JSON (RFC 8259, with limits): bad syntax or
    /// UTF-8, trailing text, too deep, too many values, a member twice.
    std::optional<Fault> read(std::string_view body);
    Json const& root() const { return document_; }

private:
    static constexpr std::size_t first_pool_bytes = 16 * 1024;

    std::string body_;
    alignas(8) char first_pool_[first_pool_bytes]; // Most events fit: no allocation.
    rapidjson::MemoryPoolAllocator<> pool_{first_pool_, first_pool_bytes};
    rapidjson::Document document_{&pool_};
};

inline std::string_view text_of(Json const& json)
{
    return {json.GetString(), json.GetStringLength()};
}

/// Code points, as JSON Schema counts them.
std::size_t characters_in(std::string_view text);

/// A value and the way to it. Lives on the stack beside its parent; a pointer text is made only
/// for a fault.
class Place {
public:
    explicit Place(Json const& root) : value_{&root} {}
    Place(Place const& parent, std::string_view name, Json const& value)
        : parent_{&parent}, name_{name}, value_{&value}
    {}
    Place(Place const& parent, std::size_t index, Json const& value)
        : parent_{&parent}, index_{index}, value_{&value}
    {}

    Json const& operator*() const { return *value_; }
    Json const* operator->() const { return value_; }
    /// RFC 6901; "" is the whole. A member name of more than 64 bytes is cut off.
    std::string pointer() const;

private:
    Place const* parent_ = nullptr;
    std::string_view name_;
    std::size_t index_ = 0;
    Json const* value_;
};

/// Adds faults until faults_max.
class FaultList {
public:
    void add(Place const& place, std::string text) { add(place.pointer(), std::move(text)); }
    void add(std::string pointer, std::string text);
    bool empty() const { return faults_.empty(); }
    bool full() const { return faults_.size() >= faults_max; }
    std::vector<Fault> take() { return std::move(faults_); }

private:
    std::vector<Fault> faults_;
};

/// Adds a fault for each text with a control character or half a surrogate pair: FHIR and XML
/// have no place for them, and RapidJSON's pattern matching stops at the first NUL.
void find_unwritable_texts(Place const& place, FaultList& faults);

} // namespace foramen
