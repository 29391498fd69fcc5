// Hazard H14: near the procedure two people may let it go ahead without an answer, never against
// one; and hazard H17: after a restore nothing goes ahead until somebody has confirmed it.
#include "story.h"

using namespace foramen;
using testing::ElementsAre;
using testing::IsEmpty;
using enum ApprovalAction;

namespace {

Result<StepTaken> by(Story& story, std::string name, ApprovalAction action, std::string text = "")
{
    ApprovalStep step;
    step.action = action;
    step.who.name = std::move(name);
    step.who.door = "clinic";
    step.text = std::move(text);
    return take_step(story.journey, step, story.around());
}

Story an_overridden_story()
{
    auto story = a_risky_story();
    EXPECT_TRUE(by(story, "Dr A. Person", override_hold, "The practice is closed"));
    EXPECT_TRUE(by(story, "B. Other", confirm_override));
    EXPECT_TRUE(story.journey.ready);
    return story;
}

ErrorKind kind_of(Result<StepTaken> const& taken)
{
    return taken ? ErrorKind::fault : taken.error().kind();
}

} // namespace

TEST(ApprovalOverride, NeedsTwoPeopleAndAReason)
{
    auto story = a_risky_story();
    EXPECT_EQ(kind_of(by(story, "Dr A. Person", override_hold)), ErrorKind::incorrect);
    EXPECT_EQ(kind_of(by(story, "", override_hold, "Closed")), ErrorKind::incorrect);
    EXPECT_EQ(kind_of(by(story, "B. Other", confirm_override)), ErrorKind::conflict);
    ASSERT_TRUE(by(story, "Dr A. Person", override_hold, "The practice is closed"));
    EXPECT_FALSE(story.journey.ready) << "one person alone changes nothing";
    EXPECT_EQ(kind_of(by(story, " dr a person", confirm_override)), ErrorKind::forbidden);
    ASSERT_TRUE(by(story, "B. Other", confirm_override));
    EXPECT_TRUE(story.journey.ready);
    EXPECT_EQ(to_string(story.journey.approval), "overridden") << "never called approved";
    auto const& one = *story.journey.requests.back().overridden;
    EXPECT_EQ(one.asked_by + "/" + one.confirmed_by, "Dr A. Person/B. Other");
    EXPECT_EQ(one.reason, "The practice is closed");
}

TEST(ApprovalOverride, LapsesWhenTheSecondPersonIsLate)
{
    auto story = a_risky_story();
    ASSERT_TRUE(by(story, "Dr A. Person", override_hold, "The practice is closed"));
    story.now += std::chrono::minutes{61};
    EXPECT_EQ(kind_of(by(story, "B. Other", confirm_override)), ErrorKind::conflict);
    EXPECT_FALSE(story.journey.ready);
}

TEST(ApprovalOverride, StandsAgainstNoAnswer)
{
    for (auto const state :
         {ApprovalState::declined, ApprovalState::not_my_patient, ApprovalState::withdrawn,
          ApprovalState::conditions_open, ApprovalState::more_information}) {
        auto story = a_risky_story().answer(state);
        EXPECT_EQ(kind_of(by(story, "Dr A. Person", override_hold, "Because")), ErrorKind::conflict)
            << to_string(state);
        // A question that is asked again on purpose does not make the "no" go away.
        (void)by(story, "Dr A. Person", acknowledge);
        (void)by(story, "Dr A. Person", ask_again, "New readings");
        auto const was_no =
            state == ApprovalState::declined || state == ApprovalState::not_my_patient;
        if (!was_no) continue;
        EXPECT_EQ(kind_of(by(story, "Dr A. Person", override_hold, "Because")),
                  ErrorKind::conflict);
    }
}

TEST(ApprovalOverride, StandsForOneThatExpired)
{
    auto story = a_risky_story().answer(ApprovalState::expired);
    ASSERT_TRUE(by(story, "Dr A. Person", override_hold, "Nobody answers the telephone"));
    ASSERT_TRUE(by(story, "B. Other", confirm_override));
    EXPECT_TRUE(story.journey.ready);
}

