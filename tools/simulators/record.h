// Why this file exists: the record of one practice: its resources by id and by identifier, and
// what each request changed in it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace foramen {

struct StoredResource {
    std::string type;
    std::string id;
    unsigned version = 0;
    std::string updated;                  ///< Of this version, RFC 3339.
    std::string status;                   ///< The resource's own; empty when it has none.
    std::size_t content_hash = 0;         ///< Without id and meta.
    std::string json;                     ///< Empty when bodies are forgotten.
    std::vector<std::string> identifiers; ///< "system|value"
    std::string subject;                  ///< The same of subject.identifier; empty without one.
    unsigned unchanged = 0;               ///< Writes that changed nothing.
};

struct Effects {
    std::uint64_t created = 0;
    std::uint64_t updated = 0;
    std::uint64_t unchanged = 0;
    /// A second resource of the same type with the same identifier, or a resource created by a
    /// request whose key was stored before. What a sender must never cause.
    std::uint64_t duplicates = 0;
};

class Record {
public:
    StoredResource* find(std::string_view type, std::string_view id);
    /// All with that identifier.
    std::vector<StoredResource*> with_identifier(std::string_view type,
                                                 std::string_view identifier) const;
    std::vector<StoredResource const*> all_of(std::string_view type) const;

    /// Unlike any that a sender would choose.
    std::string new_id() { return "sim-" + std::to_string(++last_id_); }
    StoredResource& add(std::string type, std::string id);
    /// Replaces the identifiers by which it is found. Whether another resource had one of them.
    bool identify(StoredResource& resource, std::vector<std::string> identifiers);

    Effects& effects() { return effects_; }
    Effects const& effects() const { return effects_; }
    std::map<std::string, std::uint64_t> const& by_type() const { return types_; }
    std::deque<StoredResource> const& resources() const { return resources_; }

private:
    std::deque<StoredResource> resources_; // Pointers into it stay good.
    std::unordered_map<std::string, StoredResource*> by_id_;
    std::unordered_map<std::string, std::vector<StoredResource*>> by_identifier_;
    std::map<std::string, std::uint64_t> types_;
    std::uint64_t last_id_ = 0;
    Effects effects_;
};

} // namespace foramen
