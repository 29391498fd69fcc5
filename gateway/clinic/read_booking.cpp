#include "gateway/clinic/read_event.h"

namespace foramen {

namespace {

/// In the order of BookingStatus.
constexpr std::array<std::string_view, 5> booking_events{"booking.created", "booking.rescheduled",
                                                         "booking.cancelled", "booking.noShow",
                                                         "booking.arrived"};

} // namespace

Booking read_booking(Place const& root, Reading& reading)
{
    auto const place = Reading::member(root, "booking");
    Booking booking{
        .id = reading.id(place, "id"),
        .version = reading.version(place),
        .status = value_of<BookingStatus>(booking_events, Reading::text(root, "event")),
        .start = reading.instant(place, "start"),
        .end = reading.instant(place, "end"),
        .procedure = read_procedure(place, reading),
    };
    check_span(place, "end", booking.start, booking.end, reading);
    return booking;
}

} // namespace foramen
