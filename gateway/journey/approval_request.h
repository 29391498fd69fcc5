// Why this file exists: a GP's approval as a state machine that cannot be talked out of its hold.
// One question put to one practice is one request; another question is another request.
// States, times and hazards: standards/gp-approval.md C1, C2, C4; rules: mission/clinic.md.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/result.h"
#include "gateway/clinic/checked.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

struct BookingJourney;
struct Surroundings;

/// What a row of the rule table asks for.
enum class RiskOutcome {
    approval, ///< A GP is asked.
    postpone, ///< The clinic must not go on until the form says otherwise.
    decline,
};

/// What the rule table found, and what has to come of it.
struct RiskFactor {
    std::string question; ///< "heartProblem"
    std::string text;     ///< From the table, never the patient's words.
    RiskOutcome outcome = RiskOutcome::approval;
    bool operator==(RiskFactor const&) const = default;
};

/// How far a request has come. Everything from `approved` on is closed, but a more cautious answer
/// is always taken (hazards H2, H3).
enum class RequestState {
    requested,         ///< Sent or on its way: delivery is told by the queue.
    received,          ///< An identified person of the practice has opened it.
    in_review,         ///< They will answer and need time.
    more_information,  ///< They asked; the clinic has not replied yet.
    information_given, ///< The clinic replied; the practice's turn.
    approved,
    conditions_open, ///< Approved; a condition or comment waits for a clinician (H7, H13).
    declined,        ///< The clinical "no".
    not_my_patient,
    refused,   ///< The practice will not answer.
    expired,   ///< The deadline passed.
    withdrawn, ///< By the clinic, or with the booking.
    replaced,  ///< What was asked has changed (H11); a later request asks anew.
};
std::string_view to_string(RequestState state); ///< "requested", "in-review", …
bool is_open(RequestState state);               ///< Still waits for the practice or the clinic.

/// What the GP wrote and the clinic has to act on before release. Carried verbatim.
struct ApprovalCondition {
    std::string text;
    bool is_comment = false; ///< A comment that has to be read, rather than a condition.
    std::string accepted_by; ///< "" = open.
    TimePoint accepted_at;
    bool operator==(ApprovalCondition const&) const = default;
};

/// A line of the conversation about more information. Carried verbatim.
struct ApprovalLine {
    enum class From { practice, clinic };
    From from = From::practice;
    std::string text;
    std::string name;
    TimePoint at;
    bool operator==(ApprovalLine const&) const = default;
};

/// Who answered and by which door: recorded with every answer (hazard H8).
struct Answerer {
    std::string practice; ///< ODS code, proved by the door.
    std::string name;
    std::string gmc;  ///< GMC reference number, 7 digits, or "".
    std::string door; ///< "fhir-api", "page", "poll", "clinic"
    /// The GP for whom somebody else gives the answer; "" = their own. The number is this GP's.
    std::string behalf = "";
    bool operator==(Answerer const&) const = default;
};

/// Two people of the clinic let the booking go ahead although no answer has come (hazard H14).
/// It stands for a missing answer, never against one that was given.
struct ApprovalOverride {
    std::string reason;   ///< Of the first person, word for word.
    std::string asked_by; ///< The first person: alone they change nothing.
    TimePoint asked_at;
    std::string confirmed_by; ///< The second one; "" = not yet.
    TimePoint confirmed_at;
    bool ended = false; ///< The practice has answered since: its answer counts.
    bool operator==(ApprovalOverride const&) const = default;
};

struct ApprovalRequest {
    unsigned number = 1; ///< From 1 within its booking.
    RequestState state = RequestState::requested;
    TimePoint since;      ///< Of the state.
    std::string question; ///< approval_question() that was put.
    std::string practice; ///< ODS code of the practice that was asked; "" = nobody to ask.
    std::vector<RiskFactor> factors;
    std::string risk_version;
    TimePoint asked;
    TimePoint deadline;
    unsigned reminders = 0; ///< Sent so far, 0 to 2.
    bool escalated = false;
    Answerer answerer;     ///< Of the last answer.
    TimePoint answered_at; ///< The epoch: never.
    std::vector<ApprovalCondition> conditions;
    std::vector<ApprovalLine> lines;
    bool had_approval = false;          ///< replaced: it had been approved before.
    std::string withdrawn_by;           ///< Who of the clinic; "" = with the booking or form.
    bool needs_acknowledgement = false; ///< A "no" after a "yes": somebody has to have seen it.
    TimePoint acknowledge_by;           ///< Until then; the epoch: no limit was set.
    bool is_unacknowledged = false;     ///< That time passed, and somebody was told.
    std::optional<ApprovalOverride> overridden;
    std::vector<std::string> undelivered; ///< Messages of the question that a person has to see to.
    bool operator==(ApprovalRequest const&) const = default;
};

