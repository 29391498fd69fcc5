// Every order of what can happen to an approval, up to eight steps: no way leads to `ready` without
// a recorded approval of what is booked then (hazards H1, H2, H7, H11, H13). The oracle keeps its
// own books and knows nothing of approval_of().
#include "tests/gateway/journey/story.h"

#include <functional>
#include <iostream>
#include <unordered_map>

using namespace foramen;

namespace {

enum class Move {
    approve,
    approve_with_condition,
    approve_first_request, ///< A link or Task of long ago, once more.
    decline,
    decline_first_request,
    ask_information,
    disown,
    refuse,
    reply,
    accept_condition,
    acknowledge,
    withdraw,
    ask_again,
    other_side,
    same_side,
    cancel,
    form_worse,
    form_clear,
    time_passes,
    override_hold,
    confirm_override,
};
constexpr int moves = static_cast<int>(Move::confirm_override) + 1;

/// What must be true for a release, kept apart from the code under test.
struct Oracle {
    std::string approved_content; ///< What the last answer approved; "" = nothing.
    unsigned conditions_open = 0;
    bool no_stands = false;
    bool asked_since_no = false;
    std::string asked_over; ///< Content that one person wants to go ahead; "" = nobody.
    std::string overridden; ///< Content that two people let go ahead; "" = none.
};

struct State {
    Story story;
    Oracle oracle;
    unsigned version = 2;
};

std::string content_of(BookingJourney const& journey)
{
    std::string text{to_string(journey.booking->procedure.side)};
    for (auto const& answer : journey.screening->answers) text += answer.question + answer.answer;
    return text + to_string(london_date(journey.booking->start));
}

void said_yes(State& state, unsigned conditions)
{
    state.oracle.approved_content = content_of(state.story.journey);
    state.oracle.conditions_open = conditions;
    if (state.oracle.asked_since_no) state.oracle.no_stands = false;
}

/// Whatever the practice says or the clinic takes back ends it, and any other content.
bool ends_override(Move move, State const& state)
{
    auto const& oracle = state.oracle;
    auto const& content = oracle.overridden.empty() ? oracle.asked_over : oracle.overridden;
    switch (move) {
    case Move::other_side:
    case Move::form_worse:
    case Move::form_clear: return content != content_of(state.story.journey);
    case Move::override_hold:
    case Move::confirm_override:
    case Move::reply:
    case Move::accept_condition:
    case Move::acknowledge:
    case Move::same_side:
    case Move::time_passes: return false;
    default: return true;
    }
}

void tell_oracle(State& state, Move move)
{
    auto& oracle = state.oracle;
    if (ends_override(move, state)) oracle.asked_over = oracle.overridden = "";
    if (move == Move::override_hold) {
        oracle.asked_over = content_of(state.story.journey);
        oracle.overridden = ""; // It was of another content, or this would be refused.
    }
    if (move == Move::confirm_override) oracle.overridden = oracle.asked_over;
    switch (move) {
    case Move::approve:
    case Move::approve_first_request: return said_yes(state, 0);
    case Move::approve_with_condition: return said_yes(state, 1);
    case Move::accept_condition: state.oracle.conditions_open = 0; return;
    case Move::ask_again: state.oracle.asked_since_no = true; return;
    case Move::decline:
    case Move::decline_first_request:
    case Move::disown:
        state.oracle.no_stands = true;
        state.oracle.asked_since_no = false;
        state.oracle.approved_content.clear();
        return;
    case Move::refuse:
    case Move::ask_information:
    case Move::withdraw: state.oracle.approved_content.clear(); return;
    default: return;
    }
}

bool on_first_request(Story& story, ApprovalAction action)
{
    ApprovalStep late;
    late.action = action;
    late.request = 1;
    late.who.practice = "Z10002";
    return take_step(story.journey, late, story.around()).has_value();
}

bool tell_form(State& state, std::initializer_list<char const*> risks)
{
    auto form = a_screening(++state.version);
    for (auto const* const risk : risks) answer_in(form, risk).answer = "yes";
    state.story.tell(form);
    return true;
}

bool tell_booking(State& state, Side side, BookingStatus status)
{
    auto event = a_booking(++state.version);
    booking_in(event).procedure.side = side;
    booking_in(event).status = status;
    state.story.tell(event);
    return true;
}

bool say(Story& story, ApprovalAction action, std::string text = "",
         std::vector<std::string> conditions = {})
{
    return story.step(action, std::move(text), std::move(conditions)).has_value();
}

bool second_person(Story& story)
{
    ApprovalStep other;
    other.action = ApprovalAction::confirm_override;
    other.who.name = "B. Other";
    return take_step(story.journey, other, story.around()).has_value();
}

/// Whether it was taken.
bool step(State& state, Move move)
{
    auto& story = state.story;
    using enum ApprovalAction;
    switch (move) {
    case Move::approve: return say(story, approve);
    case Move::approve_with_condition: return say(story, approve, "", {"Stop the tablet"});
    case Move::approve_first_request: return on_first_request(story, approve);
    case Move::decline: return say(story, decline);
    case Move::decline_first_request: return on_first_request(story, decline);
    case Move::ask_information: return say(story, ask_information, "Which one?");
    case Move::disown: return say(story, disown);
    case Move::refuse: return say(story, refuse);
    case Move::reply: return say(story, reply, "This one");
    case Move::accept_condition: return say(story, accept_condition);
    case Move::acknowledge: return say(story, acknowledge);
    case Move::withdraw: return say(story, withdraw);
    case Move::ask_again: return say(story, ask_again, "Better now");
    case Move::other_side: return tell_booking(state, Side::right, BookingStatus::rescheduled);
    case Move::same_side: return tell_booking(state, Side::left, BookingStatus::rescheduled);
    case Move::cancel: return tell_booking(state, Side::left, BookingStatus::cancelled);
    case Move::form_worse: return tell_form(state, {"heartProblem", "anticoagulant"});
    case Move::form_clear: return tell_form(state, {});
    case Move::time_passes: story.answer(ApprovalState::expired); return true;
    case Move::override_hold: return say(story, ApprovalAction::override_hold, "Closed");
    case Move::confirm_override: return second_person(story);
    }
    return false;
}

bool needs_a_yes(BookingJourney const& journey)
{
    return std::ranges::any_of(journey.screening->answers,
                               [](ScreeningAnswer const& one) { return one.answer == "yes"; });
}

bool may_be_ready(State const& state)
{
    auto const& [story, oracle, version] = state;
    if (story.journey.booking->status == BookingStatus::cancelled || oracle.no_stands) return false;
    if (!needs_a_yes(story.journey)) return true;
    auto const content = content_of(story.journey);
    if (oracle.overridden == content) return true;
    return oracle.conditions_open == 0 && oracle.approved_content == content;
}

/// Of an earlier request only what can still matter: a "no", an approval, a barrier between them.
std::string trail_of(BookingJourney const& journey)
{
    std::string trail;
    for (auto const& request : journey.requests) {
        if (&request == &journey.requests.back()) break;
        auto const is_no = request.state == RequestState::declined ||
                           request.state == RequestState::not_my_patient;
        std::string mark{"|"};
        if (is_no) mark = std::string{to_string(request.state)}.substr(0, 1);
        else if (request.state == RequestState::replaced) mark = request.had_approval ? "h" : "";
        if (!trail.ends_with(mark)) trail += mark;
    }
    return trail;
}

/// What decides the future: the numbers of requests and versions that led here do not.
std::string key_of(State const& state)
{
    auto const& journey = state.story.journey;
    auto const& request = journey.requests.back();
    auto key = content_of(journey) + "#" + state.oracle.approved_content + "#";
    key += std::to_string(state.oracle.conditions_open) + (state.oracle.no_stands ? "n" : "y");
    key += state.oracle.asked_since_no ? "a" : "";
    key += std::to_string(static_cast<int>(journey.booking->status)) + trail_of(journey);
    key += std::string{to_string(request.state)} + (request.had_approval ? "h" : "");
    key += request.number == 1 ? "1" : "";
    key += request.needs_acknowledgement ? "a" : "";
    key += request.withdrawn_by.empty() ? "" : "w";
    key += request.question == approval_question(journey) ? "q" : "";
    key += state.oracle.asked_over + "#" + state.oracle.overridden;
    if (auto const& one = request.overridden) {
        key += one->ended ? "E" : one->confirmed_by.empty() ? "O" : "C";
        key += state.story.now - one->asked_at > std::chrono::hours{1} ? "l" : "";
    }
    for (auto const& condition : request.conditions)
        key += condition.accepted_by.empty() ? "o" : "c";
    return key + (request.deadline <= state.story.now ? "d" : "");
}

struct Found {
    std::size_t states = 0;
    std::size_t paths = 0;
    std::size_t ready = 0;
    std::vector<std::string> violations;
};

using Tamper = std::function<void(BookingJourney&)>;

/// A state and where each move leads from it; walked once however often it is reached.
struct Node {
    std::optional<State> state; ///< Until it was expanded.
    std::vector<std::string> next;
    unsigned ready = 0;
};

class Walk {
public:
    explicit Walk(Tamper tamper) : tamper_{std::move(tamper)} {}

