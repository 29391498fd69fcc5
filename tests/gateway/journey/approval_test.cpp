#include "story.h"

using namespace foramen;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {} // namespace

TEST(Approval, IsPendingUntilItIsRecorded)
{
    auto story = a_risky_story();
    EXPECT_THAT(story.holds(), ElementsAre("approval-pending"));
    EXPECT_FALSE(story.journey.ready);
    ASSERT_EQ(story.journey.factors.size(), 1u);
    EXPECT_EQ(story.journey.factors[0].question, "heartProblem");
    EXPECT_EQ(story.journey.risk_version, rules().version());
    story.answer(ApprovalState::approved);
    EXPECT_TRUE(story.journey.ready);
}

TEST(Approval, IsNeededWhenTheClinicSaysSoWithoutARisk)
{
    auto story = a_ready_story();
    auto asked = a_screening(2);
    screening_in(asked).decision = ScreeningDecision::gp_approval_needed;
    story.tell(asked);
    EXPECT_THAT(story.holds(), ElementsAre("approval-pending"));
    EXPECT_THAT(story.journey.factors, IsEmpty());
}

TEST(Approval, CannotBeGivenBySettingTheState)
{
    auto story = a_risky_story();
    story.journey.approval = ApprovalState::approved;
    reassess(story.journey, story.around());
    EXPECT_THAT(story.holds(), ElementsAre("approval-pending"));
}

TEST(Approval, ShowsEachAnswerAsItsHold)
{
    for (auto const& [state, code] :
         {std::pair{ApprovalState::conditions_open, "approval-conditions-open"},
          {ApprovalState::declined, "approval-declined"},
          {ApprovalState::withdrawn, "approval-withdrawn"},
          {ApprovalState::expired, "approval-expired"},
          {ApprovalState::more_information, "approval-more-information"},
          {ApprovalState::not_my_patient, "approval-not-my-patient"}}) {
        auto story = a_risky_story();
        story.answer(state);
        EXPECT_THAT(story.holds(), ElementsAre(code));
        EXPECT_FALSE(story.journey.ready);
    }
}

TEST(Approval, IsVoidWhenWhatWasApprovedChanges)
{
    auto const expect_void = [](auto change) {
        auto story = a_risky_story();
        story.answer(ApprovalState::approved);
        ASSERT_TRUE(story.journey.ready);
        change(story);
        EXPECT_THAT(story.holds(), ElementsAre("booking-changed-since-approval"));
    };
    expect_void([](Story& story) {
        auto moved = a_booking(2);
        booking_in(moved).start += std::chrono::days{1};
        story.tell(moved);
    });
    expect_void([](Story& story) {
        auto other = a_booking(2);
        booking_in(other).procedure.side = Side::right;
        story.tell(other);
    });
    expect_void([](Story& story) {
        auto other = a_booking(2);
        booking_in(other).procedure.levels = {"L5"};
        story.tell(other);
    });
    expect_void([](Story& story) {
        auto other = a_booking(2);
        booking_in(other).procedure.combined_with = {"caudal-epidural"};
        story.tell(other);
    });
    expect_void([](Story& story) {
        auto worse = a_risky_screening(3);
        answer_in(worse, "anticoagulant").answer = "unsure";
        story.tell(worse);
    });
    expect_void([](Story& story) {
        auto worse = a_risky_screening(3);
        answer_in(worse, "diabetes").hba1c = 60;
        story.tell(worse);
    });
}

TEST(Approval, IsVoidWhenAMedicineChanges)
{
    for (auto const change : {+[](Screening& form) { form.other_medication = {"Aspirin"}; },
                              +[](Screening& form) { form.answers[0].medicine = "Apixaban"; }}) {
        auto story = a_risky_story();
        story.answer(ApprovalState::approved);
        ASSERT_TRUE(story.journey.ready);
        auto form = a_risky_screening(3);
        change(screening_in(form));
        story.tell(form);
        EXPECT_THAT(story.holds(), ElementsAre("booking-changed-since-approval"));
        auto const back = BookingJourney::from(story.journey.to_json());
        ASSERT_TRUE(back.has_value()) << back.error().text();
        EXPECT_EQ(*back, story.journey);
    }
}

TEST(Approval, StandsWhenOnlyTheHourChanges)
{
    auto story = a_risky_story();
    story.answer(ApprovalState::approved);
    auto moved = a_booking(2);
    booking_in(moved).start += std::chrono::hours{2};
    story.tell(moved);
    EXPECT_TRUE(story.journey.ready);
}

TEST(Approval, StaysVoidWhenTheChangeIsTakenBack)
{
    auto story = a_risky_story();
    story.answer(ApprovalState::approved);
    auto other = a_booking(2);
    booking_in(other).procedure.side = Side::right;
    story.tell(other);
    story.tell(a_booking(3));
    EXPECT_THAT(story.holds(), ElementsAre("booking-changed-since-approval"));
    EXPECT_EQ(story.journey.requests.size(), 3u) << "the practice is asked anew each time";
    story.answer(ApprovalState::approved);
    EXPECT_TRUE(story.journey.ready);
}

TEST(Approval, IsNotForgottenWhenTheFormIsCleanForAWhile)
{
    auto story = a_risky_story();
    story.answer(ApprovalState::approved);
    story.tell(a_screening(3));
    EXPECT_EQ(story.journey.approval, ApprovalState::not_needed);
    EXPECT_TRUE(story.journey.ready);
    story.tell(a_risky_screening(4));
    EXPECT_EQ(story.journey.approval, ApprovalState::approved);
}

TEST(Approval, KeepsARefusalEvenWhenTheFormNoLongerAsks)
{
    for (auto const state : {ApprovalState::declined, ApprovalState::not_my_patient}) {
        auto story = a_risky_story();
        story.answer(state);
        story.tell(a_screening(3));
        EXPECT_FALSE(story.journey.ready);
        EXPECT_EQ(story.journey.approval, state);
    }
}

TEST(Approval, IsHeldAgainByALateRefusal)
{
    auto story = a_risky_story();
    story.answer(ApprovalState::approved);
    story.answer(ApprovalState::declined);
    EXPECT_THAT(story.holds(), ElementsAre("approval-declined"));
}

TEST(Approval, IsReadyForNoOtherStateThanApprovedOrNotNeeded)
{
    for (int number = 0; number <= static_cast<int>(ApprovalState::changed); ++number) {
        auto const state = static_cast<ApprovalState>(number);
        if (state == ApprovalState::pending || state == ApprovalState::not_needed) continue;
        auto story = a_risky_story();
        story.answer(state);
        EXPECT_EQ(story.journey.ready, state == ApprovalState::approved) << to_string(state);
    }
}
