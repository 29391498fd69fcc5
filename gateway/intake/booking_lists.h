// Why this file exists: what the clinic and operators ask about many bookings at once: a day's
// holds, to be printed, and what a restored backup left to be confirmed.
#pragma once

#include "gateway/advance.h"
#include "gateway/intake/hold_list.h"
#include "gateway/security/visit.h"

#include <functional>

namespace foramen {

class BookingLists {
public:
    BookingLists(Advance& advance, Store& store, Clock const& clock, std::string clinic)
        : advance_{advance}, store_{store}, clock_{clock}, clinic_{std::move(clinic)}
    {}

    /// GET /api/v1/hold-list?day=2030-02-03&format=json|csv|html
    boost::asio::awaitable<Answer> holds(Visit visit);
    /// GET /api/v1/restored: what waits to be confirmed.
    boost::asio::awaitable<Answer> restored(Visit visit);
    /// POST /api/v1/bookings/{id}/restored {"name", "reason"}: somebody has compared it.
    boost::asio::awaitable<Answer> confirm(Visit visit);

private:
    using Wanted = std::function<bool(BookingJourney const&)>;
    Task<std::vector<BookingJourney>> journeys(Wanted wanted);

    Advance& advance_;
    Store& store_;
    Clock const& clock_;
    std::string clinic_;
};

} // namespace foramen