    Found run(int depth_max)
    {
        auto story = a_ready_story();
        auto risky = a_screening(2);
        answer_in(risky, "heartProblem").answer = "yes";
        story.tell(risky);
        State first{story, {}, 2};
        auto const start = key_of(first);
        std::unordered_map<std::string, std::size_t> ways{{start, 1}};
        nodes_.emplace(start, Node{std::move(first), {}, 0});
        for (int depth = 0; depth < depth_max; ++depth) {
            std::unordered_map<std::string, std::size_t> next;
            for (auto const& [key, count] : ways) {
                auto const& node = expanded(key);
                found_.paths += count * node.next.size();
                found_.ready += count * node.ready;
                for (auto const& into : node.next) next[into] += count;
            }
            ways = std::move(next);
        }
        found_.states = nodes_.size();
        return std::move(found_);
    }

private:
    Node const& expanded(std::string const& key)
    {
        auto& node = nodes_.at(key);
        for (auto number = node.next.size(); number < moves; ++number) {
            auto state = *node.state;
            auto const move = static_cast<Move>(number);
            if (step(state, move)) tell_oracle(state, move);
            if (tamper_) {
                tamper_(state.story.journey);
                reassess(state.story.journey, state.story.around());
            }
            auto into = key_of(state);
            node.ready += state.story.journey.ready;
            if (state.story.journey.ready && !may_be_ready(state)) {
                found_.violations.push_back(into);
            }
            nodes_.emplace(into, Node{std::move(state), {}, 0});
            node.next.push_back(std::move(into));
        }
        node.state.reset(); // Hundreds of megabytes, otherwise.
        return node;
    }