TEST(ApprovalOverride, EndsWithAnyAnswerAndANoPagesTheClinic)
{
    auto story = an_overridden_story();
    auto const taken = story.step(decline);
    ASSERT_TRUE(taken);
    EXPECT_THAT(story.holds(), ElementsAre("approval-declined"));
    EXPECT_EQ(taken->notices.back().kind, NoticeKind::late_no);
    auto asked = an_overridden_story();
    ASSERT_TRUE(asked.step(ask_information, "Which tablet?"));
    ASSERT_TRUE(asked.step(reply, "This one"));
    EXPECT_THAT(asked.holds(), ElementsAre("approval-pending")) << "it does not come back";
}

TEST(ApprovalOverride, IsOfWhatWasBookedThen)
{
    auto story = an_overridden_story();
    auto other = a_booking(2);
    booking_in(other).procedure.side = Side::right;
    story.tell(other);
    EXPECT_FALSE(story.journey.ready);
    EXPECT_EQ(story.journey.requests.size(), 2u) << "and the practice is asked again";
}

TEST(ApprovalOverride, DoesNotComeBackWithACancelledBooking)
{
    auto story = an_overridden_story();
    story.answer(ApprovalState::expired);
    ASSERT_TRUE(story.journey.ready);
    auto cancelled = a_booking(2);
    booking_in(cancelled).status = BookingStatus::cancelled;
    story.tell(cancelled);
    story.tell(a_booking(3));
    EXPECT_FALSE(story.journey.ready);
}

TEST(ApprovalOverride, LiftsNoOtherHold)
{
    Story story;
    story.tell(a_booking());
    auto risky = a_screening();
    answer_in(risky, "heartProblem").answer = "yes";
    story.tell(risky);
    ASSERT_TRUE(by(story, "Dr A. Person", override_hold, "The practice is closed"));
    ASSERT_TRUE(by(story, "B. Other", confirm_override));
    EXPECT_THAT(story.holds(), ElementsAre("mri-missing"));
}

TEST(Restored, HoldsWhatIsToComeUntilSomebodyConfirmsIt)
{
    auto story = a_risky_story().answer(ApprovalState::approved);
    ASSERT_TRUE(story.journey.ready);
    EXPECT_TRUE(hold_restored(story.journey, story.around()));
    EXPECT_THAT(story.holds(), ElementsAre("restored-from-backup"));
    EXPECT_FALSE(hold_restored(story.journey, story.around())) << "once is enough";
    auto again = a_booking(2);
    story.tell(again);
    EXPECT_THAT(story.holds(), ElementsAre("restored-from-backup")) << "no event lifts it";
    ASSERT_TRUE(confirm_restored(story.journey, story.around()));
    EXPECT_TRUE(story.journey.ready);
    EXPECT_FALSE(confirm_restored(story.journey, story.around()));
}

TEST(Restored, LeavesAloneWhatIsOver)
{
    auto story = a_ready_story();
    story.now = story.journey.booking->end;
    EXPECT_FALSE(hold_restored(story.journey, story.around()));
}

TEST(QuestionDelivery, IsFailedUntilEveryMessageOfTheQuestionArrived)
{
    auto story = a_risky_story();
    auto& journey = story.journey;
    auto const note = [&](char const* id, QuestionDelivery delivery) {
        std::string told;
        for (auto const& notice : note_question(journey, id, story.now, delivery)) {
            told += to_string(notice.kind);
        }
        return told;
    };
    EXPECT_EQ(note("task", QuestionDelivery::done), "");
    EXPECT_EQ(note("task", QuestionDelivery::failed), "delivery-failed");
    EXPECT_EQ(note("task", QuestionDelivery::failed), "") << "told once";
    EXPECT_EQ(note("link", QuestionDelivery::failed), "delivery-failed");
    EXPECT_EQ(note("task", QuestionDelivery::done), "");
    EXPECT_EQ(note("link", QuestionDelivery::done), "delivery-resumed");
    EXPECT_THAT(journey.requests.back().undelivered, IsEmpty());
    EXPECT_THAT(
        note_question(journey, "old", story.now - std::chrono::days{1}, QuestionDelivery::failed),
        IsEmpty())
        << "of an earlier question";
    (void)story.step(decline);
    EXPECT_EQ(note("task", QuestionDelivery::failed), "") << "it was answered all the same";
}
