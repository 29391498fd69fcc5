#include "gateway/store/sqlite/pauses.h"

#include "gateway/store/rules.h"

namespace foramen {

bool is_paused(Connection& connection, std::string const& partner)
{
    Query row{connection, "SELECT 1 FROM paused WHERE partner = ?", partner};
    return row.next();
}

std::map<std::string, Pause> read_pauses(Connection& connection)
{
    std::map<std::string, Pause> pauses;
    Query row{connection, "SELECT partner, since, actor, reason FROM paused"};
    while (row.next()) pauses[row.text(0)] = {row.time(1), row.text(2), row.text(3)};
    return pauses;
}

Result<> act_on_partner(WriteSession& session, std::string const& partner, PartnerAction action,
                        AuditEntry const& why)
{
    auto& connection = session.connection;
    auto const now = is_paused(connection, partner) ? Flow::paused : Flow::open;
    if (connection.failed()) return {};
    if (auto const allowed = check_partner_action(action, now, why); !allowed) return allowed;
    if (action == PartnerAction::pause) {
        run_statement(connection, "INSERT INTO paused VALUES (?, ?, ?, ?)", partner, session.now,
                      why.actor, why.reason);
        session.committed.paused.push_back(partner);
    } else {
        run_statement(connection, "DELETE FROM paused WHERE partner = ?", partner);
        session.wake(partner);
    }
    store_audit(session, action_entry(why, action, partner));
    return {};
}

} // namespace foramen
