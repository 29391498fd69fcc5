// Why this file exists: the twin of the durable store for tests: the same promises but for the
// disk, without a file or a thread. tests/contract/ holds both to the same words.
#pragma once

#include "gateway/base/sealer.h"
#include "gateway/store/store.h"

#include <memory>

namespace foramen {

class MemoryStore : public Store {
public:
    /// Without a sealer the patient_identifier of a search is compared with patient_key as it is.
    explicit MemoryStore(Clock const& clock);
    MemoryStore(Clock const& clock, Sealer const& sealer);
    ~MemoryStore() override;

    Task<Situation> situation(SituationQuery query) override;
    Task<> commit(Batch batch) override;
    Task<std::vector<Message>> lease(std::string partner, unsigned count_max) override;
    Task<> settle(Settlement settlement) override;
    Task<std::optional<TimePoint>> next_due(std::string partner) override;
    Task<std::vector<std::string>> partners_with_work() override;
    Task<> act(std::string message_id, MessageAction action, AuditEntry why) override;
    Task<> act_on_partner(std::string partner, PartnerAction action, AuditEntry why) override;
    Task<StoredEvent> event(std::string message_id) override;
    Task<std::vector<StoredEvent>> events_of_booking(std::string booking_id) override;
    Task<> resolve_event(std::string message_id, EventState state, Batch batch) override;
    Task<Message> message(std::string id) override;
    Task<std::vector<Attempt>> attempts(std::string message_id) override;
    Task<std::vector<Message>> messages(MessageFilter filter) override;
    Task<ResourceRecord> resource(std::string type, std::string id,
                                  std::optional<std::uint64_t> version) override;
    Task<std::vector<ResourceRecord>> history(std::string type, std::string id) override;
    Task<ResourcePage> resources(ResourceFilter filter) override;
    Task<JourneyRecord> journey(std::string booking_id) override;
    Task<std::vector<std::string>> due_journeys(TimePoint until, unsigned limit) override;
    Task<std::vector<JourneyRecord>> journeys(std::string after, unsigned limit) override;
    Task<ImagingRecord> imaging(std::string id) override;
    Task<std::vector<ImagingRecord>> imaging_standing(std::string standing, std::string after,
                                                      unsigned limit) override;
    Task<std::vector<std::string>> due_imaging(TimePoint until, unsigned limit) override;
    Task<std::vector<QueueState>> queues() override;
    Task<std::vector<Change>> changes(std::uint64_t after, unsigned limit) override;
    Task<std::vector<AuditRecord>> audit(std::uint64_t after, unsigned limit) override;
    Task<std::uint64_t> verify_audit() override;
    void on_commit(std::function<void(Committed const&)> listener) override;
    StoreFigures figures() const override;
    Task<> probe() override;
    void close() override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace foramen
