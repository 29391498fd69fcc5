// Why this file exists: a procedure must never show as ready while an approval is open, refused,
// withdrawn or expired (mission/clinic.md). The state is worked out anew each time from what is
// known, so the order in which events arrive cannot matter.
#include "gateway/journey/approval.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_text.h"

#include <algorithm>

namespace foramen {

namespace {

bool has_outcome(BookingJourney const& journey, RiskOutcome outcome)
{
    return std::ranges::find(journey.factors, outcome, &RiskFactor::outcome) !=
           journey.factors.end();
}

void put(JsonText& json, std::optional<double> reading)
{
    if (reading) json.number(*reading);
    else json.null();
}

void put_answers(JsonText& json, std::vector<ScreeningAnswer> const& answers)
{
    std::vector<ScreeningAnswer const*> sorted;
    for (auto const& answer : answers) sorted.push_back(&answer);
    std::ranges::sort(sorted, {}, &ScreeningAnswer::question);
    json.array();
    for (auto const* const answer : sorted) {
        json.text(answer->question).text(answer->answer).text(answer->controlled.value_or(""));
        put(json, answer->hba1c);
        put(json, answer->systolic);
        put(json, answer->diastolic);
        json.text(answer->medicine).text(answer->detail);
    }
    json.end_array();
}

void put_texts(JsonText& json, std::vector<std::string> const& texts)
{
    json.array();
    for (auto const& text : texts) json.text(text);
    json.end_array();
}

/// Stays even when the form no longer asks for an approval: the GP knows something.
bool is_lasting(RequestState state)
{
    return state == RequestState::declined || state == RequestState::not_my_patient;
}

bool is_of_this_content(ApprovalRequest const& request, BookingJourney const& journey)
{
    return request.question == approval_question(journey);
}

/// Given so long before the procedure that it has to be asked for again.
bool is_stale(ApprovalRequest const& request, BookingJourney const& journey, RiskTable const& rules)
{
    if (!journey.booking) return true;
    return journey.booking->start - request.answered_at >
           std::chrono::days{rules.approval_valid_days()};
}

/// A "no" that no later approval of this content has overruled: such an approval can only be of a
/// request that the clinic made on purpose.
std::optional<RequestState> lasting_no(BookingJourney const& journey)
{
    for (auto one = journey.requests.rbegin(); one != journey.requests.rend(); ++one) {
        if (is_lasting(one->state)) return one->state;
        if (one->state == RequestState::approved && is_of_this_content(*one, journey)) break;
    }
    return {};
}

/// Whether an approval was given and has become void without another answer since.
bool was_voided(BookingJourney const& journey)
{
    for (auto one = journey.requests.rbegin(); one != journey.requests.rend(); ++one) {
        if (one->state == RequestState::replaced && one->had_approval) return true;
        if (one->state != RequestState::replaced && !is_open(one->state)) return false;
    }
    return false;
}

ApprovalState answered_state(ApprovalRequest const& request, BookingJourney const& journey,
                             RiskTable const& rules)
{
    switch (request.state) {
    case RequestState::requested:
    case RequestState::received:
    case RequestState::in_review:
    case RequestState::information_given:
    case RequestState::replaced:
        return was_voided(journey) ? ApprovalState::changed : ApprovalState::pending;
    case RequestState::more_information: return ApprovalState::more_information;
    case RequestState::approved:
        if (request.needs_acknowledgement) return ApprovalState::declined;
        if (!is_of_this_content(request, journey)) return ApprovalState::changed;
        return is_stale(request, journey, rules) ? ApprovalState::expired : ApprovalState::approved;
    case RequestState::conditions_open:
        return is_of_this_content(request, journey) ? ApprovalState::conditions_open
                                                    : ApprovalState::changed;
    case RequestState::declined:
    case RequestState::refused: return ApprovalState::declined;
    case RequestState::not_my_patient: return ApprovalState::not_my_patient;
    case RequestState::expired: return ApprovalState::expired;
    case RequestState::withdrawn: // With the booking or form: nobody has decided anything.
        return request.withdrawn_by.empty() ? ApprovalState::pending : ApprovalState::withdrawn;
    }
    return ApprovalState::pending;
}

ApprovalState state_of(ApprovalRequest const& request, BookingJourney const& journey,
                       RiskTable const& rules)
{
    if (is_overridden(request, journey)) return ApprovalState::overridden;
    return answered_state(request, journey, rules);
}

} // namespace

bool is_postponed(BookingJourney const& journey)
{
    return (journey.screening && journey.screening->decision == ScreeningDecision::postponed) ||
           has_outcome(journey, RiskOutcome::postpone);
}

bool is_declined(BookingJourney const& journey)
{
    return (journey.screening && journey.screening->decision == ScreeningDecision::declined) ||
           has_outcome(journey, RiskOutcome::decline);
}

bool is_asked(BookingJourney const& journey)
{
    if (!journey.screening || is_postponed(journey) || is_declined(journey)) return false;
    return !journey.factors.empty() ||
           journey.screening->decision == ScreeningDecision::gp_approval_needed;
}

ApprovalState approval_of(BookingJourney const& journey, RiskTable const& rules)
{
    if (auto const no = lasting_no(journey)) {
        return *no == RequestState::declined ? ApprovalState::declined
                                             : ApprovalState::not_my_patient;
    }
    if (!is_asked(journey)) return ApprovalState::not_needed;
    if (journey.requests.empty()) return ApprovalState::pending;
    return state_of(journey.requests.back(), journey, rules);
}

std::optional<HoldCode> approval_hold(ApprovalState state)
{
    switch (state) {
    case ApprovalState::not_needed:
    case ApprovalState::approved:
    case ApprovalState::overridden: return {};
    case ApprovalState::pending: return HoldCode::approval_pending;
    case ApprovalState::conditions_open: return HoldCode::approval_conditions_open;
    case ApprovalState::declined: return HoldCode::approval_declined;
    case ApprovalState::withdrawn: return HoldCode::approval_withdrawn;
    case ApprovalState::expired: return HoldCode::approval_expired;
    case ApprovalState::more_information: return HoldCode::approval_more_information;
    case ApprovalState::not_my_patient: return HoldCode::approval_not_my_patient;
    case ApprovalState::changed: return HoldCode::booking_changed_since_approval;
    }
    return HoldCode::approval_pending;
}

std::string approval_question(BookingJourney const& journey)
{
    JsonText json;
    json.array().text(journey.patient_clinic_id).text(journey.birth_date);
    if (journey.booking) {
        auto const& procedure = journey.booking->procedure;
        json.text(to_string(london_date(journey.booking->start))).text(procedure.type);
        json.text(to_string(procedure.region)).text(to_string(procedure.side));
        put_texts(json, procedure.levels);
        put_texts(json, procedure.combined_with);
    }
    if (journey.screening) {
        put_answers(json, journey.screening->answers);
        auto medicines = journey.screening->other_medication;
        std::ranges::sort(medicines);
        put_texts(json, medicines);
    }
    json.array();
    for (auto const& factor : journey.factors) json.text(factor.question);
    json.end_array().end_array();
    return to_hex(sha256(json.take()));
}

} // namespace foramen
