// Why this file exists: near the procedure, with no answer to be had, two people of the clinic may
// let it go ahead (hazard H14). It can stand for an answer that is missing, never against one.
#include "gateway/journey/approval.h"
#include "gateway/journey/journey.h"

#include <algorithm>

namespace foramen {

namespace {

/// What the first person saw an hour ago may be another picture by now.
constexpr std::chrono::hours second_person_window{1};

/// Nobody of the practice has given an answer that stands.
bool is_unanswered(RequestState state)
{
    switch (state) {
    case RequestState::requested:
    case RequestState::received:
    case RequestState::in_review:
    case RequestState::information_given:
    case RequestState::expired: return true;
    default: return false;
    }
}

/// "Dr  A. Person " and "dr a. person" are one person.
std::string folded(std::string_view name)
{
    std::string text;
    for (auto const letter : name) {
        auto const small = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
        auto const counts = small != ' ' && small != '.' && small != ',' && small != '\t';
        if (counts) text += small;
    }
    return text;
}

/// An answer of an earlier request still counts where it was a "no".
Result<> check(BookingJourney const& journey, ApprovalRequest const& request,
               Surroundings const& around)
{
    auto const stands = approval_of(journey, around.rules);
    auto const is_missing = stands == ApprovalState::pending || stands == ApprovalState::expired ||
                            stands == ApprovalState::changed;
    if (stands == ApprovalState::overridden) return conflict("it is overridden already");
    if (!is_missing || !is_unanswered(request.state)) {
        return conflict("only an answer that is missing can be overridden: here the practice has "
                        "answered, or the clinic has withdrawn its question");
    }
    auto const& booking = journey.booking;
    if (!booking || is_over(*booking) || around.now >= booking->end) {
        return conflict("there is nothing to override: no procedure is to come");
    }
    return {};
}

} // namespace

bool is_overridden(ApprovalRequest const& request, BookingJourney const& journey)
{
    auto const& one = request.overridden;
    return one && !one->confirmed_by.empty() && !one->ended && is_unanswered(request.state) &&
           request.question == approval_question(journey);
}

Result<> ask_override(BookingJourney const& journey, ApprovalRequest& request,
                      ApprovalStep const& step, Surroundings const& around)
{
    if (folded(step.text).empty()) return incorrect("say why it has to go ahead without an answer");
    if (folded(step.who.name).empty()) return incorrect("who asks for it: a name is needed");
    auto const possible = check(journey, request, around);
    if (!possible) return possible;
    request.overridden = {step.text, step.who.name, around.now, "", {}, false};
    return {};
}

Result<> confirm_override(BookingJourney const& journey, ApprovalRequest& request,
                          ApprovalStep const& step, Surroundings const& around)
{
    if (folded(step.who.name).empty()) return incorrect("who confirms it: a name is needed");
    auto const possible = check(journey, request, around);
    if (!possible) return possible;
    auto& one = request.overridden;
    if (!one || one->ended || around.now - one->asked_at > second_person_window) {
        return conflict("nobody has asked for an override within the last hour: one person asks, "
                        "another confirms");
    }
    if (folded(one->asked_by) == folded(step.who.name)) {
        return Error{ErrorKind::forbidden, "another person has to confirm it: two are needed"};
    }
    one->confirmed_by = step.who.name;
    one->confirmed_at = around.now;
    return {};
}

std::vector<ApprovalNotice> note_question(BookingJourney& journey, std::string const& message_id,
                                          TimePoint created, QuestionDelivery delivery)
{
    if (journey.requests.empty()) return {};
    auto& request = journey.requests.back();
    if (!is_open(request.state) || created < request.asked) return {};
    auto& failed = request.undelivered;
    auto const known = std::ranges::find(failed, message_id);
    if (delivery == QuestionDelivery::failed) {
        if (known != failed.end()) return {};
        failed.push_back(message_id);
        return {{NoticeKind::delivery_failed, request.number}};
    }
    if (known == failed.end()) return {};
    failed.erase(known);
    if (!failed.empty()) return {};
    return {{NoticeKind::delivery_resumed, request.number}};
}

} // namespace foramen
