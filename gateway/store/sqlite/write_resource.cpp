// Why this file exists: versions of resources: only what changed makes one, and what was new in a
// batch is found by its patient and booking through one row of the finder each.
#include "gateway/store/sqlite/places.h"
#include "gateway/store/sqlite/write_session.h"

namespace foramen {

namespace {

/// The resource as it stands before this batch.
struct Current {
    std::int64_t id = 0; ///< 0 = it is new
    std::uint64_t version = 0;
    std::int64_t newest = 0; ///< 0 = the only version stands in its own row.
    TimePoint updated;
    std::string status;
    std::int64_t texts = 0;
    bool same_content = false;
    std::string identifiers;
    std::string patient_key;
    std::string booking_id;
};

/// Its patient, by the key of today.
struct Owner {
    std::string key;
    std::optional<FinderKey> way;
};

Owner owner_of(WriteSession& session, PreparedResource const& made)
{
    auto const& key = session.current(made.record.patient_key);
    if (key == made.record.patient_key) return {key, made.patient_key};
    return {key, finder_key(session.sealer, key)};
}

Current current_of(WriteSession& session, PreparedResource const& made)
{
    Current current;
    for (auto const& span : session.ledger.finder().find(session.connection, made.key)) {
        Query row{session.connection,
                  "SELECT id, version, newest, content, identifiers, patient, booking_id, "
                  "updated, status, texts "
                  "FROM resource WHERE id BETWEEN ? AND ? AND name = ? AND type = ?",
                  span.first,
                  span.last,
                  made.record.id,
                  made.record.type};
        if (!row.next()) continue;
        current.id = row.integer(0);
        current.version = row.number(1);
        current.newest = row.integer(2);
        current.same_content = row.view(3) == made.content;
        current.identifiers = row.text(4);
        current.patient_key = row.key(5);
        current.booking_id = row.text(6);
        current.updated = row.time(7);
        current.status = row.text(8);
        current.texts = row.integer(9);
        break;
    }
    return current;
}

/// 0 = it is not there.
std::uint64_t version_of(WriteSession& session, std::string const& type, std::string const& id)
{
    auto const key = finder_key(session.sealer, id);
    for (auto const& span : session.ledger.finder().find(session.connection, key)) {
        Query row{session.connection,
                  "SELECT version FROM resource WHERE id BETWEEN ? AND ? AND name = ? AND type = ?",
                  span.first,
                  span.last,
                  id,
                  type};
        if (row.next()) return row.number(0);
    }
    return 0;
}

/// New resources that stand next to each other and have the same key share one row.
class Run {
public:
    explicit Run(WriteSession& session) : session_{session} {}
    ~Run() { end(); }

    void add(std::optional<FinderKey> key, std::int64_t id)
    {
        if (key != key_ || id != last_ + 1) {
            end();
            key_ = key;
            first_ = id;
        }
        last_ = id;
    }

private:
    void end()
    {
        if (key_) session_.ledger.finder().add(*key_, {first_, last_});
        key_.reset();
    }

    WriteSession& session_;
    std::optional<FinderKey> key_;
    std::int64_t first_ = 0;
    std::int64_t last_ = 0;
};

std::int64_t store_version(WriteSession& session, std::int64_t previous,
                           ResourceRecord const& record, SealedBody const& body)
{
    run_statement(session.connection,
                  "INSERT INTO resource_version VALUES (NULL, ?, ?, ?, ?, ?, ?)", previous,
                  record.version, record.updated, record.status, Bytes{body.sealed}, body.texts);
    return sqlite3_last_insert_rowid(session.connection.handle());
}

/// A version whose body is not among the texts of its batch.
std::int64_t store_apart(WriteSession& session, PreparedResource const& made,
                         Current const& current)
{
    auto previous = current.newest;
    if (current.id != 0 && previous == 0) { // Its first version moves out of its row.
        ResourceRecord first;
        first.version = 1;
        first.updated = current.updated;
        first.status = current.status;
        previous = store_version(session, 0, first, {"", current.texts});
    }
    ResourceRecord next;
    next.version = current.version + 1;
    next.updated = session.now;
    next.status = made.record.status;
    auto const place = resource_place(made.record.type, made.record.id, next.version);
    return store_version(session, previous, next, {session.sealer.seal(made.record.body, place)});
}

/// `texts`: where its body is; 0 = in the version `newest`.
std::int64_t store_new(WriteSession& session, PreparedResource const& made, Owner const& owner,
                       std::int64_t newest, std::int64_t texts)
{
    auto const& record = made.record;
    run_statement(session.connection,
                  "INSERT INTO resource VALUES (NULL, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
                  record.type, record.id, newest, session.now, record.status, Key{owner.key},
                  record.booking_id, Bytes{made.content}, Bytes{made.identifier_hashes}, texts);
    auto const id = sqlite3_last_insert_rowid(session.connection.handle());
    auto& finder = session.ledger.finder();
    finder.add(made.key, {id, id});
    for (auto const key : made.value_keys) finder.add(key, {id, id});
    session.ledger.count_resource(record.type);
    return id;
}

void store_next(WriteSession& session, PreparedResource const& made, Owner const& owner,
                Current const& current, std::int64_t newest)
{
    auto const& record = made.record;
    run_statement(
        session.connection,
        "UPDATE resource SET version = ?, newest = ?, updated = ?, status = ?, "
        "patient = ?, booking_id = ?, content = ?, identifiers = ?, texts = 0 WHERE id = ?",
        current.version + 1, newest, session.now, record.status, Key{owner.key}, record.booking_id,
        Bytes{made.content}, Bytes{made.identifier_hashes}, current.id);
    // Ways that lead here no longer are found out when the row is read.
    auto& finder = session.ledger.finder();
    Span const itself{current.id, current.id};
    if (current.identifiers != made.identifier_hashes) {
        for (auto const key : made.value_keys) finder.add(key, itself);
    }
    if (owner.way && current.patient_key != owner.key) finder.add(*owner.way, itself);
    if (made.booking_key && current.booking_id != made.record.booking_id) {
        finder.add(*made.booking_key, itself);
    }
}

} // namespace

Result<> check_resources(WriteSession& session, Prepared const& batch)
{
    for (auto const& one : batch.resources_seen) {
        if (version_of(session, one.type, one.id) == one.version) continue;
        return conflict("the resource moved on since it was read");
    }
    return {};
}

void store_resources(WriteSession& session, Prepared const& batch)
{
    auto& repeated = session.ledger.repeated();
    Run of_patient{session};
    Run of_booking{session};
    for (auto const& given : batch.resources) {
        if (repeated.has(given.key, given.content)) continue;
        auto const current = current_of(session, given);
        if (current.id != 0 && current.same_content) {
            repeated.note(given.key, given.content);
            continue;
        }
        std::optional<PreparedResource> completed;
        if (given.repeated) complete(completed.emplace(given), session.sealer);
        auto const& made = completed ? *completed : given;
        auto const owner = owner_of(session, made);
        auto const among_texts = current.id == 0 && !given.repeated;
        auto const newest = among_texts ? 0 : store_apart(session, made, current);
        if (current.id == 0) {
            auto const texts = among_texts ? batch.texts_id : 0;
            auto const id = store_new(session, made, owner, newest, texts);
            of_patient.add(owner.way, id);
            of_booking.add(made.booking_key, id);
            continue;
        }
        repeated.forget(made.key);
        store_next(session, made, owner, current, newest);
    }
}

} // namespace foramen
