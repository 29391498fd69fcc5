// Why this file exists: what the writer would otherwise read again for every row: the ends of the
// trails and the counters. Written back before each commit, forgotten at each rollback.
#pragma once

#include "gateway/store/sqlite/connection.h"
#include "gateway/store/store.h"

#include <array>
#include <map>

namespace foramen {

/// Counters of one partner's messages.
struct PartnerLine {
    std::int64_t id = 0;
    std::array<std::int64_t, 5> counts{}; ///< by code_of(state)
    std::int64_t retrying = 0;
    std::optional<TimePoint> last_delivered;
    bool changed = false;

    /// A message with so many attempts enters (or, with -1, leaves) a state.
    void count(MessageState state, unsigned attempts, int by);
};

class Ledger {
public:
    /// Reads the ends of the trails; what was counted since the last commit is forgotten.
    void load(Connection& connection);
    /// Known by name; made when it is new. Valid until load().
    PartnerLine& partner(Connection& connection, std::string const& name);
    /// No value when there is none of this name.
    PartnerLine* known_partner(Connection& connection, std::string const& name);
    void count_resource(std::string const& type) { ++new_resources_[type]; }
    /// The record with its number and hash, as it is to be stored.
    AuditRecord next_audit(AuditEntry entry, TimePoint now);
    std::uint64_t next_change() { return ++last_change_; }
    void flush(Connection& connection);

private:
    std::map<std::string, PartnerLine, std::less<>> partners_;
    std::map<std::string, std::int64_t> new_resources_;
    std::uint64_t last_audit_ = 0;
    std::string last_hash_;
    std::uint64_t last_change_ = 0;
};

} // namespace foramen
