// Why this file exists: a procedure must never show as ready while an approval is open, refused,
// withdrawn or expired (mission/clinic.md). The state is worked out anew each time from what is
// known, so the order in which events arrive cannot matter.
#include "gateway/journey/approval.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_text.h"

#include <algorithm>

namespace foramen {

namespace {

/// The clinic decided against going on by itself: there is nothing to ask a GP.
bool is_off(Screening const& screening)
{
    return screening.decision == ScreeningDecision::postponed ||
           screening.decision == ScreeningDecision::declined;
}

bool is_asked(BookingJourney const& journey)
{
    if (!journey.screening || is_off(*journey.screening)) return false;
    return !journey.factors.empty() ||
           journey.screening->decision == ScreeningDecision::gp_approval_needed;
}

/// Stays even when the form no longer asks for an approval: the GP knows something.
bool is_lasting(ApprovalState state)
{
    return state == ApprovalState::declined || state == ApprovalState::not_my_patient;
}

bool is_an_approval(ApprovalState state)
{
    return state == ApprovalState::approved || state == ApprovalState::conditions_open;
}

void put(JsonText& json, std::optional<double> reading)
{
    if (reading) json.number(*reading);
    else json.null();
}

void put_answers(JsonText& json, std::vector<ScreeningAnswer> answers)
{
    std::ranges::sort(answers, {}, &ScreeningAnswer::question);
    json.array();
    for (auto const& answer : answers) {
        json.text(answer.question).text(answer.answer).text(answer.controlled.value_or(""));
        put(json, answer.hba1c);
        put(json, answer.systolic);
        put(json, answer.diastolic);
    }
    json.end_array();
}

void put_texts(JsonText& json, std::vector<std::string> const& texts)
{
    json.array();
    for (auto const& text : texts) json.text(text);
    json.end_array();
}

} // namespace

ApprovalState approval_of(BookingJourney const& journey)
{
    auto const& answer = journey.answer;
    if (answer && is_lasting(answer->state)) return answer->state;
    if (!is_asked(journey)) return ApprovalState::not_needed;
    if (!answer) return ApprovalState::pending;
    if (is_an_approval(answer->state) && answer->question != approval_question(journey)) {
        return ApprovalState::changed;
    }
    return answer->state;
}

std::optional<HoldCode> approval_hold(ApprovalState state)
{
    switch (state) {
    case ApprovalState::not_needed:
    case ApprovalState::approved: return {};
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
    if (journey.screening) put_answers(json, journey.screening->answers);
    json.array();
    for (auto const& factor : journey.factors) json.text(factor.question);
    json.end_array().end_array();
    return to_hex(sha256(json.take()));
}

void record_answer(BookingJourney& journey, ApprovalState state, TimePoint at)
{
    journey.answer = ApprovalAnswer{state, at, approval_question(journey)};
}

} // namespace foramen
