// Why this file exists: what one transaction of the writer does to the tables. Each function
// checks all before it writes anything; a failure of SQLite stays noted at the connection, and the
// writer then rolls the whole transaction back.
#pragma once

#include "gateway/base/sealer.h"
#include "gateway/store/sqlite/connection.h"
#include "gateway/store/sqlite/ledger.h"
#include "gateway/store/sqlite/prepared.h"
#include "gateway/store/sqlite/read_rows.h"

namespace foramen {

struct WriteSession {
    Connection& connection;
    Ledger& ledger;
    Sealer const& sealer;
    TimePoint now;
    std::chrono::seconds lease;
    bool room_for_events = true; ///< false: the disk is nearly full, what is new is refused.
    Committed committed;         ///< To be told after the commit.
    std::string asked_key = "";  ///< Nearly always asked again at once.
    std::string known_key = "";

    /// By which key the patient is known now. Valid until the next call.
    std::string const& current(std::string const& key);
    /// A partner has something new to do.
    void wake(std::string const& partner);
};

/// Errors: conflict, unavailable (no room).
Result<> commit_batch(WriteSession& session, Prepared const& batch);
Result<> resolve_event(WriteSession& session, std::string const& message_id, EventState state,
                       Prepared const& batch);

Result<std::vector<SealedMessage>> lease_messages(WriteSession& session, std::string const& partner,
                                                  unsigned count_max);
/// `follow_ups` are the settlement's own changes and messages.
Result<> settle_message(WriteSession& session, Settlement const& settlement,
                        Prepared const& follow_ups);
Result<> act_on_message(WriteSession& session, std::string const& message_id, MessageAction action,
                        AuditEntry const& why);
/// At the start: what was being sent waits again, with an attempt that says so.
void end_all_leases(WriteSession& session);

/// Parts of the above, in files of their own.
Result<> check_batch(WriteSession& session, Prepared const& batch);
Result<> check_resources(WriteSession& session, Prepared const& batch);
void store_batch(WriteSession& session, Prepared const& batch);
void store_resources(WriteSession& session, Prepared const& batch);
void store_message(WriteSession& session, Message const& message, std::int64_t texts);
/// The first open message of a lane.
std::optional<std::int64_t> first_of_lane(WriteSession& session, std::int64_t partner,
                                          std::string_view lane);
void rekey(WriteSession& session, PreparedRekey const& rekey);
void recall_messages(WriteSession& session, Recall const& recall);
void store_audit(WriteSession& session, AuditEntry entry);

} // namespace foramen
