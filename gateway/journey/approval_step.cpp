// Why this file exists: what a person may do to a request, and what becomes of it. A more cautious
// answer is always taken; a less cautious one never after another answer (hazards H1 to H3).
#include "gateway/journey/approval.h"
#include "gateway/journey/journey.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr std::size_t text_bytes_max = 4'000;
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t conditions_max = 20;
constexpr std::size_t gmc_digits = 7;

bool is_practices(ApprovalAction action) { return action < ApprovalAction::reply; }

bool is_yes(RequestState state)
{
    return state == RequestState::approved || state == RequestState::conditions_open;
}

bool is_no(RequestState state)
{
    return state == RequestState::declined || state == RequestState::not_my_patient;
}

bool is_gmc_number(std::string_view text)
{
    return text.size() == gmc_digits &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool has_open_condition(ApprovalRequest const& request)
{
    return std::ranges::any_of(request.conditions, [](ApprovalCondition const& condition) {
        return condition.accepted_by.empty();
    });
}

bool is_blank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Why a closed request takes no more.
Error closed(RequestState state)
{
    switch (state) {
    case RequestState::expired:
        return conflict("the time for this request is over: the clinic has to ask again");
    case RequestState::withdrawn:
        return conflict("the clinic has withdrawn this request: there is nothing to answer");
    case RequestState::replaced:
        return conflict("what was asked has changed: read and answer the new request");
    default:
        return conflict("this request was answered already: only a more cautious answer is taken");
    }
}

Result<> check_words(ApprovalStep const& step)
{
    auto const too_long = [](std::string const& text) { return text.size() > text_bytes_max; };
    if (too_long(step.text) || std::ranges::any_of(step.conditions, too_long)) {
        return incorrect("a text is longer than 4000 bytes: shorten it");
    }
    if (std::max(step.who.name.size(), step.who.behalf.size()) > name_bytes_max)
        return incorrect("the name is too long");
    if (step.conditions.size() > conditions_max) return incorrect("more than 20 conditions");
    if (std::ranges::any_of(step.conditions, is_blank)) {
        return incorrect("a condition has no text");
    }
    if (!step.conditions.empty() && step.action != ApprovalAction::approve) {
        return incorrect("conditions go with an approval only");
    }
    if (!step.who.gmc.empty() && !is_gmc_number(step.who.gmc)) {
        return incorrect("a GMC reference number has 7 digits");
    }
    auto const answers = is_practices(step.action) && step.action != ApprovalAction::view;
    if (answers && step.who.door == "page" && (step.who.name.empty() || step.who.gmc.empty())) {
        return incorrect("an answer on the page needs the name and GMC number of who gives it");
    }
    return {};
}

/// One step on one request of a journey that was brought up to date.
class Taking {
public:
    Taking(BookingJourney& journey, ApprovalRequest& request, ApprovalStep const& step,
           Surroundings const& around)
        : journey_{journey}, request_{request}, step_{step}, around_{around}
    {}

    Result<> run()
    {
        switch (step_.action) {
        case ApprovalAction::view: return view();
        case ApprovalAction::review: return review();
        case ApprovalAction::approve: return approve();
        case ApprovalAction::decline: return refuse_release(RequestState::declined);
        case ApprovalAction::disown: return refuse_release(RequestState::not_my_patient);
        case ApprovalAction::ask_information: return ask_information();
        case ApprovalAction::refuse: return refuse();
        case ApprovalAction::reply: return reply();
        case ApprovalAction::accept_condition: return accept_condition();
        case ApprovalAction::acknowledge: return acknowledge();
        case ApprovalAction::withdraw: return withdraw();
        case ApprovalAction::ask_again: return ask_again();
        case ApprovalAction::override_hold: return override_hold();
        case ApprovalAction::confirm_override: return confirm();
        }
        return fault("an approval's step without a meaning");
    }

    std::vector<ApprovalNotice> notices;

private:
    void tell(NoticeKind kind) { notices.push_back({kind, journey_.requests.back().number}); }

    void move(ApprovalRequest& request, RequestState state)
    {
        request.state = state;
        request.since = around_.now;
    }

    void add_line(ApprovalRequest& request, ApprovalLine::From from)
    {
        if (step_.text.empty()) return;
        request.lines.push_back({from, step_.text, step_.who.name, around_.now});
    }

    void answer(ApprovalRequest& request, RequestState state)
    {
        move(request, state);
        request.answerer = step_.who;
        request.answered_at = around_.now;
        if (request.overridden) request.overridden->ended = true;
        request.undelivered.clear();
        tell(NoticeKind::answered);
    }

    bool is_latest() const { return &request_ == &journey_.requests.back(); }

    Result<> view()
    {
        if (request_.state != RequestState::requested) return {};
        move(request_, RequestState::received);
        tell(NoticeKind::viewed);
        return {};
    }

    Result<> review()
    {
        if (!is_open(request_.state)) return closed(request_.state);
        add_line(request_, ApprovalLine::From::practice);
        auto const fresh =
            request_.state == RequestState::requested || request_.state == RequestState::received;
        if (!fresh) return {};
        move(request_, RequestState::in_review);
        tell(NoticeKind::in_review);
        return {};
    }

    /// What the practice wrote and the clinic has not replied to: somebody has to read it before
    /// release, whoever approves after it (H13).
    void hold_for_unread_lines()
    {
        auto const unread = std::ranges::find(request_.lines.rbegin(), request_.lines.rend(),
                                              ApprovalLine::From::clinic, &ApprovalLine::from);
        for (auto line = unread.base(); line != request_.lines.end(); ++line) {
            request_.conditions.push_back({line->text, true, "", {}});
        }
    }

    /// A condition or comment after an approval without any is more cautious than that.
    Result<> approve()
    {
        auto const adds = !step_.conditions.empty() || !step_.text.empty();
        auto const tightens = request_.state == RequestState::approved && adds;
        if (!is_open(request_.state) && !tightens) return closed(request_.state);
        // keep_up() has replaced it by now; whatever it missed stops here (H1, H11).
        if (!is_latest() || request_.question != approval_question(journey_)) {
            return closed(RequestState::replaced);
        }
        for (auto const& text : step_.conditions) {
            request_.conditions.push_back({text, false, "", {}});
        }
        if (!step_.text.empty()) request_.conditions.push_back({step_.text, true, "", {}});
        if (!tightens) hold_for_unread_lines();
        answer(request_, has_open_condition(request_) ? RequestState::conditions_open
                                                      : RequestState::approved);
        return {};
    }

    /// A "no" to any request is a "no" to the booking: it is kept with the latest.
    Result<> refuse_release(RequestState state)
    {
        auto& latest = journey_.requests.back();
        if (is_no(latest.state)) return closed(latest.state);
        auto const went_ahead = latest.overridden && !latest.overridden->confirmed_by.empty();
        auto const was_yes = is_yes(latest.state) || latest.had_approval || went_ahead;
        add_line(latest, ApprovalLine::From::practice);
        answer(latest, state);
        if (state == RequestState::not_my_patient) tell(NoticeKind::incident);
        if (!was_yes) return {};
        latest.needs_acknowledgement = true;
        latest.acknowledge_by = around_.now + around_.rules.late_no_window();
        latest.is_unacknowledged = false;
        tell(NoticeKind::late_no);
        return {};
    }

    Result<> ask_information()
    {
        if (is_blank(step_.text)) return incorrect("say which information is needed");
        if (request_.state == RequestState::more_information) return closed(request_.state);
        if (!is_open(request_.state) && !is_yes(request_.state)) return closed(request_.state);
        request_.had_approval = request_.had_approval || is_yes(request_.state);
        add_line(request_, ApprovalLine::From::practice);
        answer(request_, RequestState::more_information);
        return {};
    }

    Result<> refuse()
    {
        if (!is_open(request_.state)) return closed(request_.state);
        add_line(request_, ApprovalLine::From::practice);
        answer(request_, RequestState::refused);
        return {};
    }

    Result<> reply()
    {
        if (is_blank(step_.text)) return incorrect("a reply needs a text");
        if (request_.state != RequestState::more_information) {
            return conflict("the practice has not asked for information");
        }
        add_line(request_, ApprovalLine::From::clinic);
        move(request_, RequestState::information_given);
        tell(NoticeKind::replied);
        return {};
    }

    Result<> accept_condition()
    {
        if (request_.state != RequestState::conditions_open) {
            return conflict("there is no approval with open conditions");
        }
        auto& conditions = request_.conditions;
        if (step_.condition == 0 || step_.condition > conditions.size()) {
            return incorrect("there is no condition of this number");
        }
        auto& condition = conditions[step_.condition - 1];
        if (!condition.accepted_by.empty()) return conflict("this condition was accepted already");
        if (step_.who.name.empty()) return incorrect("who accepts it: a name is needed");
        condition.accepted_by = step_.who.name;
        condition.accepted_at = around_.now;
        if (!has_open_condition(request_)) move(request_, RequestState::approved);
        tell(NoticeKind::condition_accepted);
        return {};
    }

    Result<> acknowledge()
    {
        if (!request_.needs_acknowledgement) return conflict("there is nothing to acknowledge");
        if (step_.who.name.empty()) return incorrect("who acknowledges it: a name is needed");
        request_.needs_acknowledgement = false;
        tell(NoticeKind::acknowledged);
        return {};
    }

    Result<> withdraw()
    {
        if (step_.who.name.empty()) return incorrect("who withdraws it: a name is needed");
        if (!is_open(request_.state) && !is_yes(request_.state)) return closed(request_.state);
        add_line(request_, ApprovalLine::From::clinic);
        move(request_, RequestState::withdrawn);
        request_.withdrawn_by = step_.who.name;
        tell(NoticeKind::withdrawn);
        return {};
    }

    Result<> ask_again()
    {
        if (is_blank(step_.text)) return incorrect("say why it is asked again");
        // Given too long before the procedure.
        auto const outlived = approval_of(journey_, around_.rules) == ApprovalState::expired;
        if (is_open(request_.state) || (is_yes(request_.state) && !outlived)) {
            return conflict("the request is open or approved: there is nothing to ask again");
        }
        if (request_.needs_acknowledgement) {
            return conflict("acknowledge the practice's no before you ask again");
        }
        auto const& booking = journey_.booking;
        if (!booking || is_over(*booking) || !is_asked(journey_) || around_.now >= booking->start) {
            return conflict("there is nothing to ask for: no approval is needed for this booking");
        }
        auto request = ask_anew(journey_, around_);
        add_line(request, ApprovalLine::From::clinic);
        journey_.requests.push_back(std::move(request)); // request_ is gone from here on.
        tell(NoticeKind::asked);
        return {};
    }

    Result<> override_hold()
    {
        auto const asked = ask_override(journey_, request_, step_, around_);
        if (asked) tell(NoticeKind::override_asked);
        return asked;
    }

    Result<> confirm()
    {
        auto const confirmed = confirm_override(journey_, request_, step_, around_);
        if (confirmed) tell(NoticeKind::overridden);
        return confirmed;
    }

    BookingJourney& journey_;
    ApprovalRequest& request_;
    ApprovalStep const& step_;
    Surroundings const& around_;
};

/// The clinic means the latest unless it says which, and may do something about that one only.
Result<ApprovalRequest*> meant(BookingJourney& journey, ApprovalStep const& step)
{
    auto& requests = journey.requests;
    if (requests.empty()) return not_found("no approval was asked for this booking");
    auto const practices = is_practices(step.action);
    if (!practices && (step.request == 0 || step.request == requests.back().number)) {
        return &requests.back();
    }
    auto const found = std::ranges::find(requests, step.request, &ApprovalRequest::number);
    if (found == requests.end()) return not_found("there is no such request");
    if (!practices) return conflict("there is a newer request: only the latest can be changed");
    if (step.who.practice.empty() || found->practice != step.who.practice) {
        return Error{ErrorKind::forbidden, "another practice was asked"};
    }
    return &*found;
}

} // namespace

Result<StepTaken> take_step(BookingJourney& journey, ApprovalStep const& step,
                            Surroundings const& around)
{
    auto const words = check_words(step);
    if (!words) return words.error();
    auto moved = journey;
    StepTaken taken;
    taken.notices = keep_up(moved, around);
    TRY(request, meant(moved, step));
    Taking taking{moved, *request, step, around};
    auto const done = taking.run();
    if (!done) return done.error();
    auto const due = keep_up(moved, around); // A request that is asked again may be urgent.
    taken.notices.insert(taken.notices.end(), taking.notices.begin(), taking.notices.end());
    taken.notices.insert(taken.notices.end(), due.begin(), due.end());
    taken.readiness_changed = reassess(moved, around);
    journey = std::move(moved);
    return taken;
}

} // namespace foramen
