// Why this file exists: a store whose disk is full at the moment that a test chooses.
#pragma once

#include "gateway/store/store.h"

#include <functional>

namespace foramen {

/// Passes everything on, but settle() and lease() fail as told before they reach the store.
class TroubledStore final : public Store {
public:
    explicit TroubledStore(Store& store) : store_{store} {}

    std::function<Result<>(Settlement const&)> before_settle = [](auto const&) {
        return Outcome{};
    };
    std::function<Result<>()> before_lease = [] { return Outcome{}; };
    unsigned lease_count = 0;

    Task<std::vector<Message>> lease(std::string partner, unsigned count_max) override
    {
        ++lease_count;
        CO_CHECK(before_lease());
        co_return co_await store_.lease(std::move(partner), count_max);
    }
    Task<> settle(Settlement settlement) override
    {
        CO_CHECK(before_settle(settlement));
        co_return co_await store_.settle(std::move(settlement));
    }

    Task<Situation> situation(SituationQuery query) override { return store_.situation(query); }
    Task<> commit(Batch batch) override { return store_.commit(std::move(batch)); }
    Task<std::optional<TimePoint>> next_due(std::string partner) override
    {
        return store_.next_due(std::move(partner));
    }
    Task<std::vector<std::string>> partners_with_work() override
    {
        return store_.partners_with_work();
    }
    Task<> act(std::string id, MessageAction action, AuditEntry why) override
    {
        return store_.act(std::move(id), action, std::move(why));
    }
    Task<> act_on_partner(std::string partner, PartnerAction action, AuditEntry why) override
    {
        return store_.act_on_partner(std::move(partner), action, std::move(why));
    }
    Task<StoredEvent> event(std::string id) override { return store_.event(std::move(id)); }
    Task<std::vector<StoredEvent>> events_of_booking(std::string id) override
    {
        return store_.events_of_booking(std::move(id));
    }
    Task<> resolve_event(std::string id, EventState state, Batch batch) override
    {
        return store_.resolve_event(std::move(id), state, std::move(batch));
    }
    Task<Message> message(std::string id) override { return store_.message(std::move(id)); }
    Task<std::vector<Attempt>> attempts(std::string id) override
    {
        return store_.attempts(std::move(id));
    }
    Task<std::vector<Message>> messages(MessageFilter filter) override
    {
        return store_.messages(std::move(filter));
    }
    Task<ResourceRecord> resource(std::string type, std::string id,
                                  std::optional<std::uint64_t> version) override
    {
        return store_.resource(std::move(type), std::move(id), version);
    }
    Task<std::vector<ResourceRecord>> history(std::string type, std::string id) override
    {
        return store_.history(std::move(type), std::move(id));
    }
    Task<ResourcePage> resources(ResourceFilter filter) override
    {
        return store_.resources(std::move(filter));
    }
    Task<JourneyRecord> journey(std::string id) override { return store_.journey(std::move(id)); }
    Task<std::vector<std::string>> due_journeys(TimePoint until, unsigned limit) override
    {
        return store_.due_journeys(until, limit);
    }
    Task<std::vector<JourneyRecord>> journeys(std::string after, unsigned limit) override
    {
        return store_.journeys(std::move(after), limit);
    }
    Task<ImagingRecord> imaging(std::string id) override { return store_.imaging(std::move(id)); }
    Task<std::vector<ImagingRecord>> imaging_standing(std::string standing, std::string after,
                                                      unsigned limit) override
    {
        return store_.imaging_standing(std::move(standing), std::move(after), limit);
    }
    Task<std::vector<std::string>> due_imaging(TimePoint until, unsigned limit) override
    {
        return store_.due_imaging(until, limit);
    }
    Task<std::vector<QueueState>> queues() override { return store_.queues(); }
    Task<std::vector<Change>> changes(std::uint64_t after, unsigned limit) override
    {
        return store_.changes(after, limit);
    }
    Task<std::vector<AuditRecord>> audit(std::uint64_t after, unsigned limit) override
    {
        return store_.audit(after, limit);
    }
    Task<std::uint64_t> verify_audit() override { return store_.verify_audit(); }
    void on_commit(std::function<void(Committed const&)> listener) override
    {
        store_.on_commit(std::move(listener));
    }
    StoreFigures figures() const override { return store_.figures(); }
    Task<> probe() override { return store_.probe(); }
    void close() override { store_.close(); }

private:
    Store& store_;
};

} // namespace foramen
