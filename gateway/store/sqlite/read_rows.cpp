#include "gateway/store/sqlite/read_rows.h"

#include "gateway/store/sqlite/places.h"

namespace foramen {

Message read_message(Query const& row)
{
    Message message;
    message.sequence = row.number(0);
    message.id = row.text(1);
    message.partner = row.text(2);
    message.lane = row.key(3);
    if (message.lane == unnamed_lane) message.lane.clear();
    message.state = message_state(row.integer(4));
    message.attempts = static_cast<unsigned>(row.integer(5));
    message.not_before = row.time(6);
    message.created = row.time(7);
    message.finished = row.time(8);
    message.event_message_id = row.text(9);
    message.kind = row.text(10);
    message.booking_id = row.text(11);
    message.report = row.text(12);
    message.mapping_version = row.text(13);
    message.last_error = row.text(14);
    message.receipt = row.text(15);
    message.error_class = static_cast<ErrorClass>(row.integer(16));
    return message;
}

SealedMessage read_sealed_message(Query const& row)
{
    return {read_message(row),
            {row.text(message_column_count), row.integer(message_column_count + 1)}};
}

Result<Message> opened(Sealer const& sealer, SealedMessage sealed)
{
    auto& message = sealed.message;
    TRY(body, open_body(sealer, sealed.body, message_place(message.id)));
    message.body = std::move(body);
    return std::move(message);
}

StoredEvent read_event(Query const& row)
{
    return {row.text(0),
            row.text(1),
            row.text(2),
            row.text(3),
            row.text(4),
            row.text(8),
            static_cast<EventState>(row.integer(5)),
            row.text(6),
            row.time(7)};
}

JourneyRecord read_journey(Query const& row)
{
    return {row.text(0), row.number(1), row.key(2), row.text(3), row.time_if_any(4)};
}

ImagingRecord read_imaging(Query const& row)
{
    return {row.text(0), row.number(1), row.key(2), row.text(3), row.text(4), row.time_if_any(5)};
}

SealedResource read_resource(Query const& row)
{
    SealedResource read;
    auto& record = read.record;
    record.type = row.text(0);
    record.id = row.text(1);
    record.patient_key = row.key(2);
    record.booking_id = row.text(3);
    record.version = row.number(4);
    record.updated = row.time(5);
    record.status = row.text(6);
    read.body = {row.text(7), row.integer(8)};
    read.previous = row.integer(9);
    return read;
}

Result<ResourceRecord> opened(Sealer const& sealer, SealedResource sealed)
{
    auto& record = sealed.record;
    auto const place = resource_place(record.type, record.id, record.version);
    TRY(body, open_body(sealer, sealed.body, place));
    record.body = std::move(body);
    return std::move(record);
}

} // namespace foramen
