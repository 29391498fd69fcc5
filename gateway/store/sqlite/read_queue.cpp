// Why this file exists: messages and queues, as delivery and the monitor ask for them.
#include "gateway/store/rules.h"
#include "gateway/store/sqlite/pauses.h"
#include "gateway/store/sqlite/places.h"
#include "gateway/store/sqlite/read_rows.h"
#include "gateway/store/sqlite/read_session.h"

#include <algorithm>

namespace foramen {

namespace {

/// The ways to a page of messages, the narrowest first. The index is named: SQLite, without
/// statistics, may walk through all messages of a partner instead. Each takes ?1 the key, ?2
/// `before`.
char const* page_sql(MessageFilter const& filter)
{
#define FORAMEN_MESSAGES(way)                                                                      \
    "SELECT " FORAMEN_MESSAGE_COLUMNS " FROM message m " way " JOIN partner p ON p.id = "          \
    "m.partner "
    if (!filter.event_message_id.empty()) {
        return FORAMEN_MESSAGES(
            "INDEXED BY message_event") "WHERE m.event_message_id = ?1 "
                                        "AND m.sequence < ?2 ORDER BY m.sequence DESC";
    }
    if (!filter.booking_id.empty()) {
        return "SELECT " FORAMEN_MESSAGE_COLUMNS " FROM trace t CROSS JOIN message m "
               "ON m.sequence = t.number JOIN partner p ON p.id = m.partner "
               "WHERE t.booking_id = ?1 AND t.what = 1 AND t.number < ?2 ORDER BY t.number DESC";
    }
    if (filter.error_class) {
        return FORAMEN_MESSAGES("INDEXED BY message_error") "WHERE m.error_class > 0 "
                                                            "AND m.error_class = ?1 "
                                                            "AND m.sequence < ?2 "
                                                            "ORDER BY m.sequence DESC";
    }
    if (filter.state == MessageState::held || filter.state == MessageState::discarded) {
        return FORAMEN_MESSAGES("INDEXED BY message_stopped") "WHERE m.state IN (2, 3) "
                                                              "AND m.state = ?1 AND m.sequence < "
                                                              "?2 ORDER BY m.sequence DESC";
    }
    if (!filter.partner.empty()) {
        return FORAMEN_MESSAGES("INDEXED BY message_partner") "WHERE m.partner = "
                                                              "(SELECT id FROM partner WHERE name "
                                                              "= ?1) AND m.sequence < ?2 "
                                                              "ORDER BY m.sequence DESC";
    }
    return FORAMEN_MESSAGES("NOT INDEXED") "WHERE ?1 = ?1 AND m.sequence < ?2 "
                                           "ORDER BY m.sequence DESC";
#undef FORAMEN_MESSAGES
}

void bind_key(Query& query, MessageFilter const& filter)
{
    if (!filter.event_message_id.empty()) query.bind(filter.event_message_id);
    else if (!filter.booking_id.empty()) query.bind(filter.booking_id);
    else if (filter.error_class) query.bind(static_cast<int>(*filter.error_class));
    else if (filter.state == MessageState::held || filter.state == MessageState::discarded) {
        query.bind(code_of(*filter.state));
    } else query.bind(filter.partner);
}

std::optional<TimePoint> oldest(ReadSession& session, std::int64_t partner, MessageState state)
{
    Query row{session.connection,
              "SELECT created FROM message INDEXED BY message_open "
              "WHERE partner = ? AND state = ? AND finished = 0 "
              "ORDER BY sequence LIMIT 1",
              partner, code_of(state)};
    if (!row.next()) return {};
    return row.time(0);
}

std::optional<TimePoint> earlier(std::optional<TimePoint> one, std::optional<TimePoint> other)
{
    if (!one || !other) return one ? one : other;
    return std::min(*one, *other);
}

std::optional<TimePoint> next_attempt(ReadSession& session, std::int64_t partner)
{
    // A message that is being sent stands in the same index with the end of its lease.
    Query row{session.connection,
              "SELECT due FROM message INDEXED BY message_due "
              "WHERE partner = ? AND head = 1 AND state < 2 AND state = 0 ORDER BY due LIMIT 1",
              partner};
    if (!row.next()) return {};
    return row.time(0);
}

} // namespace

Result<Message> read_message_of(ReadSession& session, std::string const& id)
{
    Query row{session.connection,
              "SELECT " FORAMEN_SEALED_MESSAGE_COLUMNS " FROM message m "
              "JOIN partner p ON p.id = m.partner " FORAMEN_MESSAGE_BODY "WHERE m.id = ?",
              id};
    if (!row.next()) return not_found("there is no such message");
    return opened(session.sealer, read_sealed_message(row));
}

Result<std::vector<Attempt>> read_attempts(ReadSession& session, std::string const& message_id)
{
    std::vector<Attempt> attempts;
    Query row{session.connection,
              "SELECT a.number, a.started, a.took, a.outcome, a.detail FROM message m "
              "JOIN attempt a ON a.message = m.sequence WHERE m.id = ? ORDER BY a.number",
              message_id};
    while (row.next()) {
        attempts.push_back({message_id, static_cast<unsigned>(row.integer(0)), row.time(1),
                            std::chrono::milliseconds{row.integer(2)}, row.text(3), row.text(4)});
    }
    return attempts;
}

Result<std::vector<Message>> read_messages(ReadSession& session, MessageFilter const& filter)
{
    std::vector<Message> messages;
    auto const before = filter.before == 0 ? std::numeric_limits<std::int64_t>::max()
                                           : static_cast<std::int64_t>(filter.before);
    Query row{session.connection, page_sql(filter)};
    bind_key(row, filter);
    row.bind(before);
    while (messages.size() < filter.limit && row.next()) {
        auto message = read_message(row);
        if (fits_filter(message, filter)) messages.push_back(std::move(message));
    }
    return messages;
}

Result<std::optional<TimePoint>> read_next_due(ReadSession& session, std::string const& partner)
{
    if (is_paused(session.connection, partner)) return std::optional<TimePoint>{};
    Query row{session.connection,
              "SELECT due FROM message INDEXED BY message_due "
              "WHERE partner = (SELECT id FROM partner WHERE name = ?) "
              "AND head = 1 AND state < 2 ORDER BY due LIMIT 1",
              partner};
    if (!row.next()) return std::optional<TimePoint>{};
    return std::optional{row.time(0)};
}

Result<std::vector<std::string>> read_partners_with_work(ReadSession& session)
{
    std::vector<std::string> partners;
    Query row{session.connection,
              "SELECT name FROM partner WHERE waiting > 0 OR sending > 0 ORDER BY name"};
    while (row.next()) partners.push_back(row.text(0));
    return partners;
}

Result<std::vector<QueueState>> read_queues(ReadSession& session)
{
    std::vector<QueueState> queues;
    auto pauses = read_pauses(session.connection);
    Query row{session.connection,
              "SELECT id, name, waiting, sending, held, discarded, delivered, retrying, "
              "last_delivered FROM partner ORDER BY name"};
    while (row.next()) {
        QueueState queue;
        auto const id = row.integer(0);
        queue.partner = row.text(1);
        for (int code = 0; code < 5; ++code) {
            auto const count = row.number(2 + code);
            if (count > 0) queue.counts[message_state(code)] = count;
        }
        queue.retrying = row.number(7);
        queue.last_delivered = row.time_if_any(8);
        queue.oldest_waiting = earlier(oldest(session, id, MessageState::waiting),
                                       oldest(session, id, MessageState::sending));
        queue.oldest_held = oldest(session, id, MessageState::held);
        if (auto paused = pauses.extract(queue.partner)) queue.pause = std::move(paused.mapped());
        else queue.next_attempt = next_attempt(session, id);
        queues.push_back(std::move(queue));
    }
    for (auto& [partner, pause] : pauses) { // Nothing was ever sent to these.
        QueueState queue;
        queue.partner = partner;
        queue.pause = std::move(pause);
        queues.push_back(std::move(queue));
    }
    std::ranges::sort(queues, {}, &QueueState::partner);
    return queues;
}

} // namespace foramen
