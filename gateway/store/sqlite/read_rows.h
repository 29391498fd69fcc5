// Why this file exists: which columns make up our structs, in one place for writer and readers.
#pragma once

#include "gateway/store/sqlite/connection.h"
#include "gateway/store/sqlite/texts.h"
#include "gateway/store/store.h"

namespace foramen {

/// Of "message m JOIN partner p"; a macro because SQL texts are constants.
#define FORAMEN_MESSAGE_COLUMNS                                                                    \
    "m.sequence, m.id, p.name, m.lane, m.state, m.attempts, m.not_before, m.created, m.finished, " \
    "m.event_message_id, m.kind, m.booking_id, m.report, m.mapping_version, m.last_error, "        \
    "m.receipt, m.error_class"
inline constexpr int message_column_count = 17;
/// Stands for the lane "", because NULL is equal to nothing.
inline constexpr std::string_view unnamed_lane = " ";

/// Without its body.
Message read_message(Query const& row);

/// The same with the body, of "… " FORAMEN_MESSAGE_BODY.
#define FORAMEN_SEALED_MESSAGE_COLUMNS FORAMEN_MESSAGE_COLUMNS ", coalesce(t.body, b.body), m.texts"
#define FORAMEN_MESSAGE_BODY                                                                       \
    "LEFT JOIN texts t ON t.id = m.texts LEFT JOIN message_body b ON b.sequence = m.sequence "
inline constexpr int sealed_message_column_count = message_column_count + 2;
struct SealedMessage {
    Message message; ///< Without its body.
    SealedBody body;
};
SealedMessage read_sealed_message(Query const& row);
Result<Message> opened(Sealer const& sealer, SealedMessage sealed);

#define FORAMEN_EVENT_COLUMNS                                                                      \
    "e.message_id, e.kind, e.event_id, e.booking_id, e.body_hash, e.state, e.note, e.received, "   \
    "e.body"
/// Body sealed.
StoredEvent read_event(Query const& row);

#define FORAMEN_JOURNEY_COLUMNS "j.booking_id, j.version, j.patient, j.body, j.due"
/// Body sealed.
JourneyRecord read_journey(Query const& row);

#define FORAMEN_IMAGING_COLUMNS "i.id, i.version, i.patient, i.standing, i.body, i.due"
/// Body sealed.
ImagingRecord read_imaging(Query const& row);

/// Of "resource r LEFT JOIN resource_version v … " FORAMEN_RESOURCE_BODY. Without a v it is the
/// only version, which stands in r.
#define FORAMEN_RESOURCE_COLUMNS                                                                   \
    "r.type, r.name, r.patient, r.booking_id, coalesce(v.version, r.version), "                    \
    "coalesce(v.updated, r.updated), coalesce(v.status, r.status), coalesce(t.body, v.body), "     \
    "coalesce(v.texts, r.texts), coalesce(v.previous, 0)"
#define FORAMEN_RESOURCE_BODY "LEFT JOIN texts t ON t.id = coalesce(v.texts, r.texts) "
struct SealedResource {
    ResourceRecord record; ///< Without its body.
    SealedBody body;
    std::int64_t previous = 0; ///< Version of it, or 0.
};
SealedResource read_resource(Query const& row);
Result<ResourceRecord> opened(Sealer const& sealer, SealedResource sealed);

} // namespace foramen
