// Why this file exists: the two trails that are read by number: what changed, and who did what.
#include "gateway/store/rules.h"
#include "gateway/store/sqlite/places.h"
#include "gateway/store/sqlite/read_session.h"

namespace foramen {

namespace {

AuditRecord read_audit_record(Query const& row)
{
    return {row.number(0),
            row.time(1),
            {row.text(2), row.text(3), row.text(4), row.text(5)},
            row.text(6)};
}

} // namespace

Result<std::vector<Change>> read_changes(ReadSession& session, std::uint64_t after, unsigned limit)
{
    std::vector<Change> changes;
    Query row{session.connection,
              "SELECT number, kind, booking_id, at, body FROM change WHERE number > ? "
              "ORDER BY number LIMIT ?",
              after, limit};
    while (row.next()) {
        TRY(body, session.sealer.open(row.view(4), change_place(row.number(0))));
        changes.push_back({row.number(0), row.text(1), row.text(2), std::move(body), row.time(3)});
    }
    return changes;
}

Result<std::vector<AuditRecord>> read_audit(ReadSession& session, std::uint64_t after,
                                            unsigned limit)
{
    std::vector<AuditRecord> records;
    Query row{session.connection,
              "SELECT number, at, actor, action, object, reason, hash FROM audit "
              "WHERE number > ? ORDER BY number LIMIT ?",
              after, limit};
    while (row.next()) records.push_back(read_audit_record(row));
    return records;
}

Result<std::uint64_t> verify_audit_chain(ReadSession& session)
{
    std::uint64_t expected = 0;
    std::string previous;
    Query row{session.connection,
              "SELECT number, at, actor, action, object, reason, hash FROM audit ORDER BY number"};
    while (row.next()) {
        auto const record = read_audit_record(row);
        ++expected;
        if (record.number != expected) {
            return fault("the audit trail was changed: record " + std::to_string(expected) +
                         " is missing");
        }
        if (audit_hash(previous, record) != record.hash) {
            return fault("the audit trail was changed at record " + std::to_string(expected));
        }
        previous = record.hash;
    }
    return expected;
}

} // namespace foramen
