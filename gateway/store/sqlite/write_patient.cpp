// Why this file exists: a patient who is known by another key since: what stands under the old key
// moves, and whatever still comes with it is stored under the new one.
#include "gateway/store/sqlite/aliases.h"
#include "gateway/store/sqlite/write_session.h"

#include <algorithm>

namespace foramen {

namespace {

std::vector<std::int64_t> resources_of(WriteSession& session, PreparedRekey const& rekey)
{
    std::vector<std::int64_t> ids;
    for (auto const& span : session.ledger.finder().find(session.connection, rekey.from_way)) {
        Query row{session.connection,
                  "SELECT id FROM resource WHERE id BETWEEN ? AND ? AND patient = ?", span.first,
                  span.last, Key{rekey.from}};
        while (row.next()) ids.push_back(row.integer(0));
    }
    // One that came back to its patient stands in two rows of the finder.
    std::ranges::sort(ids);
    auto const repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    return ids;
}

void move_resources(WriteSession& session, PreparedRekey const& rekey, std::string const& to)
{
    auto const ids = resources_of(session, rekey);
    if (ids.empty()) return;
    auto const way = finder_key(session.sealer, to);
    for (auto const id : ids) {
        run_statement(session.connection, "UPDATE resource SET patient = ? WHERE id = ?", Key{to},
                      id);
        session.ledger.finder().add(way, {id, id});
    }
}

/// Two lanes become one, in the order in which their messages were accepted. What is being sent
/// at this moment ends as it began, also where it is not the first any more.
void move_lanes(WriteSession& session, std::string const& from, std::string const& to)
{
    struct Partner {
        std::int64_t id;
        std::string name;
    };
    std::vector<Partner> partners;
    {
        Query open{session.connection,
                   "SELECT DISTINCT p.id, p.name FROM message m INDEXED BY message_lane "
                   "JOIN partner p ON p.id = m.partner WHERE m.lane = ? AND m.state < 3",
                   Key{from}};
        while (open.next()) partners.push_back({open.integer(0), open.text(1)});
    }
    for (auto const& partner : partners) {
        auto const before = first_of_lane(session, partner.id, to);
        run_statement(session.connection,
                      "UPDATE message INDEXED BY message_lane SET lane = ?, head = 0 "
                      "WHERE partner = ? AND lane = ? AND state < 3",
                      Key{to}, partner.id, Key{from});
        auto const after = first_of_lane(session, partner.id, to);
        auto const* const set_head = "UPDATE message SET head = ? WHERE sequence = ?";
        if (before) run_statement(session.connection, set_head, 0, *before);
        if (after) run_statement(session.connection, set_head, 1, *after);
        session.wake(partner.name);
    }
}

/// Nearly always there is nothing: a patient comes for the first time with both ids.
struct Standing {
    bool rows = false;
    bool lanes = false;
};

Standing what_stands_under(WriteSession& session, std::string const& key)
{
    Query any{session.connection,
              "SELECT EXISTS (SELECT 1 FROM journey WHERE patient = ?1) OR "
              "EXISTS (SELECT 1 FROM procedure WHERE patient = ?1) OR "
              "EXISTS (SELECT 1 FROM imaging WHERE patient = ?1), "
              "EXISTS (SELECT 1 FROM message INDEXED BY message_lane "
              "WHERE lane = ?1 AND state < 3)",
              Key{key}};
    if (!any.next()) return {};
    return {any.integer(0) != 0, any.integer(1) != 0};
}

} // namespace

std::string const& WriteSession::current(std::string const& key)
{
    if (key != asked_key) {
        asked_key = key;
        known_key = current_key(connection, key);
    }
    return known_key;
}

void rekey(WriteSession& session, PreparedRekey const& rekey)
{
    auto& connection = session.connection;
    auto const& from = rekey.from;
    if (from.empty() || rekey.to.empty() || current_key(connection, from) != from) return;
    auto const to = session.current(rekey.to); // What was asked before is forgotten with it.
    if (to == from) return;
    run_statement(connection, "INSERT INTO alias VALUES (?, ?)", Key{from}, Key{to});
    auto const standing = what_stands_under(session, from);
    if (standing.rows) {
        run_statement(connection, "UPDATE procedure SET patient = ? WHERE patient = ?", Key{to},
                      Key{from});
        run_statement(connection, "UPDATE journey SET patient = ? WHERE patient = ?", Key{to},
                      Key{from});
        run_statement(connection, "UPDATE imaging SET patient = ? WHERE patient = ?", Key{to},
                      Key{from});
    }
    move_resources(session, rekey, to);
    if (standing.lanes) move_lanes(session, from, to);
}

} // namespace foramen
