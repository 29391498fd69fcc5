// Why this file exists: a batch on its way into the tables; resources have their own file.
#include "gateway/store/sqlite/places.h"
#include "gateway/store/sqlite/write_session.h"

#include <algorithm>

namespace foramen {

namespace {

void store_event(WriteSession& session, StoredEvent const& event)
{
    run_statement(session.connection, "INSERT INTO event VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  event.message_id, event.kind, event.event_id, event.booking_id, event.body_hash,
                  static_cast<int>(event.state), event.note, event.received, Bytes{event.body});
    run_statement(session.connection, "INSERT INTO trace VALUES (?, ?, ?)", event.booking_id,
                  static_cast<int>(TraceOf::event),
                  sqlite3_last_insert_rowid(session.connection.handle()));
}

void store_journey(WriteSession& session, JourneyRecord const& journey)
{
    auto const* const sql =
        journey.version == 0
            ? "INSERT INTO journey (version, patient, body, due, booking_id) VALUES (?, ?, ?, ?, ?)"
            : "UPDATE journey SET version = ?, patient = ?, body = ?, due = ? WHERE booking_id = ?";
    run_statement(session.connection, sql, journey.version + 1,
                  Key{session.current(journey.patient_key)}, Bytes{journey.body}, journey.due,
                  journey.booking_id);
}

void store_imaging(WriteSession& session, ImagingRecord const& report)
{
    auto const* const sql =
        report.version == 0
            ? "INSERT INTO imaging (version, patient, standing, due, body, id) "
              "VALUES (?, ?, ?, ?, ?, ?)"
            : "UPDATE imaging SET version = ?, patient = ?, standing = ?, due = ?, body = ? "
              "WHERE id = ?";
    run_statement(session.connection, sql, report.version + 1,
                  Key{session.current(report.patient_key)}, report.standing, report.due,
                  Bytes{report.body}, report.id);
}

/// A report counts for one patient: its amendment may say that it is another one.
void store_procedure(WriteSession& session, ProcedureRecord const& procedure)
{
    auto const day = std::chrono::sys_days{procedure.day}.time_since_epoch().count();
    run_statement(session.connection, "INSERT OR REPLACE INTO procedure VALUES (?, ?, ?, ?, ?)",
                  procedure.report_id, Key{session.current(procedure.patient_key)},
                  procedure.region, day, procedure.counted ? 1 : 0);
}

void store_texts(WriteSession& session, Prepared const& batch)
{
    run_statement(session.connection, "INSERT INTO texts VALUES (?, ?)", batch.texts_id,
                  Bytes{batch.texts});
}

void store_change(WriteSession& session, Change change)
{
    change.number = session.ledger.next_change();
    auto const sealed = session.sealer.seal(change.body, change_place(change.number));
    run_statement(session.connection, "INSERT INTO change VALUES (?, ?, ?, ?, ?)", change.number,
                  change.kind, change.booking_id, change.at, Bytes{sealed});
    session.committed.changes.push_back(std::move(change));
}

} // namespace

void WriteSession::wake(std::string const& partner)
{
    auto& partners = committed.partners;
    if (std::ranges::find(partners, partner) == partners.end()) partners.push_back(partner);
}

Result<> check_batch(WriteSession& session, Prepared const& batch)
{
    auto& connection = session.connection;
    if (!batch.events.empty() && !session.room_for_events) {
        return unavailable("the disk of the store is nearly full: make room");
    }
    for (auto const& event : batch.events) {
        Query known{connection, "SELECT 1 FROM event WHERE event_id = ? AND kind = ?",
                    event.event_id, event.kind};
        if (known.next()) return conflict("an event of this id is there already");
    }
    for (auto const& journey : batch.journeys) {
        Query known{connection, "SELECT version FROM journey WHERE booking_id = ?",
                    journey.booking_id};
        auto const version = known.next() ? known.number(0) : 0;
        if (version != journey.version) {
            return conflict("the journey moved on since it was read");
        }
    }
    for (auto const& report : batch.imaging) {
        Query known{connection, "SELECT version FROM imaging WHERE id = ?", report.id};
        auto const version = known.next() ? known.number(0) : 0;
        if (version != report.version) return conflict("the report moved on since it was read");
    }
    for (auto const& one : batch.seen) {
        auto const& key = session.current(one.key);
        auto const former = one.former == key ? std::string_view{} : std::string_view{one.former};
        Query rows{connection,
                   // Not IN: SQLite would build a table of both for each.
                   "SELECT (SELECT COUNT(*) FROM journey WHERE patient = ?1) + "
                   "(SELECT COUNT(*) FROM journey WHERE patient = ?2) + "
                   "(SELECT COUNT(*) FROM procedure WHERE patient = ?1) + "
                   "(SELECT COUNT(*) FROM procedure WHERE patient = ?2) + "
                   "(SELECT COUNT(*) FROM imaging WHERE patient = ?1) + "
                   "(SELECT COUNT(*) FROM imaging WHERE patient = ?2)",
                   Key{key}, Key{former}};
        if (!rows.next() || rows.number(0) == one.rows) continue;
        return conflict("more is known of the patient since it was read");
    }
    return check_resources(session, batch);
}

void store_batch(WriteSession& session, Prepared const& batch)
{
    for (auto const& one : batch.rekeys) rekey(session, one);
    for (auto const& event : batch.events) store_event(session, event);
    for (auto const& one : batch.forgotten) {
        run_statement(session.connection, "UPDATE event SET body = ? WHERE message_id = ?",
                      Bytes{one.body}, one.message_id);
    }
    for (auto const& journey : batch.journeys) store_journey(session, journey);
    for (auto const& report : batch.imaging) store_imaging(session, report);
    if (!batch.texts.empty()) store_texts(session, batch);
    store_resources(session, batch);
    for (auto const& recall : batch.recalls) recall_messages(session, recall);
    for (auto const& message : batch.messages) {
        store_message(session, message, batch.texts_id);
    }
    for (auto const& procedure : batch.procedures) store_procedure(session, procedure);
    for (auto const& entry : batch.audit) store_audit(session, entry);
    for (auto const& change : batch.changes) store_change(session, change);
}

void store_audit(WriteSession& session, AuditEntry entry)
{
    auto const record = session.ledger.next_audit(std::move(entry), session.now);
    run_statement(session.connection, "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)",
                  record.number, record.at, record.entry.actor, record.entry.action,
                  record.entry.object, record.entry.reason, record.hash);
}

Result<> commit_batch(WriteSession& session, Prepared const& batch)
{
    if (auto const checked = check_batch(session, batch); !checked) return checked.error();
    store_batch(session, batch);
    return {};
}

Result<> resolve_event(WriteSession& session, std::string const& message_id, EventState state,
                       Prepared const& batch)
{
    std::int64_t event = 0;
    {
        Query found{session.connection, "SELECT id, state FROM event WHERE message_id = ?",
                    message_id};
        if (!found.next()) return not_found("there is no such event");
        if (found.integer(1) != static_cast<int>(EventState::held)) {
            return conflict("the event is held no longer");
        }
        event = found.integer(0);
    }
    if (auto const checked = check_batch(session, batch); !checked) return checked.error();
    run_statement(session.connection, "UPDATE event SET state = ?, note = '' WHERE id = ?",
                  static_cast<int>(state), event);
    store_batch(session, batch);
    return {};
}

} // namespace foramen