/// What a person does. The first group is the practice's, the second the clinic's.
enum class ApprovalAction {
    view,
    review,
    approve,
    decline,
    ask_information,
    disown, ///< "Not my patient."
    refuse,

    reply,
    accept_condition,
    acknowledge,
    withdraw,
    ask_again,
    override_hold,    ///< The first of two people; the text is the reason.
    confirm_override, ///< The second.
};
std::string_view to_string(ApprovalAction action); ///< "approve", "ask-information", …

struct ApprovalStep {
    ApprovalAction action = ApprovalAction::view;
    unsigned request = 0; ///< Which one; 0 = the latest (the clinic's actions only).
    Answerer who;
    std::string text;                    ///< Comment, reason, question or reply; verbatim.
    std::vector<std::string> conditions; ///< approve: none = without conditions.
    unsigned condition = 0;              ///< accept_condition: from 1.
};

/// What has to be told; each becomes FHIR (mappings/approval.map) and, where noted, a work item
/// for a person of the clinic.
enum class NoticeKind {
    asked,
    viewed,
    in_review,
    answered, ///< Any of the practice's answers.
    replied,
    condition_accepted,
    acknowledged,
    reminded,
    escalated, ///< Work item: the deadline is near.
    expired,   ///< Work item.
    withdrawn,
    replaced,
    late_no,          ///< Work item, and the clinic is paged: a "no" came after a "yes".
    unacknowledged,   ///< The same again: nobody has acknowledged it in time.
    incident,         ///< Work item of information governance: sent to a wrong practice.
    override_asked,   ///< One person wants it; a second one has to confirm.
    overridden,       ///< Work item: it goes ahead without the practice's answer.
    delivery_failed,  ///< Work item: the question has not arrived.
    delivery_resumed, ///< It has, after all.
};
std::string_view to_string(NoticeKind kind); ///< "asked", "condition-accepted", …

struct ApprovalNotice {
    NoticeKind kind;
    unsigned request;
    bool operator==(ApprovalNotice const&) const = default;
};

/// What came of a step. Notices and readiness as in Decision.
struct StepTaken {
    std::vector<ApprovalNotice> notices;
    bool readiness_changed = false;
};

/// Takes one step, or changes nothing. The content that is approved is always the current one: an
/// approval of a request whose question is no longer approval_question() is refused, whatever its
/// state; a more cautious answer is taken even then. Errors: not_found (no such request), forbidden
/// (another practice was asked), conflict (answered, replaced, withdrawn or expired already: the
/// text says which, and what to do), incorrect (a condition without text, a GMC number that is
/// none, nothing to accept).
Result<StepTaken> take_step(BookingJourney& journey, ApprovalStep const& step,
                            Surroundings const& around);

/// Brings the requests up to date with booking, form and clock: asks, replaces, withdraws, reminds,
/// escalates, expires. decide(), take_step() and the timer call it; calling it again at the same
/// moment does nothing.
std::vector<ApprovalNotice> keep_up(BookingJourney& journey, Surroundings const& around);

/// Whether two people have said so, for what is booked now, and no answer has come since.
bool is_overridden(ApprovalRequest const& request, BookingJourney const& journey);

enum class QuestionDelivery { failed, done };
/// What became of a message that brings the latest question, sent at `created`. An answered or
/// older question changes nothing.
std::vector<ApprovalNotice> note_question(BookingJourney& journey, std::string const& message_id,
                                          TimePoint created, QuestionDelivery delivery);

/// When keep_up() next has something to do by itself; no value = never.
std::optional<TimePoint> next_due(BookingJourney const& journey, Surroundings const& around);

/// Not on Saturday, Sunday or a bank holiday of England; mappings/rules/bank-holidays.json.
class WorkingDays {
public:
    static Checked<WorkingDays> parse(std::string_view json);
    bool is_working(Date day) const;
    /// The same time of day in London, `days` working days later (or earlier, when negative).
    TimePoint shift(TimePoint from, int days) const;

private:
    std::vector<Date> holidays_; ///< Sorted.
};

} // namespace foramen
