// Why this file exists: a patient moves to another GP practice. What has not left yet follows the
// patient; what was delivered stays where it is, and its corrections go there too
// (decisions/0009). Pure but for ids.
#pragma once

#include "gateway/outcome.h"
#include "gateway/rows.h"

namespace foramen {

/// The partner for which messages of the booking may wait that belong to another practice now, or
/// "". See Consequences::wants_waiting.
std::string former_practice(Case const& one, BookingJourney const& before,
                            BookingJourney const& after);

/// Takes back what waits for the former practice and sends it to the present one, in the same
/// order; what is being sent goes to both. Call it before the event's own messages are made.
void follow_patient(AdvanceParts const& parts, Case const& one, BookingJourney const& before,
                    BookingJourney& after, Batch& batch);

/// A practice that was never sent the question need not hear that it was replaced. Call it last.
void forget_unasked(Case const& one, Batch& batch);

/// An earlier version of this report went to other practices: they are sent `current` too.
void correct_elsewhere(AdvanceParts const& parts, Case const& one, BookingJourney const& before,
                       Message const& current, Batch& batch);

/// An earlier version of this report may be with a practice, and the patient refused sharing since:
/// a person decides what becomes of the correction that is not sent.
void note_uncorrected(AdvanceParts const& parts, Case const& one, Cause const& cause,
                      BookingJourney const& before, Batch& batch);

} // namespace foramen
