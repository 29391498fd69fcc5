// Why this file exists: reports of imaging providers, by id, by patient and by how they stand.
#include "gateway/store/sqlite/places.h"
#include "gateway/store/sqlite/read_rows.h"
#include "gateway/store/sqlite/read_session.h"

namespace foramen {

namespace {

Result<std::vector<ImagingRecord>> opened(ReadSession& session, Query& rows)
{
    std::vector<ImagingRecord> reports;
    while (rows.next()) {
        auto report = read_imaging(rows);
        TRY(body, session.sealer.open(report.body, imaging_place(report.id, report.version)));
        report.body = std::move(body);
        reports.push_back(std::move(report));
    }
    return reports;
}

} // namespace

Result<std::vector<ImagingRecord>> read_imaging_of_patient(ReadSession& session,
                                                           std::string const& key)
{
    Query rows{session.connection,
               "SELECT " FORAMEN_IMAGING_COLUMNS
               " FROM imaging i WHERE i.patient = ? ORDER BY i.id",
               Key{key}};
    return opened(session, rows);
}

Result<ImagingRecord> read_imaging_of(ReadSession& session, std::string const& id)
{
    Query rows{session.connection,
               "SELECT " FORAMEN_IMAGING_COLUMNS " FROM imaging i WHERE i.id = ?", id};
    TRY(found, opened(session, rows));
    if (found.empty()) return ImagingRecord{id, 0, "", "", "", {}};
    return std::move(found.front());
}

Result<std::vector<ImagingRecord>> read_imaging_standing(ReadSession& session,
                                                         std::string const& standing,
                                                         std::string const& after, unsigned limit)
{
    Query rows{session.connection,
               "SELECT " FORAMEN_IMAGING_COLUMNS
               " FROM imaging i WHERE i.standing = ? AND i.id > ? ORDER BY i.id LIMIT ?",
               standing, after, limit};
    return opened(session, rows);
}

Result<std::vector<std::string>> read_due_imaging(ReadSession& session, TimePoint until,
                                                  unsigned limit)
{
    std::vector<std::string> ids;
    Query rows{session.connection, "SELECT id FROM imaging WHERE due <= ? ORDER BY due, id LIMIT ?",
               until, limit};
    while (rows.next()) ids.push_back(rows.text(0));
    return ids;
}

} // namespace foramen
