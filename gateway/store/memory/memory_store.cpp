#include "gateway/store/memory/memory_store.h"

#include "gateway/store/memory/memory_state.h"

#include <algorithm>
#include <functional>

namespace foramen {

MemoryStore::MemoryStore(Clock const& clock) : state_{std::make_unique<State>(clock, nullptr)} {}
MemoryStore::MemoryStore(Clock const& clock, Sealer const& sealer)
    : state_{std::make_unique<State>(clock, &sealer)}
{}
MemoryStore::~MemoryStore() = default;

namespace {

/// Partners once each, in the order of their first mention.
void tell(std::function<void(Committed const&)> const& listener, Committed committed)
{
    std::vector<std::string> partners;
    for (auto& partner : committed.partners) {
        if (std::ranges::find(partners, partner) == partners.end()) {
            partners.push_back(std::move(partner));
        }
    }
    committed.partners = std::move(partners);
    auto const nothing =
        committed.partners.empty() && committed.paused.empty() && committed.changes.empty();
    if (listener && !nothing) listener(committed);
}

Message without_body(Message message)
{
    message.body.clear();
    return message;
}

} // namespace

Task<Situation> MemoryStore::situation(SituationQuery query)
{
    std::lock_guard const lock{state_->mutex};
    Situation found;
    auto const same = state_->event_ids.find({query.kind, query.event_id});
    if (same != state_->event_ids.end()) found.same_event = state_->events.at(same->second);
    found.journey.booking_id = query.booking_id;
    auto const journey = state_->journeys.find(query.booking_id);
    if (journey != state_->journeys.end()) found.journey = journey->second;
    if (query.patient_key.empty()) co_return found;
    found.patient_key = state_->current_key(query.patient_key);
    state_->read_patient(found.patient_key, query, found);
    found.former = state_->former_key(query, found.patient_key);
    if (found.former == FormerKey::free) state_->read_patient(query.former_key, query, found);
    co_return found;
}

Task<> MemoryStore::commit(Batch batch)
{
    Committed committed;
    {
        std::lock_guard const lock{state_->mutex};
        CO_CHECK(state_->check(batch));
        state_->store(std::move(batch), committed);
        ++state_->figures.commits;
    }
    tell(state_->listener, std::move(committed));
    co_return Nothing{};
}

Task<std::vector<Message>> MemoryStore::lease(std::string partner, unsigned count_max)
{
    Committed unblocked; // By recalls; what was freed is leased here already.
    std::lock_guard const lock{state_->mutex};
    if (state_->paused.contains(partner)) co_return std::vector<Message>{};
    auto const now = state_->clock.now();
    state_->end_leases(partner, unblocked);
    std::vector<State::Kept*> due;
    for (auto& [sequence, kept] : state_->messages) {
        auto const& message = kept.message;
        if (message.partner == partner && message.state == MessageState::waiting &&
            message.not_before <= now && state_->is_first_of_lane(kept)) {
            due.push_back(&kept);
        }
    }
    std::ranges::stable_sort(due, {}, [](auto const* kept) { return kept->message.not_before; });
    if (due.size() > count_max) due.resize(count_max);
    std::vector<Message> leased;
    for (auto* kept : due) {
        kept->message.state = MessageState::sending;
        ++kept->message.attempts;
        kept->leased = now;
        kept->lease_end = now + lease_time;
        leased.push_back(kept->message);
    }
    co_return leased;
}

Task<> MemoryStore::settle(Settlement settlement)
{
    Committed committed;
    {
        std::lock_guard const lock{state_->mutex};
        CO_CHECK(state_->settle(std::move(settlement), committed));
        ++state_->figures.commits;
    }
    tell(state_->listener, std::move(committed));
    co_return Nothing{};
}

Task<std::optional<TimePoint>> MemoryStore::next_due(std::string partner)
{
    std::lock_guard const lock{state_->mutex};
    std::optional<TimePoint> due;
    if (state_->paused.contains(partner)) co_return due;
    for (auto const& [sequence, kept] : state_->messages) {
        auto const& message = kept.message;
        auto const sending = message.state == MessageState::sending;
        if (message.partner != partner || !state_->is_first_of_lane(kept)) continue;
        if (!sending && message.state != MessageState::waiting) continue;
        auto const at = sending ? kept.lease_end : message.not_before;
        if (!due || at < *due) due = at;
    }
    co_return due;
}

Task<std::vector<std::string>> MemoryStore::partners_with_work()
{
    std::lock_guard const lock{state_->mutex};
    std::set<std::string> partners;
    for (auto const& [sequence, kept] : state_->messages) {
        auto const state = kept.message.state;
        if (state == MessageState::waiting || state == MessageState::sending) {
            partners.insert(kept.message.partner);
        }
    }
    co_return std::vector<std::string>{partners.begin(), partners.end()};
}

Task<> MemoryStore::act(std::string message_id, MessageAction action, AuditEntry why)
{
    Committed committed;
    {
        std::lock_guard const lock{state_->mutex};
        auto* const kept = state_->find(message_id);
        if (kept == nullptr) co_return not_found("there is no such message");
        auto& message = kept->message;
        CO_TRY(after, state_after(action, message.partner, message.state, why));
        if (after == MessageState::discarded) {
            state_->finish(*kept, after, committed);
        } else {
            message.state = after;
            if (after == MessageState::held) {
                message.last_error = held_by_operator;
                message.error_class = ErrorClass::none;
            } else message.not_before = state_->clock.now();
            if (after == MessageState::waiting) committed.partners.push_back(message.partner);
        }
        state_->store_audit(action_entry(std::move(why), action, message_id));
    }
    tell(state_->listener, std::move(committed));
    co_return Nothing{};
}

Task<> MemoryStore::act_on_partner(std::string partner, PartnerAction action, AuditEntry why)
{
    Committed committed;
    {
        std::lock_guard const lock{state_->mutex};
        auto const now = state_->paused.contains(partner) ? Flow::paused : Flow::open;
        CO_CHECK(check_partner_action(action, now, why));
        if (action == PartnerAction::pause) {
            state_->paused[partner] = {state_->clock.now(), why.actor, why.reason};
            committed.paused.push_back(partner);
        } else {
            state_->paused.erase(partner);
            committed.partners.push_back(partner);
        }
        state_->store_audit(action_entry(std::move(why), action, partner));
    }
    tell(state_->listener, std::move(committed));
    co_return Nothing{};
}

Task<StoredEvent> MemoryStore::event(std::string message_id)
{
    std::lock_guard const lock{state_->mutex};
    auto const found = state_->events.find(message_id);
    if (found == state_->events.end()) co_return not_found("there is no such event");
    co_return found->second;
}

Task<std::vector<StoredEvent>> MemoryStore::events_of_booking(std::string booking_id)
{
    std::lock_guard const lock{state_->mutex};
    std::vector<StoredEvent> found;
    for (auto const& [id, event] : state_->events) {
        if (event.booking_id == booking_id) found.push_back(event);
    }
    std::ranges::stable_sort(found, {}, &StoredEvent::received);
    co_return found;
}

Task<> MemoryStore::resolve_event(std::string message_id, EventState state, Batch batch)
{
    Committed committed;
    {
        std::lock_guard const lock{state_->mutex};
        auto const found = state_->events.find(message_id);
        if (found == state_->events.end()) co_return not_found("there is no such event");
        if (found->second.state != EventState::held) {
            co_return conflict("the event is held no longer");
        }
        CO_CHECK(state_->check(batch));
        found->second.state = state;
        found->second.note.clear();
        state_->store(std::move(batch), committed);
        ++state_->figures.commits;
    }
    tell(state_->listener, std::move(committed));
    co_return Nothing{};
}

Task<Message> MemoryStore::message(std::string id)
{
    std::lock_guard const lock{state_->mutex};
    auto const* const kept = state_->find(id);
    if (kept == nullptr) co_return not_found("there is no such message");
    co_return kept->message;
}

Task<std::vector<Attempt>> MemoryStore::attempts(std::string message_id)
{
    std::lock_guard const lock{state_->mutex};
    std::vector<Attempt> found;
    for (auto const& [number, attempt] : state_->attempts[message_id]) found.push_back(attempt);
    co_return found;
}

Task<std::vector<Message>> MemoryStore::messages(MessageFilter filter)
{
    std::lock_guard const lock{state_->mutex};
    std::vector<Message> found;
    auto const fits = [&](Message const& one) {
        return fits_filter(one, filter) && (filter.before == 0 || one.sequence < filter.before);
    };
    for (auto one = state_->messages.rbegin(); one != state_->messages.rend(); ++one) {
        if (found.size() == filter.limit) break;
        if (fits(one->second.message)) found.push_back(without_body(one->second.message));
    }
    co_return found;
}

Task<JourneyRecord> MemoryStore::journey(std::string booking_id)
{
    std::lock_guard const lock{state_->mutex};
    auto const found = state_->journeys.find(booking_id);
    if (found != state_->journeys.end()) co_return found->second;
    JourneyRecord none;
    none.booking_id = std::move(booking_id);
    co_return none;
}

namespace {

/// The ids of what is due by then, the oldest first.
template <class Records>
std::vector<std::string> due_of(Records const& records, TimePoint until, unsigned limit)
{
    std::multimap<TimePoint, std::string> due;
    for (auto const& [id, record] : records) {
        if (record.due && *record.due <= until) due.emplace(*record.due, id);
    }
    std::vector<std::string> found;
    for (auto& [when, id] : due) {
        if (found.size() < limit) found.push_back(std::move(id));
    }
    return found;
}

} // namespace

Task<std::vector<std::string>> MemoryStore::due_journeys(TimePoint until, unsigned limit)
{
    std::lock_guard const lock{state_->mutex};
    co_return due_of(state_->journeys, until, limit);
}

Task<std::vector<std::string>> MemoryStore::due_imaging(TimePoint until, unsigned limit)
{
    std::lock_guard const lock{state_->mutex};
    co_return due_of(state_->imaging, until, limit);
}

Task<std::vector<JourneyRecord>> MemoryStore::journeys(std::string after, unsigned limit)
{
    std::lock_guard const lock{state_->mutex};
    std::vector<JourneyRecord> found;
    auto const& journeys = state_->journeys;
    for (auto at = journeys.upper_bound(after); at != journeys.end() && found.size() < limit;
         ++at) {
        found.push_back(at->second);
    }
    co_return found;
}

Task<ImagingRecord> MemoryStore::imaging(std::string id)
{
    std::lock_guard const lock{state_->mutex};
    auto const found = state_->imaging.find(id);
    if (found == state_->imaging.end()) co_return ImagingRecord{std::move(id), 0, "", "", "", {}};
    co_return found->second;
}

Task<std::vector<ImagingRecord>> MemoryStore::imaging_standing(std::string standing,
                                                               std::string after, unsigned limit)
{
    std::lock_guard const lock{state_->mutex};
    std::vector<ImagingRecord> found;
    auto const& reports = state_->imaging;
    for (auto at = reports.upper_bound(after); at != reports.end() && found.size() < limit; ++at) {
        if (at->second.standing == standing) found.push_back(at->second);
    }
    co_return found;
}

void MemoryStore::on_commit(std::function<void(Committed const&)> listener)
{
    state_->listener = std::move(listener);
}

Task<> MemoryStore::probe() { co_return Nothing{}; }

void MemoryStore::close() {}

StoreFigures MemoryStore::figures() const
{
    std::lock_guard const lock{state_->mutex};
    return state_->figures;
}

} // namespace foramen
