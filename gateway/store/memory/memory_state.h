// Why this file exists: what the in-memory store knows, and the writing half of its rules.
#pragma once

#include "gateway/base/sealer.h"
#include "gateway/store/memory/memory_store.h"
#include "gateway/store/rules.h"

#include <map>
#include <mutex>
#include <set>

namespace foramen {

struct MemoryStore::State {
    State(Clock const& time, Sealer const* keys) : clock{time}, sealer{keys} {}

    using Lane = std::pair<std::string, std::string>; ///< partner, lane

    struct Kept {
        Message message;
        TimePoint lease_end;
        TimePoint leased;
        std::optional<std::string> recalled; ///< Why; while it was being sent.
    };
    struct Resource {
        std::uint64_t number = 0;
        std::vector<ResourceRecord> versions;
    };

    Result<> check(Batch const& batch) const;
    void store(Batch batch, Committed& committed);
    void store_resource(ResourceRecord record);
    void store_message(Message message, Committed& committed);
    void store_changes(std::vector<Change> changes, Committed& committed);
    void store_audit(AuditEntry entry);
    /// Ends the message; the next of its lane moves up.
    void finish(Kept& kept, MessageState state, Committed& committed);
    void end_leases(std::string const& partner, Committed& committed);
    std::string current_key(std::string key) const;
    void rekey(Rekey const& rekey, Committed& committed);
    std::uint64_t patient_rows(std::string const& key) const;
    void read_patient(std::string const& key, SituationQuery const& query,
                      Situation& situation) const;
    FormerKey former_key(SituationQuery const& query, std::string const& patient_key) const;
    void recall(Recall const& recall, Committed& committed);
    void discard(Kept& kept, std::string const& reason, Committed& committed);
    Kept* find(std::string const& id);
    bool is_first_of_lane(Kept const& kept) const;
    Result<> settle(Settlement settlement, Committed& committed);
    bool fits(ResourceRecord const& record, ResourceFilter const& filter) const;

    Clock const& clock;
    Sealer const* sealer;
    std::mutex mutex;
    std::map<std::string, StoredEvent> events; ///< by message id
    std::map<std::pair<std::string, std::string>, std::string> event_ids;
    std::map<std::string, JourneyRecord> journeys;
    std::map<std::string, ImagingRecord> imaging;
    std::map<std::pair<std::string, std::string>, Resource> resources;
    std::map<std::uint64_t, Kept> messages; ///< by sequence
    std::map<std::string, std::uint64_t> message_ids;
    std::map<Lane, std::set<std::uint64_t>> lanes; ///< open messages only
    std::map<std::string, TimePoint> last_delivered;
    std::map<std::string, Pause> paused;
    std::map<std::string, std::map<unsigned, Attempt>> attempts;
    std::map<std::string, std::string> aliases;        ///< Patient keys that lead to another.
    std::map<std::string, ProcedureRecord> procedures; ///< by report id
    std::vector<AuditRecord> audit;
    std::vector<Change> changes;
    std::function<void(Committed const&)> listener;
    StoreFigures figures;
};

} // namespace foramen
