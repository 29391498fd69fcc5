// Why this file exists: every question that the store answers, on one snapshot of the database.
// A failure of SQLite stays noted at the connection; readers.cpp turns it into the answer.
#pragma once

#include "gateway/base/sealer.h"
#include "gateway/store/sqlite/finder.h"
#include "gateway/store/store.h"

namespace foramen {

struct ReadSession {
    Connection& connection;
    Sealer const& sealer;
    Finder& finder;
};

Result<Situation> read_situation(ReadSession& session, SituationQuery const& query);
Result<JourneyRecord> read_journey_of(ReadSession& session, std::string const& booking_id);
Result<std::vector<std::string>> read_due_journeys(ReadSession& session, TimePoint until,
                                                   unsigned limit);
Result<std::vector<JourneyRecord>> read_journeys(ReadSession& session, std::string const& after,
                                                 unsigned limit);
Result<std::vector<ImagingRecord>> read_imaging_of_patient(ReadSession& session,
                                                           std::string const& key);
Result<ImagingRecord> read_imaging_of(ReadSession& session, std::string const& id);
Result<std::vector<ImagingRecord>> read_imaging_standing(ReadSession& session,
                                                         std::string const& standing,
                                                         std::string const& after, unsigned limit);
Result<std::vector<std::string>> read_due_imaging(ReadSession& session, TimePoint until,
                                                  unsigned limit);
Result<StoredEvent> read_event_of(ReadSession& session, std::string const& message_id);
Result<std::vector<StoredEvent>> read_events_of_booking(ReadSession& session,
                                                        std::string const& booking_id);

Result<Message> read_message_of(ReadSession& session, std::string const& id);
Result<std::vector<Attempt>> read_attempts(ReadSession& session, std::string const& message_id);
Result<std::vector<Message>> read_messages(ReadSession& session, MessageFilter const& filter);
Result<std::optional<TimePoint>> read_next_due(ReadSession& session, std::string const& partner);
Result<std::vector<std::string>> read_partners_with_work(ReadSession& session);
Result<std::vector<QueueState>> read_queues(ReadSession& session);

Result<ResourceRecord> read_resource_of(ReadSession& session, std::string const& type,
                                        std::string const& id,
                                        std::optional<std::uint64_t> version);
Result<std::vector<ResourceRecord>> read_history(ReadSession& session, std::string const& type,
                                                 std::string const& id);
Result<ResourcePage> read_resources(ReadSession& session, ResourceFilter const& filter);

Result<std::vector<Change>> read_changes(ReadSession& session, std::uint64_t after, unsigned limit);
Result<std::vector<AuditRecord>> read_audit(ReadSession& session, std::uint64_t after,
                                            unsigned limit);
Result<std::uint64_t> verify_audit_chain(ReadSession& session);

} // namespace foramen
