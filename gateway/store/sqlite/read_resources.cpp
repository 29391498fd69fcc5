// Why this file exists: resources by id, by version and by search.
#include "gateway/store/rules.h"
#include "gateway/store/sqlite/aliases.h"
#include "gateway/store/sqlite/places.h"
#include "gateway/store/sqlite/prepared.h"
#include "gateway/store/sqlite/read_rows.h"
#include "gateway/store/sqlite/read_session.h"

#include <algorithm>
#include <limits>

namespace foramen {

namespace {

constexpr std::size_t hash_size = 16;

/// What a search compares each candidate with.
struct Wanted {
    Wanted(ReadSession& session, ResourceFilter const& asked) : filter{asked}
    {
        auto const& sealer = session.sealer;
        auto const words = identifier_words(asked.identifier);
        if (!words.whole.empty()) identifier_hash = whole_hash(sealer, words.whole);
        else if (!asked.identifier.empty()) identifier_hash = value_hash(sealer, words.value);
        if (!asked.patient_identifier.empty()) {
            auto const key = sealer.lookup_key(asked.patient_identifier);
            patient_key = current_key(session.connection, key);
        }
        // The narrowest way that the filter names.
        if (!asked.id.empty() && !asked.type.empty()) {
            way = finder_key(sealer, asked.id);
        } else if (!asked.identifier.empty()) {
            way = finder_key(sealer, words.value);
        } else if (!patient_key.empty()) way = finder_key(sealer, patient_key);
        else if (!asked.booking_id.empty()) {
            way = finder_key(sealer, asked.booking_id);
        }
    }

    ResourceFilter const& filter;
    std::string identifier_hash; ///< Of the whole, or of the value where any system will do.
    std::string patient_key;
    std::optional<FinderKey> way; ///< None: walk through all.
};

/// Columns of a candidate: id, type, name, updated, status, patient, booking_id, identifiers.
#define FORAMEN_CANDIDATE                                                                          \
    "r.id, r.type, r.name, r.updated, r.status, r.patient, r.booking_id, r.identifiers"

bool has_hash(std::string_view hashes, std::string_view hash)
{
    for (std::size_t at = 0; at + hash_size <= hashes.size(); at += hash_size) {
        if (hashes.substr(at, hash_size) == hash) return true;
    }
    return false;
}

bool fits(Query const& row, Wanted const& wanted)
{
    auto const& filter = wanted.filter;
    auto const updated = row.time(3);
    return (filter.type.empty() || row.view(1) == filter.type) &&
           (filter.id.empty() || row.view(2) == filter.id) &&
           (filter.status.empty() || row.view(4) == filter.status) &&
           (!filter.updated_from || updated >= *filter.updated_from) &&
           (!filter.updated_until || updated < *filter.updated_until) &&
           (filter.booking_id.empty() || row.view(6) == filter.booking_id) &&
           (wanted.patient_key.empty() || row.key(5) == wanted.patient_key) &&
           (wanted.identifier_hash.empty() || has_hash(row.view(7), wanted.identifier_hash));
}

/// The ids that fit, in order. `total` counts all, `ids` only those of the page.
struct Found {
    std::vector<std::int64_t> ids;
    std::uint64_t total = 0;
    bool more = false;

