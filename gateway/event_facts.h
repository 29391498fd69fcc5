// Why this file exists: what a mapping must know besides the event: how the booking stands, and
// what an earlier version said that this one takes back.
#pragma once

#include "gateway/outcome.h"

namespace foramen {

Facts facts_of(BookingJourney const& before, BookingJourney const& after, Case const& one);

} // namespace foramen
