// Why this file exists: what the in-memory store shows in lists: resources, queues, trails.
#include "gateway/store/memory/memory_state.h"

#include <algorithm>

namespace foramen {

namespace {

/// As the durable store shows it: identifiers are known by their hashes only.
ResourceRecord shown(ResourceRecord record)
{
    record.identifiers.clear();
    return record;
}

template <class Record>
std::vector<Record> after_number(std::vector<Record> const& all, std::uint64_t after,
                                 unsigned limit)
{
    auto const first = std::min<std::uint64_t>(after, all.size());
    auto const last = std::min<std::uint64_t>(first + limit, all.size());
    return {all.begin() + static_cast<std::ptrdiff_t>(first),
            all.begin() + static_cast<std::ptrdiff_t>(last)};
}

void earlier(std::optional<TimePoint>& known, TimePoint at)
{
    if (!known || at < *known) known = at;
}

void count(QueueState& queue, Message const& message, bool first_of_lane)
{
    ++queue.counts[message.state];
    auto const waiting = message.state == MessageState::waiting;
    if (waiting && message.attempts > 0) queue.retrying = queue.retrying.value_or(0) + 1;
    if (waiting || message.state == MessageState::sending) {
        earlier(queue.oldest_waiting, message.created);
    }
    if (waiting && first_of_lane) earlier(queue.next_attempt, message.not_before);
    if (message.state == MessageState::held) earlier(queue.oldest_held, message.created);
}

} // namespace

Task<ResourceRecord> MemoryStore::resource(std::string type, std::string id,
                                           std::optional<std::uint64_t> version)
{
    std::lock_guard const lock{state_->mutex};
    auto const found = state_->resources.find({type, id});
    if (found == state_->resources.end()) co_return not_found("there is no such resource");
    auto const& versions = found->second.versions;
    auto const wanted = version.value_or(versions.size());
    if (wanted == 0 || wanted > versions.size()) co_return not_found("there is no such version");
    co_return shown(versions[wanted - 1]);
}

Task<std::vector<ResourceRecord>> MemoryStore::history(std::string type, std::string id)
{
    std::lock_guard const lock{state_->mutex};
    auto const found = state_->resources.find({type, id});
    std::vector<ResourceRecord> records;
    if (found == state_->resources.end()) co_return records;
    for (auto const& version : found->second.versions) records.push_back(shown(version));
    std::ranges::reverse(records);
    co_return records;
}

Task<ResourcePage> MemoryStore::resources(ResourceFilter filter)
{
    std::lock_guard const lock{state_->mutex};
    std::map<std::uint64_t, ResourceRecord const*> found;
    for (auto const& [key, resource] : state_->resources) {
        auto const& current = resource.versions.back();
        if (state_->fits(current, filter)) found[resource.number] = &current;
    }
    ResourcePage page;
    page.total = found.size();
    for (auto one = found.upper_bound(filter.after); one != found.end(); ++one) {
        if (page.resources.size() == filter.limit) {
            page.next = std::prev(one)->first;
            break;
        }
        page.resources.push_back(shown(*one->second));
    }
    co_return page;
}

Task<std::vector<QueueState>> MemoryStore::queues()
{
    std::lock_guard const lock{state_->mutex};
    std::map<std::string, QueueState> found;
    for (auto const& [sequence, kept] : state_->messages) {
        auto& queue = found[kept.message.partner];
        queue.retrying = queue.retrying.value_or(0);
        count(queue, kept.message, state_->is_first_of_lane(kept));
    }
    for (auto const& [partner, pause] : state_->paused) {
        found[partner].pause = pause;
        found[partner].next_attempt.reset();
    }
    std::vector<QueueState> queues;
    for (auto& [partner, queue] : found) {
        queue.partner = partner;
        auto const delivered = state_->last_delivered.find(partner);
        if (delivered != state_->last_delivered.end()) queue.last_delivered = delivered->second;
        queues.push_back(std::move(queue));
    }
    co_return queues;
}

Task<std::vector<Change>> MemoryStore::changes(std::uint64_t after, unsigned limit)
{
    std::lock_guard const lock{state_->mutex};
    co_return after_number(state_->changes, after, limit);
}

Task<std::vector<AuditRecord>> MemoryStore::audit(std::uint64_t after, unsigned limit)
{
    std::lock_guard const lock{state_->mutex};
    co_return after_number(state_->audit, after, limit);
}

Task<std::uint64_t> MemoryStore::verify_audit()
{
    std::lock_guard const lock{state_->mutex};
    std::string previous;
    for (auto const& record : state_->audit) {
        if (audit_hash(previous, record) != record.hash) {
            co_return fault("the audit trail was changed at record " +
                            std::to_string(record.number));
        }
        previous = record.hash;
    }
    co_return state_->audit.size();
}

} // namespace foramen
