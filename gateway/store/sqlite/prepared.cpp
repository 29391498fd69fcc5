#include "gateway/store/sqlite/prepared.h"

#include "gateway/base/digest.h"
#include "gateway/store/rules.h"
#include "gateway/store/sqlite/connection.h"
#include "gateway/store/sqlite/places.h"
#include "gateway/store/sqlite/texts.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace foramen {

namespace {

std::string text_hash(Sealer const& sealer, std::string_view text)
{
    auto const key = sealer.lookup_key(text);
    if (auto const bytes = hash_bytes(key)) return {bytes->data(), bytes->size()};
    return sha256(key).substr(0, 16); // A sealer whose keys are not 32 hex digits.
}

PreparedResource prepare_resource(ResourceRecord record, Sealer const& sealer,
                                  Repeated const& repeated)
{
    PreparedResource made;
    made.key = finder_key(sealer, record.id);
    made.content = text_hash(sealer, record.body);
    made.record = std::move(record);
    made.repeated = repeated.has(made.key, made.content);
    if (!made.repeated) complete(made, sealer);
    return made;
}

/// Patient and booking are nearly always those of the resource before.
void prepare_neighbours(std::vector<PreparedResource>& resources, Sealer const& sealer)
{
    PreparedResource const* before = nullptr;
    for (auto& made : resources) {
        auto const& record = made.record;
        auto const same_patient =
            before != nullptr && before->record.patient_key == record.patient_key;
        auto const same_booking =
            before != nullptr && before->record.booking_id == record.booking_id;
        if (same_patient) made.patient_key = before->patient_key;
        else if (!record.patient_key.empty()) {
            made.patient_key = finder_key(sealer, record.patient_key);
        }
        if (same_booking) made.booking_key = before->booking_key;
        else if (!record.booking_id.empty()) {
            made.booking_key = finder_key(sealer, record.booking_id);
        }
        before = &made;
    }
}

/// Takes the bodies of the messages.
std::string sealed_texts(std::vector<Message>& messages,
                         std::vector<PreparedResource> const& resources, std::string const& place,
                         Sealer const& sealer)
{
    std::string texts;
    for (auto& message : messages) {
        auto const body = std::exchange(message.body, {});
        add_text(texts, message_place(message.id), body);
    }
    for (auto const& made : resources) {
        if (made.repeated) continue;
        auto const& record = made.record;
        add_text(texts, resource_place(record.type, record.id, 1), record.body);
    }
    return texts.empty() ? "" : sealer.seal(texts, place);
}

} // namespace

std::string whole_hash(Sealer const& sealer, std::string_view identifier)
{
    return text_hash(sealer, std::string{"whole\n"}.append(identifier));
}

std::string value_hash(Sealer const& sealer, std::string_view value)
{
    return text_hash(sealer, std::string{"value\n"}.append(value));
}

FinderKey finder_key(Sealer const& sealer, std::string_view word)
{
    auto const hash = text_hash(sealer, std::string{"finder\n"}.append(word));
    FinderKey key = 0;
    std::memcpy(&key, hash.data(), sizeof key);
    return key;
}

void complete(PreparedResource& made, Sealer const& sealer)
{
    for (auto const& identifier : made.record.identifiers) {
        auto const value = identifier_words(identifier).value;
        auto const key = finder_key(sealer, value);
        auto const known =
            key == made.key || std::ranges::find(made.value_keys, key) != made.value_keys.end();
        if (!known) made.value_keys.push_back(key);
        made.identifier_hashes += whole_hash(sealer, identifier);
        made.identifier_hashes += value_hash(sealer, value);
    }
}

Prepared prepare(Batch batch, std::int64_t texts_id, Sealer const& sealer, Repeated const& repeated)
{
    Prepared made;
    made.resources.reserve(batch.resources.size());
    for (auto& record : batch.resources) {
        made.resources.push_back(prepare_resource(std::move(record), sealer, repeated));
    }
    prepare_neighbours(made.resources, sealer);
    for (auto& event : batch.events) {
        event.body = sealer.seal(event.body, event_place(event.message_id));
    }
    for (auto& journey : batch.journeys) {
        journey.body =
            sealer.seal(journey.body, journey_place(journey.booking_id, journey.version + 1));
    }
    for (auto& report : batch.imaging) {
        report.body = sealer.seal(report.body, imaging_place(report.id, report.version + 1));
    }
    made.texts_id = texts_id;
    made.texts = sealed_texts(batch.messages, made.resources, texts_place(texts_id), sealer);
    for (auto& one : batch.forgotten) {
        one.body = sealer.seal(one.body, event_place(one.message_id));
    }
    made.forgotten = std::move(batch.forgotten);
    made.events = std::move(batch.events);
    made.journeys = std::move(batch.journeys);
    made.imaging = std::move(batch.imaging);
    made.seen = std::move(batch.seen);
    made.resources_seen = std::move(batch.resources_seen);
    made.messages = std::move(batch.messages);
    made.procedures = std::move(batch.procedures);
    made.audit = std::move(batch.audit);
    made.changes = std::move(batch.changes);
    made.recalls = std::move(batch.recalls);
    for (auto& rekey : batch.rekeys) {
        auto const way = finder_key(sealer, rekey.from);
        made.rekeys.push_back({std::move(rekey.from), std::move(rekey.to), way});
    }
    return made;
}

} // namespace foramen
