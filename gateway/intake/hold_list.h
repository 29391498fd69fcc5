// Why this file exists: when the gateway cannot be asked, the clinic works from paper (hazard H14):
// a day's bookings with what holds each, as JSON, as CSV and as a page to print.
#pragma once

#include "gateway/journey/journey.h"

#include <string>
#include <vector>

namespace foramen {

/// Operators know bookings by number; the clinic knows its patients.
enum class PatientsShown { no, yes };

struct HoldList {
    Date day; ///< Europe/London
    TimePoint made;
    std::string clinic;
    std::vector<BookingJourney> bookings; ///< Of that day, by their start; none is cancelled.
    PatientsShown patients = PatientsShown::no;
};

/// Whether it belongs on the list of that day.
bool is_on_list(BookingJourney const& journey, Date day);

std::string to_json(HoldList const& list);
std::string to_csv(HoldList const& list); ///< RFC 4180, with a head.
std::string to_html(HoldList const& list);

} // namespace foramen
