// Why this file exists: what becomes of a request when the booking, the form or the time changes,
// without anybody answering.
#include "gateway/journey/approval.h"
#include "gateway/journey/journey.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr unsigned reminders_max = 2;

bool is_wanted(BookingJourney const& journey)
{
    return journey.booking && !is_over(*journey.booking) && is_asked(journey);
}

/// The window in working days, but a working day before the procedure at the latest; where even
/// that is over, the procedure itself.
TimePoint deadline_of(BookingJourney const& journey, Surroundings const& around)
{
    auto const& calendar = around.rules.calendar();
    auto const start = journey.booking->start;
    auto const latest = calendar.shift(start, -1);
    if (latest <= around.now) return start;
    return std::min(calendar.shift(around.now, around.rules.approval_window_working_days()),
                    latest);
}

ApprovalRequest ask(BookingJourney const& journey, Surroundings const& around)
{
    ApprovalRequest request;
    request.number = static_cast<unsigned>(journey.requests.size()) + 1;
    request.since = around.now;
    request.question = approval_question(journey);
    request.practice = journey.practice;
    request.factors = journey.factors;
    request.risk_version = around.rules.version();
    request.asked = around.now;
    request.deadline = deadline_of(journey, around);
    return request;
}

/// Of the `count`th of the reminders.
TimePoint reminder_due(ApprovalRequest const& request, unsigned count)
{
    return request.asked + (request.deadline - request.asked) / (reminders_max + 1) * count;
}

TimePoint escalation_due(ApprovalRequest const& request, Surroundings const& around)
{
    return std::max(request.asked, around.rules.calendar().shift(request.deadline, -1));
}

bool is_practices_turn(ApprovalRequest const& request)
{
    return is_open(request.state) && request.state != RequestState::more_information;
}

void move(ApprovalRequest& request, RequestState state, TimePoint now)
{
    request.state = state;
    request.since = now;
}

/// Nobody has seen the "no" that came after a "yes", and nobody was told of that yet.
std::optional<TimePoint> acknowledgement_due(ApprovalRequest const& request)
{
    auto const waits = request.needs_acknowledgement && !request.is_unacknowledged;
    if (!waits || request.acknowledge_by == TimePoint{}) return {};
    return request.acknowledge_by;
}

/// Collects what keep_up() did.
class Course {
public:
    Course(BookingJourney& journey, Surroundings const& around) : journey_{journey}, around_{around}
    {}

    std::vector<ApprovalNotice> run()
    {
        if (!journey_.requests.empty()) {
            follow(journey_.requests.back());
            expect_acknowledgement(journey_.requests.back());
        }
        if (asks_now()) {
            journey_.requests.push_back(ask(journey_, around_));
            tell(NoticeKind::asked);
        }
        if (!journey_.requests.empty() && is_open(journey_.requests.back().state)) {
            keep_time(journey_.requests.back());
        }
        return std::move(notices_);
    }

private:
    void tell(NoticeKind kind) { notices_.push_back({kind, journey_.requests.back().number}); }

    void end(ApprovalRequest& request, RequestState state, NoticeKind kind)
    {
        move(request, state, around_.now);
        tell(kind);
    }

    bool is_void(ApprovalRequest const& request) const
    {
        return request.question != approval_question(journey_);
    }

    void follow(ApprovalRequest& request)
    {
        // A booking that comes back after a cancellation asks two people again.
        if (!is_wanted(journey_) && request.overridden) request.overridden->ended = true;
        if (is_open(request.state)) {
            if (!is_wanted(journey_)) end(request, RequestState::withdrawn, NoticeKind::withdrawn);
            else if (is_void(request) || request.practice != journey_.practice) replace(request);
            return;
        }
        auto const was_yes = request.state == RequestState::approved ||
                             request.state == RequestState::conditions_open;
        if (was_yes && is_wanted(journey_) && is_void(request)) {
            request.had_approval = true;
            replace(request);
        }
    }

    void replace(ApprovalRequest& request)
    {
        end(request, RequestState::replaced, NoticeKind::replaced);
    }

    /// Only where nobody has decided otherwise: a "no" or a withdrawal by the clinic is asked
    /// again by the clinic alone.
    bool asks_now() const
    {
        if (!is_wanted(journey_) || around_.now >= journey_.booking->start) return false;
        if (journey_.requests.empty()) return true;
        auto const& latest = journey_.requests.back();
        if (latest.state == RequestState::replaced) return true;
        if (latest.state == RequestState::withdrawn) return latest.withdrawn_by.empty();
        return latest.state == RequestState::expired && is_void(latest);
    }

    void expect_acknowledgement(ApprovalRequest& request)
    {
        auto const due = acknowledgement_due(request);
        if (!due || around_.now < *due) return;
        request.is_unacknowledged = true;
        tell(NoticeKind::unacknowledged);
    }

    void keep_time(ApprovalRequest& request)
    {
        auto const now = around_.now;
        if (now >= request.deadline) {
            return end(request, RequestState::expired, NoticeKind::expired);
        }
        if (!request.escalated && now >= escalation_due(request, around_)) {
            request.escalated = true;
            tell(NoticeKind::escalated);
        }
        auto const before = request.reminders;
        while (request.reminders < reminders_max &&
               now >= reminder_due(request, request.reminders + 1)) {
            ++request.reminders;
        }
        // After a standstill of ours one reminder is enough.
        if (request.reminders != before && is_practices_turn(request)) tell(NoticeKind::reminded);
    }

    BookingJourney& journey_;
    Surroundings const& around_;
    std::vector<ApprovalNotice> notices_;
};

} // namespace

std::vector<ApprovalNotice> keep_up(BookingJourney& journey, Surroundings const& around)
{
    learn_risk(journey, around.rules);
    return Course{journey, around}.run();
}

std::optional<TimePoint> next_due(BookingJourney const& journey, Surroundings const& around)
{
    if (journey.requests.empty()) return {};
    auto const& request = journey.requests.back();
    if (!is_open(request.state)) return acknowledgement_due(request);
    auto due = request.deadline;
    if (!request.escalated) due = std::min(due, escalation_due(request, around));
    if (request.reminders < reminders_max) {
        due = std::min(due, reminder_due(request, request.reminders + 1));
    }
    return due;
}

ApprovalRequest ask_anew(BookingJourney const& journey, Surroundings const& around)
{
    return ask(journey, around);
}

} // namespace foramen