    Tamper tamper_;
    Found found_;
    std::unordered_map<std::string, Node> nodes_;
};

Found walk(int depth_max, Tamper tamper) { return Walk{std::move(tamper)}.run(depth_max); }

#ifdef NDEBUG
constexpr int depth = 8;
#else
constexpr int depth = 4; // Unoptimised builds look less far; the release build looks all the way.
#endif

} // namespace

TEST(ApprovalModel, KnowsNoWayToReadyWithoutAnApprovalOfWhatIsBooked)
{
    auto const found = walk(depth, {});
    std::cout << "states " << found.states << ", ways up to length " << depth << ": " << found.paths
              << ", of them ending ready " << found.ready << "\n";
    EXPECT_GT(found.ready, 0u) << "a model that never releases proves nothing";
    EXPECT_TRUE(found.violations.empty())
        << found.violations.size() << " violations, such as " << found.violations.front();
}

TEST(ApprovalModel, FindsTheWayWhenTheContentIsNotCompared)
{
    auto const found = walk(4, [](BookingJourney& journey) {
        // The control: as if nobody compared what was approved with what is booked.
        for (auto& request : journey.requests) {
            if (request.state == RequestState::replaced && request.had_approval) {
                request.state = RequestState::approved;
            }
            request.question = approval_question(journey);
        }
    });
    EXPECT_FALSE(found.violations.empty());
}

TEST(ApprovalModel, FindsTheWayWhenConditionsAreNotWaitedFor)
{
    auto const found = walk(2, [](BookingJourney& journey) {
        auto& state = journey.requests.back().state;
        if (state == RequestState::conditions_open) state = RequestState::approved;
    });
    EXPECT_FALSE(found.violations.empty());
}

TEST(ApprovalModel, FindsTheWayWhenALateNoIsForgotten)
{
    auto const found = walk(3, [](BookingJourney& journey) {
        auto& request = journey.requests.back();
        if (request.needs_acknowledgement) request.state = RequestState::approved;
        request.needs_acknowledgement = false;
    });
    EXPECT_FALSE(found.violations.empty());
}

TEST(ApprovalModel, FindsTheWayWhenOnePersonOverridesAlone)
{
    auto const found = walk(2, [](BookingJourney& journey) {
        auto& one = journey.requests.back().overridden;
        if (one && one->confirmed_by.empty()) one->confirmed_by = "B. Other";
    });
    EXPECT_FALSE(found.violations.empty());
}

TEST(ApprovalModel, FindsTheWayWhenAnOverrideOutlivesAnAnswer)
{
    auto const found = walk(4, [](BookingJourney& journey) {
        auto& request = journey.requests.back();
        if (request.overridden && request.overridden->ended) {
            request.overridden->ended = false;
            request.state = RequestState::expired;
        }
    });
    EXPECT_FALSE(found.violations.empty());
}
