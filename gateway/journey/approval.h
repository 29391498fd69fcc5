// Why this file exists: the two words that readiness needs of approval.
#pragma once

#include "gateway/journey/journey.h"

namespace foramen {

/// By the form, or by a row of the rule table with that outcome.
bool is_postponed(BookingJourney const& journey);
bool is_declined(BookingJourney const& journey);
/// Whether a GP has to be asked: the form or the rule table says so, and the clinic has not
/// decided against the procedure by itself. Reads factors and screening.
bool is_asked(BookingJourney const& journey);
/// Cancelled, or the patient did not come: there is nothing to be ready for.
bool is_over(Booking const& booking);
/// Factors and version of the rule table, by the answers of the form.
void learn_risk(BookingJourney& journey, RiskTable const& rules);
/// A further request about what is booked now.
ApprovalRequest ask_anew(BookingJourney const& journey, Surroundings const& around);
/// The first of two people, and the second. Errors: incorrect (no reason, no name), conflict (an
/// answer was given, the first did not come or too long ago), forbidden (the same person twice).
Result<> ask_override(BookingJourney const& journey, ApprovalRequest& request,
                      ApprovalStep const& step, Surroundings const& around);
Result<> confirm_override(BookingJourney const& journey, ApprovalRequest& request,
                          ApprovalStep const& step, Surroundings const& around);
/// Reads factors, requests, booking and screening of the journey. `approved` only with a recorded
/// approval of exactly what is booked now; whatever is not understood holds.
ApprovalState approval_of(BookingJourney const& journey, RiskTable const& rules);
/// No value: nothing stands in the way.
std::optional<HoldCode> approval_hold(ApprovalState state);

} // namespace foramen