    void add(std::int64_t id, ResourceFilter const& filter)
    {
        ++total;
        if (static_cast<std::uint64_t>(id) <= filter.after) return;
        if (ids.size() < filter.limit) ids.push_back(id);
        else more = true;
    }
};

Found by_way(ReadSession& session, Wanted const& wanted)
{
    std::vector<std::int64_t> fitting;
    for (auto const& span : session.finder.find(session.connection, *wanted.way)) {
        Query row{session.connection,
                  "SELECT " FORAMEN_CANDIDATE " FROM resource r WHERE r.id BETWEEN ? AND ?",
                  span.first, span.last};
        while (row.next()) {
            if (fits(row, wanted)) fitting.push_back(row.integer(0));
        }
    }
    // A resource that came back to its booking stands in two rows of the finder.
    std::ranges::sort(fitting);
    auto const repeated = std::ranges::unique(fitting);
    fitting.erase(repeated.begin(), repeated.end());
    Found found;
    for (auto const id : fitting) found.add(id, wanted.filter);
    return found;
}

Found by_walk(ReadSession& session, Wanted const& wanted)
{
    Found found;
    Query row{session.connection, "SELECT " FORAMEN_CANDIDATE " FROM resource r ORDER BY r.id"};
    while (row.next()) {
        if (fits(row, wanted)) found.add(row.integer(0), wanted.filter);
    }
    return found;
}

/// Nothing but a type was asked for: it is counted already, and the walk ends with the page.
Found by_type(ReadSession& session, ResourceFilter const& filter)
{
    Found found;
    Query row{session.connection,
              "SELECT r.id FROM resource r WHERE r.type = ? AND r.id > ? ORDER BY r.id LIMIT ?",
              filter.type, filter.after, filter.limit + 1};
    while (row.next()) found.add(row.integer(0), filter);
    Query count{session.connection, "SELECT count FROM resource_count WHERE type = ?", filter.type};
    found.total = count.next() ? count.number(0) : 0;
    return found;
}

bool only_type(ResourceFilter const& filter)
{
    return !filter.type.empty() && filter.status.empty() && filter.id.empty() &&
           !filter.updated_from && !filter.updated_until;
}

Result<ResourceRecord> current(ReadSession& session, std::int64_t id)
{
    Query row{session.connection,
              "SELECT " FORAMEN_RESOURCE_COLUMNS " FROM resource r LEFT JOIN resource_version v "
              "ON v.id = r.newest " FORAMEN_RESOURCE_BODY "WHERE r.id = ?",
              id};
    if (!row.next()) return fault("a resource has no newest version");
    return opened(session.sealer, read_resource(row));
}

/// From the newest back to `until`.
std::vector<SealedResource> chain(ReadSession& session, std::string const& type,
                                  std::string const& id, std::uint64_t until)
{
    std::vector<SealedResource> versions;
    auto const key = finder_key(session.sealer, id);
    std::int64_t resource = 0;
    std::int64_t next = 0;
    for (auto const& span : session.finder.find(session.connection, key)) {
        Query head{session.connection,
                   "SELECT id, newest FROM resource "
                   "WHERE id BETWEEN ? AND ? AND name = ? AND type = ?",
                   span.first,
                   span.last,
                   id,
                   type};
        if (!head.next()) continue;
        resource = head.integer(0);
        next = head.integer(1);
    }
    if (resource == 0) return versions;
    do {
        Query row{session.connection,
                  "SELECT " FORAMEN_RESOURCE_COLUMNS " FROM resource r "
                  "LEFT JOIN resource_version v ON v.id = ?2 " FORAMEN_RESOURCE_BODY
                  "WHERE r.id = ?1",
                  resource, next};
        if (!row.next()) break;
        versions.push_back(read_resource(row));
        next = versions.back().previous;
    } while (next != 0 && versions.back().record.version > until);
    return versions;
}

} // namespace

Result<ResourceRecord> read_resource_of(ReadSession& session, std::string const& type,
                                        std::string const& id, std::optional<std::uint64_t> version)
{
    auto const newest = std::numeric_limits<std::uint64_t>::max();
    auto versions = chain(session, type, id, version.value_or(newest));
    if (versions.empty()) return not_found("there is no such resource");
    if (version && versions.back().record.version != *version) {
        return not_found("there is no such version");
    }
    return opened(session.sealer, std::move(versions.back()));
}

Result<std::vector<ResourceRecord>> read_history(ReadSession& session, std::string const& type,
                                                 std::string const& id)
{
    std::vector<ResourceRecord> records;
    for (auto& version : chain(session, type, id, 1)) {
        TRY(record, opened(session.sealer, std::move(version)));
        records.push_back(std::move(record));
    }
    return records;
}

Result<ResourcePage> read_resources(ReadSession& session, ResourceFilter const& filter)
{
    Wanted const wanted{session, filter};
    auto const found = wanted.way          ? by_way(session, wanted)
                       : only_type(filter) ? by_type(session, filter)
                                           : by_walk(session, wanted);
    ResourcePage page;
    page.total = found.total;
    for (auto const id : found.ids) {
        TRY(record, current(session, id));
        page.resources.push_back(std::move(record));
    }
    if (found.more) page.next = static_cast<std::uint64_t>(found.ids.back());
    return page;
}

} // namespace foramen
