// Why this file exists: what the writer would otherwise read again for every row: the ends of the
// trails, the counters and what the index of resources got last. Written back before each commit,
// forgotten at each rollback.
#pragma once

#include "gateway/store/sqlite/repeated.h"
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
    explicit Ledger(std::size_t recent_ways_max) : finder_{recent_ways_max} {}

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
    Finder& finder() { return finder_; }
    Repeated& repeated() { return repeated_; }
    Repeated const& repeated() const { return repeated_; }
    void flush(Connection& connection);

private:
    Finder finder_;
    Repeated repeated_;
    std::map<std::string, PartnerLine, std::less<>> partners_;
    std::map<std::string, std::int64_t> new_resources_;
    std::uint64_t last_audit_ = 0;
    std::string last_hash_;
    std::uint64_t last_change_ = 0;
};

} // namespace foramen
