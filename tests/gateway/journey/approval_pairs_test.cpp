// Every pair of a request's state and a person's step, with what must come of it. The same table
// stands in gateway/journey/approval.md: page and code cannot part.
#include "story.h"

#include <sstream>

using namespace foramen;

namespace {

constexpr unsigned states = static_cast<unsigned>(RequestState::replaced) + 1;
constexpr unsigned actions = static_cast<unsigned>(ApprovalAction::confirm_override) + 1;

/// By legal steps only; the request in question is always number 1.
Story brought_to(RequestState state)
{
    auto story = a_ready_story();
    auto risky = a_screening(2);
    answer_in(risky, "heartProblem").answer = "yes";
    story.tell(risky);
    using enum ApprovalAction;
    switch (state) {
    case RequestState::requested: break;
    case RequestState::received: (void)story.step(view); break;
    case RequestState::in_review: (void)story.step(review); break;
    case RequestState::more_information: (void)story.step(ask_information, "Which?"); break;
    case RequestState::information_given:
        (void)story.step(ask_information, "Which?");
        (void)story.step(reply, "This one.");
        break;
    case RequestState::approved: (void)story.step(approve); break;
    case RequestState::conditions_open: (void)story.step(approve, "", {"Only one side"}); break;
    case RequestState::declined: (void)story.step(decline); break;
    case RequestState::not_my_patient: (void)story.step(disown); break;
    case RequestState::refused: (void)story.step(refuse); break;
    case RequestState::expired: story.answer(ApprovalState::expired); break;
    case RequestState::withdrawn: (void)story.step(withdraw); break;
    case RequestState::replaced: {
        auto other = a_booking(2);
        booking_in(other).procedure.side = Side::right;
        story.tell(other);
        break;
    }
    }
    EXPECT_EQ(story.journey.requests.front().state, state) << to_string(state);
    return story;
}

using Conditions = std::vector<std::string>;

Result<StepTaken> take(Story& story, ApprovalAction action, Conditions conditions)
{
    ApprovalStep step;
    step.action = action;
    step.request = 1;
    step.conditions = std::move(conditions);
    step.who = {"Z10002", "A. Person", "1234567", "fhir-api"};
    step.condition = 1;
    auto const needs_text =
        action == ApprovalAction::ask_information || action == ApprovalAction::reply ||
        action == ApprovalAction::ask_again || action == ApprovalAction::override_hold;
    if (needs_text) step.text = "Because.";
    return take_step(story.journey, step, story.around());
}

/// "approved", "-" (nothing changes), "conflict", "asked again", "2: declined" (the later request).
std::string outcome(RequestState state, ApprovalAction action, Conditions conditions = {})
{
    auto story = brought_to(state);
    if (action == ApprovalAction::confirm_override) {
        (void)story.step(ApprovalAction::override_hold, "Closed until Monday");
        auto& one = story.journey.requests.back().overridden;
        if (one) one->asked_by = "B. Other"; // The first of two people.
    }
    auto const before = story.journey;
    auto const taken = take(story, action, std::move(conditions));
    if (!taken) {
        EXPECT_EQ(story.journey, before) << "a step that is not taken changes nothing";
        return std::string{to_string(taken.error().kind())};
    }
    auto const& requests = story.journey.requests;
    if (requests.size() > before.requests.size()) return "asked again";
    if (requests.back().number > 1 && requests.back() != before.requests.back()) {
        return "2: " + std::string{to_string(requests.back().state)};
    }
    if (story.journey == before) return "-";
    if (requests.back().overridden != before.requests.back().overridden) {
        return story.journey.approval == ApprovalState::overridden ? "overridden" : "asked for";
    }
    return std::string{to_string(requests.front().state)};
}

std::string row(std::string_view name, ApprovalAction action, Conditions const& conditions = {})
{
    auto text = "| **" + std::string{name} + "** |";
    for (unsigned state = 0; state < states; ++state) {
        text += " " + outcome(static_cast<RequestState>(state), action, conditions) + " |";
    }
    return text + "\n";
}

std::string table()
{
    std::ostringstream text;
    text << "| |";
    for (unsigned state = 0; state < states; ++state) {
        text << " " << to_string(static_cast<RequestState>(state)) << " |";
    }
    text << "\n| --- |";
    for (unsigned state = 0; state < states; ++state) text << " --- |";
    text << "\n";
    for (unsigned number = 0; number < actions; ++number) {
        auto const action = static_cast<ApprovalAction>(number);
        text << row(to_string(action), action);
        if (action == ApprovalAction::approve) {
            text << row("approve, with conditions", action, {"Only one side"});
        }
    }
    return text.str();
}

} // namespace

TEST(ApprovalPairs, AreThoseOfThePage)
{
    auto const made = table();
    auto const page = read_whole(FORAMEN_ROOT "/gateway/journey/approval.md");
    EXPECT_EQ(states * actions, 182u) << "a new state or step needs its place in the picture";
    auto const found = page.find(made) != std::string::npos;
    EXPECT_TRUE(found) << "gateway/journey/approval.md must hold this table:\n" << made;
}
