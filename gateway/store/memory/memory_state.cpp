#include "gateway/store/memory/memory_state.h"

#include <algorithm>

namespace foramen {

Result<> MemoryStore::State::check(Batch const& batch) const
{
    std::set<std::string> seen;
    for (auto const& event : batch.events) {
        auto const known =
            event_ids.contains({event.kind, event.event_id}) || events.contains(event.message_id);
        if (known || !seen.insert(event.kind + '\n' + event.event_id).second) {
            return conflict("an event of this id is there already");
        }
    }
    seen.clear();
    for (auto const& journey : batch.journeys) {
        auto const found = journeys.find(journey.booking_id);
        auto const version = found == journeys.end() ? 0 : found->second.version;
        if (version != journey.version || !seen.insert(journey.booking_id).second) {
            return conflict("the journey moved on since it was read");
        }
    }
    seen.clear();
    for (auto const& report : batch.imaging) {
        auto const found = imaging.find(report.id);
        auto const version = found == imaging.end() ? 0 : found->second.version;
        if (version != report.version || !seen.insert(report.id).second) {
            return conflict("the report moved on since it was read");
        }
    }
    for (auto const& one : batch.seen) {
        auto const former = one.former.empty() ? 0 : patient_rows(one.former);
        if (patient_rows(current_key(one.key)) + former == one.rows) continue;
        return conflict("more is known of the patient since it was read");
    }
    for (auto const& one : batch.resources_seen) {
        auto const found = resources.find({one.type, one.id});
        auto const version = found == resources.end() ? 0 : found->second.versions.size();
        if (version != one.version) return conflict("the resource moved on since it was read");
    }
    seen.clear();
    for (auto const& message : batch.messages) {
        if (message_ids.contains(message.id) || !seen.insert(message.id).second) {
            return conflict("a message of this id is there already");
        }
    }
    return {};
}

void MemoryStore::State::store(Batch batch, Committed& committed)
{
    for (auto const& one : batch.rekeys) rekey(one, committed);
    for (auto& event : batch.events) {
        event_ids[{event.kind, event.event_id}] = event.message_id;
        auto const id = event.message_id;
        events[id] = std::move(event);
    }
    for (auto& one : batch.forgotten) {
        auto const found = events.find(one.message_id);
        if (found != events.end()) found->second.body = std::move(one.body);
    }
    for (auto& journey : batch.journeys) {
        ++journey.version;
        journey.patient_key = current_key(std::move(journey.patient_key));
        auto const id = journey.booking_id;
        journeys[id] = std::move(journey);
    }
    for (auto& report : batch.imaging) {
        ++report.version;
        report.patient_key = current_key(std::move(report.patient_key));
        auto const id = report.id;
        imaging[id] = std::move(report);
    }
    for (auto& record : batch.resources) store_resource(std::move(record));
    for (auto const& one : batch.recalls) recall(one, committed);
    for (auto& message : batch.messages) store_message(std::move(message), committed);
    for (auto& procedure : batch.procedures) {
        auto const id = procedure.report_id;
        procedure.patient_key = current_key(std::move(procedure.patient_key));
        procedures[id] = std::move(procedure);
    }
    for (auto& entry : batch.audit) store_audit(std::move(entry));
    store_changes(std::move(batch.changes), committed);
    ++figures.batches;
}

void MemoryStore::State::store_resource(ResourceRecord record)
{
    auto const number = resources.size() + 1;
    auto& resource = resources[{record.type, record.id}];
    if (resource.number == 0) resource.number = number;
    if (!resource.versions.empty() && resource.versions.back().body == record.body) return;
    record.version = resource.versions.size() + 1;
    record.patient_key = current_key(std::move(record.patient_key));
    record.updated = clock.now();
    resource.versions.push_back(std::move(record));
}

void MemoryStore::State::store_message(Message message, Committed& committed)
{
    auto const sequence = messages.empty() ? 1 : messages.rbegin()->first + 1;
    message.sequence = sequence;
    message.lane = current_key(std::move(message.lane));
    message_ids[message.id] = sequence;
    if (is_open(message.state)) lanes[{message.partner, message.lane}].insert(sequence);
    if (message.state == MessageState::waiting) committed.partners.push_back(message.partner);
    messages[sequence] = {std::move(message), {}, {}, {}};
}

void MemoryStore::State::store_changes(std::vector<Change> told, Committed& committed)
{
    for (auto& change : told) {
        change.number = changes.size() + 1;
        committed.changes.push_back(change);
        changes.push_back(std::move(change));
    }
}

void MemoryStore::State::store_audit(AuditEntry entry)
{
    AuditRecord record{audit.size() + 1, clock.now(), std::move(entry), ""};
    record.hash = audit_hash(audit.empty() ? "" : audit.back().hash, record);
    audit.push_back(std::move(record));
}

void MemoryStore::State::finish(Kept& kept, MessageState state, Committed& committed)
{
    auto& message = kept.message;
    message.state = state;
    message.finished = clock.now();
    if (state == MessageState::delivered) last_delivered[message.partner] = message.finished;
    auto const lane = lanes.find({message.partner, message.lane});
    if (lane == lanes.end()) return; // It was discarded before it arrived.
    lane->second.erase(message.sequence);
    if (lane->second.empty()) lanes.erase(lane);
    else committed.partners.push_back(message.partner);
}

void MemoryStore::State::discard(Kept& kept, std::string const& reason, Committed& committed)
{
    kept.message.last_error = reason;
    kept.message.error_class = ErrorClass::none;
    finish(kept, MessageState::discarded, committed);
    store_audit(recall_entry(MessageState::discarded, kept.message.id, reason));
}

void MemoryStore::State::recall(Recall const& recall, Committed& committed)
{
    auto const lane = current_key(recall.lane);
    for (auto& [sequence, kept] : messages) {
        auto const& message = kept.message;
        auto const named = message.lane == lane && message.booking_id == recall.booking_id;
        if (!named || !is_open(message.state)) continue;
        if (!recall.partner.empty() && message.partner != recall.partner) continue;
        if (message.state != MessageState::sending) {
            discard(kept, recall.reason, committed);
            continue;
        }
        if (kept.recalled) continue; // Said before.
        kept.recalled = recall.reason;
        store_audit(recall_entry(MessageState::sending, message.id, recall.reason));
    }
}

void MemoryStore::State::end_leases(std::string const& partner, Committed& committed)
{
    auto const now = clock.now();
    for (auto& [sequence, kept] : messages) {
        auto& message = kept.message;
        if (message.partner != partner || message.state != MessageState::sending) continue;
        if (kept.lease_end > now) continue;
        attempts[message.id][message.attempts] =
            interrupted_attempt(message.id, message.attempts, kept.leased, now);
        if (kept.recalled) {
            discard(kept, *kept.recalled, committed);
            continue;
        }
        message.state = MessageState::waiting;
        message.not_before = kept.lease_end;
    }
}

MemoryStore::State::Kept* MemoryStore::State::find(std::string const& id)
{
    auto const found = message_ids.find(id);
    return found == message_ids.end() ? nullptr : &messages.at(found->second);
}

bool MemoryStore::State::is_first_of_lane(Kept const& kept) const
{
    auto const lane = lanes.find({kept.message.partner, kept.message.lane});
    return lane != lanes.end() && *lane->second.begin() == kept.message.sequence;
}

Result<> MemoryStore::State::settle(Settlement settlement, Committed& committed)
{
    auto* const kept = find(settlement.message_id);
    if (kept == nullptr) return not_found("there is no such message");
    auto& message = kept->message;
    auto const current =
        check_settlement(settlement, message.state, message.attempts, kept->recalled);
    if (!current) return current;
    auto* const finished = std::get_if<Finish>(&settlement.verdict);
    Batch follow_ups;
    follow_ups.messages = std::move(settlement.messages);
    follow_ups.changes = std::move(settlement.changes);
    if (auto const checked = check(follow_ups); !checked) return checked.error();
    settlement.record.message_id = message.id;
    settlement.record.number = message.attempts;
    attempts[message.id][message.attempts] = std::move(settlement.record);
    if (kept->recalled && finished == nullptr) {
        discard(*kept, *kept->recalled, committed);
        return {};
    }
    if (finished != nullptr) {
        message.receipt = std::move(finished->receipt);
        message.last_error.clear();
        message.error_class = ErrorClass::none;
        finish(*kept, MessageState::delivered, committed);
        if (kept->recalled) {
            store_audit(recall_entry(MessageState::delivered, message.id, *kept->recalled));
        }
    } else if (auto* postponed = std::get_if<Postpone>(&settlement.verdict)) {
        message.state = MessageState::waiting;
        message.not_before = postponed->not_before;
        message.last_error = std::move(postponed->error);
        message.error_class = postponed->error_class;
    } else {
        auto& hold = std::get<Hold>(settlement.verdict);
        message.state = MessageState::held;
        message.last_error = std::move(hold.error);
        message.error_class = hold.error_class;
    }
    store(std::move(follow_ups), committed);
    return {};
}

bool MemoryStore::State::fits(ResourceRecord const& record, ResourceFilter const& filter) const
{
    auto const patient = current_key(filter.patient_identifier.empty() || sealer == nullptr
                                         ? filter.patient_identifier
                                         : sealer->lookup_key(filter.patient_identifier));
    auto const words = identifier_words(filter.identifier);
    auto const identified = [&](std::string const& identifier) {
        auto const have = identifier_words(identifier);
        return words.whole.empty() ? have.value == words.value : identifier == words.whole;
    };
    return (filter.type.empty() || record.type == filter.type) &&
           (filter.id.empty() || record.id == filter.id) &&
           (filter.status.empty() || record.status == filter.status) &&
           (filter.booking_id.empty() || record.booking_id == filter.booking_id) &&
           (patient.empty() || record.patient_key == patient) &&
           (filter.identifier.empty() || std::ranges::any_of(record.identifiers, identified)) &&
           (!filter.updated_from || record.updated >= *filter.updated_from) &&
           (!filter.updated_until || record.updated < *filter.updated_until);
}

} // namespace foramen
