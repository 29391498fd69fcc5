// Why this file exists: the queue: lanes, leases, settlements and what operators do. `head` marks
// the first open message of a lane; only heads are leased, so a lease never looks at what is
// blocked, however much that is.
#include "gateway/store/rules.h"
#include "gateway/store/sqlite/pauses.h"
#include "gateway/store/sqlite/places.h"
#include "gateway/store/sqlite/read_rows.h"
#include "gateway/store/sqlite/write_session.h"

namespace foramen {

namespace {

/// What the writer must know of a message to move it on.
struct Row {
    std::int64_t sequence = 0;
    std::string partner;
    std::string lane;
    bool head = false;
    MessageState state = MessageState::waiting;
    unsigned attempts = 0;
    std::string last_error;
    ErrorClass error_class = ErrorClass::none;
    std::optional<std::string> recalled; ///< Why; while it was being sent.
};

std::optional<Row> find_row(WriteSession& session, std::string const& id)
{
    Query found{session.connection,
                "SELECT m.sequence, p.name, m.lane, m.head, m.state, m.attempts, m.last_error, "
                "m.error_class, r.reason FROM message m JOIN partner p ON p.id = m.partner "
                "LEFT JOIN recall r ON r.message = m.sequence WHERE m.id = ?",
                id};
    if (!found.next()) return {};
    Row row{found.integer(0),
            found.text(1),
            found.key(2),
            found.integer(3) != 0,
            message_state(found.integer(4)),
            static_cast<unsigned>(found.integer(5)),
            found.text(6),
            static_cast<ErrorClass>(found.integer(7)),
            {}};
    if (!found.is_null(8)) row.recalled = found.text(8);
    return row;
}

/// How a message is after it moved.
struct Next {
    MessageState state;
    TimePoint not_before;
    TimePoint finished;
    std::string last_error;
    ErrorClass error_class;
    std::string receipt;
};

void promote_next_of_lane(WriteSession& session, Row const& row, std::int64_t partner)
{
    auto const first = first_of_lane(session, partner, row.lane);
    if (!first) return;
    run_statement(session.connection, "UPDATE message SET head = 1 WHERE sequence = ?", *first);
    session.wake(row.partner);
}

void move_to(WriteSession& session, Row const& row, Next const& next)
{
    auto& line = session.ledger.partner(session.connection, row.partner);
    line.count(row.state, row.attempts, -1);
    line.count(next.state, row.attempts, 1);
    auto const open = is_open(next.state);
    if (next.state == MessageState::delivered) line.last_delivered = next.finished;
    run_statement(session.connection,
                  "UPDATE message SET state = ?1, head = ?2, due = ?3, not_before = ?3, "
                  "finished = ?4, last_error = ?5, receipt = ?6, error_class = ?7 "
                  "WHERE sequence = ?8",
                  code_of(next.state), row.head && open ? 1 : 0, next.not_before, next.finished,
                  next.last_error, next.receipt, static_cast<int>(next.error_class), row.sequence);
    if (!open && row.head) promote_next_of_lane(session, row, line.id);
}

void store_attempt(WriteSession& session, std::int64_t sequence, Attempt const& attempt)
{
    run_statement(session.connection, "INSERT OR REPLACE INTO attempt VALUES (?, ?, ?, ?, ?, ?)",
                  sequence, attempt.number, attempt.started, attempt.took.count(), attempt.outcome,
                  attempt.detail);
}

void discard(WriteSession& session, Row const& row, std::string const& id,
             std::string const& reason)
{
    Next const next{MessageState::discarded, session.now, session.now, reason,
                    ErrorClass::none,        ""};
    move_to(session, row, next);
    store_audit(session, recall_entry(MessageState::discarded, id, reason));
}

/// Due heads of one partner. An ended lease makes a message due again.
struct Due {
    SealedMessage sealed;
    bool lease_ended = false;
    TimePoint leased;
};

std::vector<Due> due_messages(WriteSession& session, std::int64_t partner, unsigned count_max)
{
    static char const* const sql =
        "SELECT " FORAMEN_SEALED_MESSAGE_COLUMNS ", m.leased "
        "FROM message m INDEXED BY message_due JOIN partner p ON p.id = "
        "m.partner " FORAMEN_MESSAGE_BODY
        "WHERE m.partner = ? AND m.head = 1 AND m.state < 2 AND m.due <= ? "
        "ORDER BY m.due, m.sequence LIMIT ?";
    std::vector<Due> due;
    Query row{session.connection, sql, partner, session.now, count_max};
    while (row.next()) {
        Due one{read_sealed_message(row), false, row.time(sealed_message_column_count)};
        one.lease_ended = one.sealed.message.state == MessageState::sending;
        due.push_back(std::move(one));
    }
    return due;
}

/// Recalled messages whose attempt ended unseen are not offered again. Whether there were any:
/// then the next of their lanes are due.
bool discard_recalled(WriteSession& session, std::vector<Due> const& due)
{
    bool any = false;
    for (auto const& one : due) {
        if (!one.lease_ended) continue;
        auto const row = find_row(session, one.sealed.message.id);
        if (!row || !row->recalled) continue;
        store_attempt(session, row->sequence,
                      interrupted_attempt("", row->attempts, one.leased, session.now));
        discard(session, *row, one.sealed.message.id, *row->recalled);
        any = true;
    }
    return any && !session.connection.failed();
}

Next after_attempt(Settlement const& settlement, TimePoint now)
{
    if (auto const* finished = std::get_if<Finish>(&settlement.verdict)) {
        return {MessageState::delivered, now, now, "", ErrorClass::none, finished->receipt};
    }
    if (auto const* postponed = std::get_if<Postpone>(&settlement.verdict)) {
        return {MessageState::waiting, postponed->not_before,  {},
                postponed->error,      postponed->error_class, ""};
    }
    auto const& hold = std::get<Hold>(settlement.verdict);
    return {MessageState::held, now, {}, hold.error, hold.error_class, ""};
}

} // namespace

std::optional<std::int64_t> first_of_lane(WriteSession& session, std::int64_t partner,
                                          std::string_view lane)
{
    Query open{session.connection,
               "SELECT sequence FROM message INDEXED BY message_lane "
               "WHERE partner = ? AND lane = ? AND state < 3 ORDER BY sequence LIMIT 1",
               partner, Key{lane}};
    if (!open.next()) return {};
    return open.integer(0);
}

void store_message(WriteSession& session, Message const& message, std::int64_t texts)
{
    auto& connection = session.connection;
    auto& line = session.ledger.partner(connection, message.partner);
    auto const open = is_open(message.state);
    auto const lane =
        message.lane.empty() ? unnamed_lane : std::string_view{session.current(message.lane)};
    auto const head = open && !first_of_lane(session, line.id, lane);
    run_statement(connection,
                  "INSERT INTO message VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 0, ?8, ?9, "
                  "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
                  message.id, line.id, Key{lane}, head ? 1 : 0, code_of(message.state),
                  message.attempts, message.not_before, message.created, message.finished,
                  message.event_message_id, message.kind, message.booking_id, message.report,
                  message.mapping_version, message.last_error, message.receipt, texts,
                  static_cast<int>(message.error_class));
    auto const sequence = sqlite3_last_insert_rowid(connection.handle());
    run_statement(connection, "INSERT INTO trace VALUES (?, ?, ?)", message.booking_id,
                  static_cast<int>(TraceOf::message), sequence);
    line.count(message.state, message.attempts, 1);
    if (message.state == MessageState::waiting) session.wake(message.partner);
}

Result<std::vector<SealedMessage>> lease_messages(WriteSession& session, std::string const& partner,
                                                  unsigned count_max)
{
    std::vector<SealedMessage> leased;
    auto* const line = session.ledger.known_partner(session.connection, partner);
    if (line == nullptr || is_paused(session.connection, partner)) return leased;
    auto due = due_messages(session, line->id, count_max);
    while (discard_recalled(session, due)) due = due_messages(session, line->id, count_max);
    for (auto& one : due) {
        auto& message = one.sealed.message;
        auto const sequence = static_cast<std::int64_t>(message.sequence);
        if (one.lease_ended) {
            store_attempt(
                session, sequence,
                interrupted_attempt(message.id, message.attempts, one.leased, session.now));
        }
        line->count(message.state, message.attempts, -1);
        message.state = MessageState::sending;
        ++message.attempts;
        line->count(message.state, message.attempts, 1);
        run_statement(session.connection,
                      "UPDATE message SET state = 1, attempts = ?, due = ?, leased = ? "
                      "WHERE sequence = ?",
                      message.attempts, session.now + session.lease, session.now, sequence);
        leased.push_back(std::move(one.sealed));
    }
    return leased;
}

Result<> settle_message(WriteSession& session, Settlement const& settlement,
                        Prepared const& follow_ups)
{
    auto const row = find_row(session, settlement.message_id);
    if (session.connection.failed()) return {};
    if (!row) return not_found("there is no such message");
    auto const current = check_settlement(settlement, row->state, row->attempts, row->recalled);
    if (!current) return current;
    if (auto const checked = check_batch(session, follow_ups); !checked) return checked.error();
    auto attempt = settlement.record;
    attempt.number = row->attempts;
    store_attempt(session, row->sequence, attempt);
    if (row->recalled && !std::holds_alternative<Finish>(settlement.verdict)) {
        // The follow-ups tell of a verdict that does not come about.
        discard(session, *row, settlement.message_id, *row->recalled);
        return {};
    }
    move_to(session, *row, after_attempt(settlement, session.now));
    if (row->recalled) {
        store_audit(session,
                    recall_entry(MessageState::delivered, settlement.message_id, *row->recalled));
    }
    store_batch(session, follow_ups);
    return {};
}

void recall_messages(WriteSession& session, Recall const& recall)
{
    auto const lane =
        recall.lane.empty() ? unnamed_lane : std::string_view{session.current(recall.lane)};
    std::vector<std::string> ids;
    {
        Query open{session.connection,
                   "SELECT m.id FROM trace t CROSS JOIN message m ON m.sequence = t.number "
                   "WHERE t.booking_id = ? AND t.what = 1 AND m.lane = ? AND m.state < 3 "
                   "ORDER BY t.number",
                   recall.booking_id, Key{lane}};
        while (open.next()) ids.push_back(open.text(0));
    }
    for (auto const& id : ids) {
        auto const row = find_row(session, id); // Read again: the one before may have moved it up.
        if (!row) return;
        if (!recall.partner.empty() && row->partner != recall.partner) continue;
        if (row->state != MessageState::sending) {
            discard(session, *row, id, recall.reason);
            continue;
        }
        if (row->recalled) continue; // Said before.
        run_statement(session.connection, "INSERT INTO recall VALUES (?, ?)", row->sequence,
                      recall.reason);
        store_audit(session, recall_entry(MessageState::sending, id, recall.reason));
    }
}

Result<> act_on_message(WriteSession& session, std::string const& message_id, MessageAction action,
                        AuditEntry const& why)
{
    auto const row = find_row(session, message_id);
    if (session.connection.failed()) return {};
    if (!row) return not_found("there is no such message");
    TRY(after, state_after(action, row->partner, row->state, why));
    Next next{after, session.now, {}, row->last_error, row->error_class, ""};
    if (after == MessageState::held) {
        next.last_error = held_by_operator;
        next.error_class = ErrorClass::none;
    }
    if (after == MessageState::discarded) next.finished = session.now;
    move_to(session, *row, next);
    if (after == MessageState::waiting) session.wake(row->partner);
    store_audit(session, action_entry(why, action, message_id));
    return {};
}

void end_all_leases(WriteSession& session)
{
    struct Ended {
        std::int64_t sequence;
        unsigned attempts;
        TimePoint leased;
        std::string partner;
        std::string id;
    };
    std::vector<Ended> all;
    {
        Query sending{session.connection,
                      "SELECT m.sequence, m.attempts, m.leased, p.name, m.id FROM partner p "
                      "JOIN message m INDEXED BY message_open "
                      "ON m.partner = p.id AND m.state = 1 AND m.finished = 0"};
        while (sending.next()) {
            all.push_back({sending.integer(0), static_cast<unsigned>(sending.integer(1)),
                           sending.time(2), sending.text(3), sending.text(4)});
        }
    }
    for (auto const& one : all) {
        store_attempt(session, one.sequence,
                      interrupted_attempt("", one.attempts, one.leased, session.now));
        auto const row = find_row(session, one.id);
        if (row && row->recalled) {
            discard(session, *row, one.id, *row->recalled);
            continue;
        }
        run_statement(session.connection,
                      "UPDATE message SET state = 0, due = not_before WHERE sequence = ?",
                      one.sequence);
        auto& line = session.ledger.partner(session.connection, one.partner);
        line.count(MessageState::sending, one.attempts, -1);
        line.count(MessageState::waiting, one.attempts, 1);
    }
}

} // namespace foramen
