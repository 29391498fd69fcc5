// Why this file exists: what the in-memory store knows of a patient, also by an earlier key.
#include "gateway/store/memory/memory_state.h"

#include <algorithm>

namespace foramen {

std::string MemoryStore::State::current_key(std::string key) const
{
    for (auto found = aliases.find(key); found != aliases.end(); found = aliases.find(key)) {
        key = found->second;
    }
    return key;
}

void MemoryStore::State::rekey(Rekey const& rekey, Committed& committed)
{
    auto const& from = rekey.from;
    if (from.empty() || rekey.to.empty() || current_key(from) != from) return;
    auto const to = current_key(rekey.to);
    if (to == from) return;
    aliases[from] = to;
    for (auto& [id, procedure] : procedures) {
        if (procedure.patient_key == from) procedure.patient_key = to;
    }
    for (auto& [id, journey] : journeys) {
        if (journey.patient_key == from) journey.patient_key = to;
    }
    for (auto& [id, report] : imaging) {
        if (report.patient_key == from) report.patient_key = to;
    }
    for (auto& [id, resource] : resources) {
        if (resource.versions.back().patient_key != from) continue;
        for (auto& version : resource.versions) version.patient_key = to;
    }
    for (auto& [sequence, kept] : messages) {
        auto& message = kept.message;
        if (message.lane != from || !is_open(message.state)) continue;
        lanes.erase({message.partner, from});
        lanes[{message.partner, to}].insert(sequence);
        message.lane = to;
        committed.partners.push_back(message.partner);
    }
}

std::uint64_t MemoryStore::State::patient_rows(std::string const& key) const
{
    auto const count = [&](auto const& rows) {
        return std::ranges::count_if(
            rows, [&](auto const& row) { return row.second.patient_key == key; });
    };
    return static_cast<std::uint64_t>(count(journeys) + count(procedures) + count(imaging));
}

void MemoryStore::State::read_patient(std::string const& key, SituationQuery const& query,
                                      Situation& situation) const
{
    situation.patient_rows += patient_rows(key);
    for (auto const& [id, journey] : journeys) {
        if (journey.patient_key == key && id != query.booking_id) {
            situation.others.push_back(journey);
        }
    }
    for (auto const& [id, procedure] : procedures) {
        if (procedure.patient_key == key) situation.procedures.push_back(procedure);
    }
    for (auto const& [id, report] : imaging) {
        if (report.patient_key == key) situation.imaging.push_back(report);
    }
}

FormerKey MemoryStore::State::former_key(SituationQuery const& query,
                                         std::string const& patient_key) const
{
    if (query.former_key.empty()) return FormerKey::same;
    auto const leads_to = current_key(query.former_key);
    if (leads_to == patient_key) return FormerKey::same;
    return leads_to == query.former_key ? FormerKey::free : FormerKey::elsewhere;
}

} // namespace foramen
