// Why this file exists: from a schema-valid tree to the clinic's nouns, and every value that
// cannot be (mission/interface.md "impossible values") named on the way.
#pragma once

#include "gateway/clinic/event.h"
#include "gateway/clinic/reading.h"

namespace foramen {

/// The readers add to `reading` what is implausible; then their result must not be used.
ClinicEvent read_event(EventKind kind, Place const& root, TimePoint now, Reading& reading);

struct PatientReading {
    Patient patient;
    std::optional<Date> birth_date; ///< No value when it does not exist.
};
PatientReading read_patient(Place const& root, Date today, Reading& reading);

/// A birth date after the day of what happens to the patient is another patient's, or a typo.
void check_birth(Place const& root, PatientReading const& patient, TimePoint happens,
                 std::string_view what, Reading& reading);

Booking read_booking(Place const& root, Reading& reading);
Screening read_screening(Place const& root, TimePoint occurred, Reading& reading);
ProcedureReport read_report(Place const& root, std::string_view event_name, Reading& reading);

/// Region, side and levels that belong together.
PlannedProcedure read_procedure(Place const& parent, Reading& reading);

/// Adds a fault unless it is base64 of what its content type says, by its first bytes.
void check_attachment(Place const& attachment, Reading& reading);

/// `end` before `start`, or more than a day after it.
void check_span(Place const& parent, std::string_view end_name, TimePoint start, TimePoint end,
                Reading& reading);

} // namespace foramen
