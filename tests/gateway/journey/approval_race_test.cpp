// Two people of a practice answer at the same moment: whoever is stored first has answered; the
// other is judged anew and is taken only when more cautious (hazard H3).
#include "story.h"

#include <array>
#include <iostream>
#include <random>

using namespace foramen;

namespace {

struct Answer {
    ApprovalAction action;
    bool with_condition = false;
    int caution = 0;
};

constexpr std::array<Answer, 5> answers{
    Answer{ApprovalAction::approve, false, 1}, Answer{ApprovalAction::approve, true, 2},
    Answer{ApprovalAction::ask_information, false, 3}, Answer{ApprovalAction::decline, false, 4},
    Answer{ApprovalAction::disown, false, 4}};

/// What the store keeps: the journey and its version.
struct Stored {
    Story story;
    unsigned version = 1;
};

/// Reads, decides, and stores unless somebody was faster; then once more. As Advance::take().
bool answer_from(Stored& stored, Story read, unsigned version, Answer const& answer)
{
    for (;;) {
        auto const text = answer.action == ApprovalAction::ask_information ? "Which tablet?" : "";
        auto conditions = std::vector<std::string>{};
        if (answer.with_condition) conditions.emplace_back("Only one side");
        if (!read.step(answer.action, text, std::move(conditions))) return false;
        if (version == stored.version) {
            stored = {std::move(read), version + 1};
            return true;
        }
        read = stored.story;
        version = stored.version;
    }
}

Story some_question(std::mt19937& engine)
{
    auto story = a_ready_story();
    auto risky = a_screening(2);
    answer_in(risky, "heartProblem").answer = "yes";
    story.tell(risky);
    if (engine() % 3 == 0) (void)story.step(ApprovalAction::view);
    if (engine() % 3 == 0) (void)story.step(ApprovalAction::review);
    return story;
}

struct Race {
    unsigned taken = 0;
    BookingJourney journey;
};

Race race(Story const& start, Answer const& first, Answer const& second)
{
    Stored stored{start, 1};
    // Both have read version 1 before either is stored.
    auto const one = answer_from(stored, start, 1, first);
    auto const two = answer_from(stored, start, 1, second);
    return {static_cast<unsigned>(one) + static_cast<unsigned>(two), stored.story.journey};
}

constexpr unsigned races = 1000;

} // namespace

TEST(ApprovalRace, HasOneWinnerUnlessTheLaterIsMoreCautious)
{
    unsigned one_winner = 0;
    unsigned tightened = 0;
    for (unsigned seed = 0; seed < races; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 engine{seed};
        auto const start = some_question(engine);
        auto const& one = answers[engine() % answers.size()];
        auto const& two = answers[engine() % answers.size()];
        for (auto const& [first, second] : {std::pair{one, two}, std::pair{two, one}}) {
            auto const end = race(start, first, second);
            // A question keeps the request open: a yes after it waits for whoever reads it.
            auto const over_question =
                first.action == ApprovalAction::ask_information && second.caution < first.caution;
            auto const is_tighter = second.caution > first.caution;
            EXPECT_EQ(end.taken, is_tighter || over_question ? 2u : 1u);
            one_winner += end.taken == 1;
            tightened += end.taken == 2;
            auto const both_say_yes = one.caution == 1 && two.caution == 1;
            EXPECT_EQ(end.journey.ready, both_say_yes) << "caution wins in either order";
            auto const is_no = std::max(one.caution, two.caution) == 4;
            EXPECT_EQ(end.journey.approval == ApprovalState::declined ||
                          end.journey.approval == ApprovalState::not_my_patient,
                      is_no);
        }
        if (HasFailure()) return;
    }
    std::cout << races << " races in both orders: one winner in " << one_winner
              << ", re-held by a more cautious answer in " << tightened << "\n";
    EXPECT_GT(one_winner, races / 4);
    EXPECT_GT(tightened, races / 4);
}
