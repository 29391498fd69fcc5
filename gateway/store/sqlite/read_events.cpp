// Why this file exists: events, journeys and what advance() must know before it decides.
#include "gateway/store/sqlite/aliases.h"
#include "gateway/store/sqlite/places.h"
#include "gateway/store/sqlite/read_rows.h"
#include "gateway/store/sqlite/read_session.h"

namespace foramen {

namespace {

Result<StoredEvent> opened(ReadSession& session, StoredEvent event)
{
    TRY(body, session.sealer.open(event.body, event_place(event.message_id)));
    event.body = std::move(body);
    return event;
}

Result<JourneyRecord> opened(ReadSession& session, JourneyRecord journey)
{
    TRY(body,
        session.sealer.open(journey.body, journey_place(journey.booking_id, journey.version)));
    journey.body = std::move(body);
    return journey;
}

Result<std::optional<StoredEvent>> same_event(ReadSession& session, SituationQuery const& query)
{
    Query row{session.connection,
              "SELECT " FORAMEN_EVENT_COLUMNS " FROM event e WHERE e.event_id = ? AND e.kind = ?",
              query.event_id, query.kind};
    if (!row.next()) return std::optional<StoredEvent>{};
    TRY(event, opened(session, read_event(row)));
    return std::optional{std::move(event)};
}

Result<> read_patient(ReadSession& session, std::string const& key, SituationQuery const& query,
                      Situation& situation)
{
    Query others{session.connection,
                 "SELECT " FORAMEN_JOURNEY_COLUMNS " FROM journey j WHERE j.patient = ?", Key{key}};
    while (others.next()) {
        ++situation.patient_rows;
        if (others.view(0) == query.booking_id) continue;
        TRY(journey, opened(session, read_journey(others)));
        situation.others.push_back(std::move(journey));
    }
    Query procedures{session.connection,
                     "SELECT report_id, patient, region, day, counted FROM procedure "
                     "WHERE patient = ?",
                     Key{key}};
    while (procedures.next()) {
        auto const day = std::chrono::sys_days{std::chrono::days{procedures.integer(3)}};
        situation.procedures.push_back({procedures.key(1), procedures.text(0), procedures.text(2),
                                        Date{day}, procedures.integer(4) != 0});
        ++situation.patient_rows;
    }
    TRY(imaging, read_imaging_of_patient(session, key));
    situation.patient_rows += imaging.size();
    for (auto& report : imaging) situation.imaging.push_back(std::move(report));
    return {};
}

FormerKey former_key(ReadSession& session, SituationQuery const& query,
                     std::string const& patient_key)
{
    auto const& former = query.former_key;
    if (former.empty() || former == patient_key) return FormerKey::same;
    auto const leads_to = current_key(session.connection, former);
    if (leads_to == patient_key) return FormerKey::same;
    return leads_to == former ? FormerKey::free : FormerKey::elsewhere;
}

} // namespace

Result<JourneyRecord> read_journey_of(ReadSession& session, std::string const& booking_id)
{
    Query row{session.connection,
              "SELECT " FORAMEN_JOURNEY_COLUMNS " FROM journey j WHERE j.booking_id = ?",
              booking_id};
    if (!row.next()) return JourneyRecord{booking_id, 0, "", ""};
    return opened(session, read_journey(row));
}

Result<std::vector<std::string>> read_due_journeys(ReadSession& session, TimePoint until,
                                                   unsigned limit)
{
    std::vector<std::string> bookings;
    Query row{session.connection,
              "SELECT booking_id FROM journey WHERE due <= ? ORDER BY due, booking_id LIMIT ?",
              until, limit};
    while (row.next()) bookings.push_back(row.text(0));
    return bookings;
}

Result<std::vector<JourneyRecord>> read_journeys(ReadSession& session, std::string const& after,
                                                 unsigned limit)
{
    std::vector<JourneyRecord> journeys;
    Query row{session.connection,
              "SELECT " FORAMEN_JOURNEY_COLUMNS
              " FROM journey j WHERE j.booking_id > ? ORDER BY j.booking_id LIMIT ?",
              after, limit};
    while (row.next()) {
        TRY(journey, opened(session, read_journey(row)));
        journeys.push_back(std::move(journey));
    }
    return journeys;
}

Result<Situation> read_situation(ReadSession& session, SituationQuery const& query)
{
    Situation situation;
    TRY(event, same_event(session, query));
    situation.same_event = std::move(event);
    TRY(journey, read_journey_of(session, query.booking_id));
    situation.journey = std::move(journey);
    if (query.patient_key.empty()) return situation;
    auto const key = current_key(session.connection, query.patient_key);
    if (auto const read = read_patient(session, key, query, situation); !read) return read.error();
    situation.patient_key = key;
    situation.former = former_key(session, query, key);
    if (situation.former != FormerKey::free) return situation;
    auto const read = read_patient(session, query.former_key, query, situation);
    if (!read) return read.error();
    return situation;
}

Result<StoredEvent> read_event_of(ReadSession& session, std::string const& message_id)
{
    Query row{session.connection,
              "SELECT " FORAMEN_EVENT_COLUMNS " FROM event e WHERE e.message_id = ?", message_id};
    if (!row.next()) return not_found("there is no such event");
    return opened(session, read_event(row));
}

Result<std::vector<StoredEvent>> read_events_of_booking(ReadSession& session,
                                                        std::string const& booking_id)
{
    std::vector<StoredEvent> events;
    Query row{session.connection,
              "SELECT " FORAMEN_EVENT_COLUMNS " FROM trace t JOIN event e ON e.id = t.number "
              "WHERE t.booking_id = ? AND t.what = 0 ORDER BY t.number",
              booking_id};
    while (row.next()) {
        TRY(event, opened(session, read_event(row)));
        events.push_back(std::move(event));
    }
    return events;
}

} // namespace foramen
