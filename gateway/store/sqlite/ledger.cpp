#include "gateway/store/sqlite/ledger.h"

#include "gateway/store/rules.h"
#include "gateway/store/sqlite/places.h"

namespace foramen {

void PartnerLine::count(MessageState state, unsigned attempts, int by)
{
    counts[static_cast<std::size_t>(code_of(state))] += by;
    if (state == MessageState::waiting && attempts > 0) retrying += by;
    changed = true;
}

void Ledger::load(Connection& connection)
{
    partners_.clear();
    new_resources_.clear();
    last_audit_ = 0;
    last_hash_.clear();
    last_change_ = 0;
    finder_.forget();
    repeated_.clear();
    Query audit{connection, "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1"};
    if (audit.next()) {
        last_audit_ = audit.number(0);
        last_hash_ = audit.text(1);
    }
    Query change{connection, "SELECT number FROM change ORDER BY number DESC LIMIT 1"};
    if (change.next()) last_change_ = change.number(0);
}

PartnerLine* Ledger::known_partner(Connection& connection, std::string const& name)
{
    auto const found = partners_.find(name);
    if (found != partners_.end()) return &found->second;
    Query row{connection,
              "SELECT id, waiting, sending, held, discarded, delivered, retrying, last_delivered "
              "FROM partner WHERE name = ?",
              name};
    if (!row.next()) return nullptr;
    auto& line = partners_[name];
    line.id = row.integer(0);
    for (std::size_t i = 0; i < line.counts.size(); ++i) {
        line.counts[i] = row.integer(static_cast<int>(i) + 1);
    }
    line.retrying = row.integer(6);
    line.last_delivered = row.time_if_any(7);
    return &line;
}

PartnerLine& Ledger::partner(Connection& connection, std::string const& name)
{
    if (auto* const known = known_partner(connection, name)) return *known;
    run_statement(connection, "INSERT INTO partner VALUES (NULL, ?, 0, 0, 0, 0, 0, 0, NULL)", name);
    auto& line = partners_[name];
    line.id = sqlite3_last_insert_rowid(connection.handle());
    return line;
}

AuditRecord Ledger::next_audit(AuditEntry entry, TimePoint now)
{
    AuditRecord record{++last_audit_, now, std::move(entry), ""};
    record.hash = audit_hash(last_hash_, record);
    last_hash_ = record.hash;
    return record;
}

void Ledger::flush(Connection& connection)
{
    for (auto& [name, line] : partners_) {
        if (!line.changed) continue;
        auto const& counts = line.counts;
        run_statement(connection,
                      "UPDATE partner SET waiting = ?, sending = ?, held = ?, discarded = ?, "
                      "delivered = ?, retrying = ?, last_delivered = ? WHERE id = ?",
                      counts[0], counts[1], counts[2], counts[3], counts[4], line.retrying,
                      line.last_delivered, line.id);
        line.changed = false;
    }
    for (auto const& [type, count] : new_resources_) {
        run_statement(connection,
                      "INSERT INTO resource_count VALUES (?1, ?2) "
                      "ON CONFLICT (type) DO UPDATE SET count = count + ?2",
                      type, count);
    }
    new_resources_.clear();
    finder_.flush(connection);
}

} // namespace foramen
