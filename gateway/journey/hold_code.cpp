#include "gateway/journey/journey.h"
#include "gateway/journey/names.h"

namespace foramen {

std::string_view to_string(HoldCode code) { return names::name_of(names::holds, code); }
std::string_view to_string(ApprovalState state) { return names::name_of(names::approvals, state); }

std::string_view explain(HoldCode code)
{
    switch (code) {
    case HoldCode::screening_missing: return "No screening form has arrived: send it.";
    case HoldCode::consent_missing:
        return "The patient has not consented: record consent in an amended screening form.";
    case HoldCode::clinic_postponed:
        return "The clinic postponed the procedure: amend the screening when it may go on.";
    case HoldCode::clinic_declined: return "The clinic declined the procedure.";
    case HoldCode::approval_pending:
        return "The GP practice has not answered yet: silence is not an approval.";
    case HoldCode::approval_declined: return "The GP declined: do not go on.";
    case HoldCode::approval_conditions_open:
        return "The GP approved with conditions: a clinician must accept each of them.";
    case HoldCode::approval_withdrawn: return "The request to the GP was withdrawn: ask again.";
    case HoldCode::approval_expired: return "The GP did not answer in time: ask again.";
    case HoldCode::approval_more_information:
        return "The GP asks for more information: answer the question.";
    case HoldCode::approval_not_my_patient:
        return "The practice says that this is not its patient: check the patient's identity and "
               "registered practice.";
    case HoldCode::mri_missing: return "No MRI report has arrived: ask the imaging provider.";
    case HoldCode::mri_wrong_region:
        return "The MRI is of another region of the spine than the procedure.";
    case HoldCode::mri_too_old:
        return "The MRI is more than six months old on the day of the procedure.";
    case HoldCode::mri_symptoms_changed:
        return "The symptoms changed, or may have, since the MRI: a new one is needed, then an "
               "amended screening form.";
    case HoldCode::mri_not_final: return "The MRI report is preliminary: wait for the final one.";
    case HoldCode::mri_unmatched:
        return "An MRI report could not be matched to the patient for certain: a person must look.";
    case HoldCode::steroid_limit:
        return "This would be more steroid injections in this area than are allowed in 12 months.";
    case HoldCode::booking_cancelled:
        return "The booking was cancelled or the patient did not come.";
    case HoldCode::booking_changed_since_approval:
        return "Day, procedure or answers changed since the GP approved: ask again.";
    case HoldCode::restored_from_backup:
        return "The gateway was restored from a backup and may have lost what came since: compare "
               "the booking with your own records, send again what is missing, then confirm it.";
    }
    return "";
}

std::string_view explain(HoldCode code, BookingJourney const& journey)
{
    if (code == HoldCode::screening_missing && !journey.unapplied_screenings.empty()) {
        return "A screening form arrived that could not be processed: it waits for an operator. "
               "Ask them, or send the form again.";
    }
    if (code == HoldCode::booking_changed_since_approval && !journey.unapplied_bookings.empty()) {
        return "An event of this booking could not be processed: it waits for an operator. Ask "
               "them, or send the booking as it is now.";
    }
    return explain(code);
}

} // namespace foramen
