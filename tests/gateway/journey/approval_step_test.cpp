// Who may do what to a request, with which words, and what must not slip through beside the table
// of pairs (hazards H2, H7, H8, H10, H13).
#include "story.h"

using namespace foramen;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

using enum ApprovalAction;

ApprovalStep a_step(ApprovalAction action)
{
    ApprovalStep step;
    step.action = action;
    step.request = 1;
    step.who = {"Z10002", "A. Person", "1234567", "fhir-api"};
    step.text = action == approve ? "" : "Because.";
    step.condition = 1;
    return step;
}

std::string_view refusal(Story& story, ApprovalStep const& step)
{
    auto const before = story.journey;
    auto const taken = take_step(story.journey, step, story.around());
    EXPECT_FALSE(taken.has_value());
    EXPECT_EQ(story.journey, before);
    return taken ? "taken" : to_string(taken.error().kind());
}

std::string why(Story& story, ApprovalStep const& step)
{
    auto const taken = take_step(story.journey, step, story.around());
    return taken ? "taken" : taken.error().text();
}

std::vector<std::string> notices_of(Result<StepTaken> const& taken)
{
    EXPECT_TRUE(taken.has_value()) << (taken ? "" : taken.error().text());
    std::vector<std::string> names;
    for (auto const& one : taken->notices) {
        names.push_back(std::string{to_string(one.kind)} + " " + std::to_string(one.request));
    }
    return names;
}

ClinicEvent a_booking_of(std::string practice, unsigned version = 2)
{
    auto event = a_booking(version, "2030-01-12T0" + std::to_string(version) + ":00:00Z");
    event.patient.practice = std::move(practice);
    return event;
}

} // namespace

TEST(ApprovalStep, IsThePracticesThatWasAsked)
{
    for (auto const action : {view, review, approve, decline, ask_information, disown, refuse}) {
        for (auto const* const other : {"Z10001", ""}) {
            auto story = a_risky_story();
            auto step = a_step(action);
            step.who.practice = other;
            EXPECT_EQ(refusal(story, step), "forbidden") << to_string(action);
        }
    }
}

TEST(ApprovalStep, CannotBeTakenWhereNobodyWasAsked)
{
    auto story = a_ready_story();
    EXPECT_EQ(refusal(story, a_step(approve)), "not-found");
    story = a_risky_story();
    auto step = a_step(approve);
    step.request = 2;
    EXPECT_EQ(refusal(story, step), "not-found");
    step.request = 0;
    EXPECT_EQ(refusal(story, step), "not-found") << "the practice says which request it answers";
}

TEST(ApprovalStep, NeedsAGmcNumberThatIsOne)
{
    for (auto const* const number : {"123456", "12345678", "123456a", " 123456"}) {
        auto story = a_risky_story();
        auto step = a_step(approve);
        step.who.gmc = number;
        EXPECT_EQ(refusal(story, step), "incorrect") << number;
    }
    auto story = a_risky_story();
    auto step = a_step(approve);
    step.who.gmc = "";
    EXPECT_TRUE(take_step(story.journey, step, story.around()));
}

TEST(ApprovalStep, OnThePageNeedsNameAndNumber)
{
    for (auto const action : {approve, decline, ask_information, disown}) {
        for (auto const& who : {Answerer{"Z10002", "", "1234567", "page"},
                                Answerer{"Z10002", "A. Person", "", "page"}}) {
            auto story = a_risky_story();
            auto step = a_step(action);
            step.who = who;
            EXPECT_EQ(refusal(story, step), "incorrect");
        }
    }
    auto story = a_risky_story();
    auto step = a_step(view);
    step.who = {"Z10002", "", "", "page"};
    EXPECT_TRUE(take_step(story.journey, step, story.around()));
}

TEST(ApprovalStep, HasLimits)
{
    auto const refused = [](auto change) {
        auto story = a_risky_story();
        auto step = a_step(approve);
        change(step);
        return refusal(story, step);
    };
    std::string const longest(4000, 'x');
    EXPECT_EQ(refused([&](auto& step) { step.text = longest + "x"; }), "incorrect");
    EXPECT_EQ(refused([&](auto& step) { step.conditions = {longest + "x"}; }), "incorrect");
    EXPECT_EQ(refused([](auto& step) { step.conditions.assign(21, "x"); }), "incorrect");
    EXPECT_EQ(refused([](auto& step) { step.conditions = {"one", " \n"}; }), "incorrect");
    EXPECT_EQ(refused([](auto& step) { step.who.name.assign(201, 'x'); }), "incorrect");
    auto story = a_risky_story();
    auto step = a_step(approve);
    step.text = longest;
    step.conditions.assign(20, longest);
    EXPECT_TRUE(take_step(story.journey, step, story.around()));
    EXPECT_EQ(story.journey.requests.back().conditions.size(), 21u);
}

TEST(ApprovalStep, CarriesConditionsWithAnApprovalOnly)
{
    for (auto const action : {view, review, decline, ask_information, disown, refuse, reply}) {
        auto story = a_risky_story();
        auto step = a_step(action);
        step.conditions = {"Only one side"};
        EXPECT_EQ(refusal(story, step), "incorrect");
    }
}

TEST(ApprovalStep, TellsWhichEndARequestHasComeTo)
{
    auto story = a_risky_story();
    story.answer(ApprovalState::expired);
    EXPECT_THAT(why(story, a_step(approve)), HasSubstr("time for this request is over"));
    story = a_risky_story();
    ASSERT_TRUE(story.step(withdraw));
    EXPECT_THAT(why(story, a_step(approve)), HasSubstr("withdrawn"));
    story = a_risky_story();
    auto moved = a_booking(2);
    booking_in(moved).procedure.side = Side::right;
    story.tell(moved);
    EXPECT_THAT(why(story, a_step(approve)), HasSubstr("has changed"));
    story = a_risky_story();
    ASSERT_TRUE(story.step(approve));
    EXPECT_THAT(why(story, a_step(approve)), HasSubstr("answered already"));
}

TEST(ApprovalStep, KeepsWhoAnsweredAndByWhichDoor)
{
    auto story = a_risky_story();
    auto step = a_step(decline);
    step.text = "Unstable angina.";
    ASSERT_TRUE(take_step(story.journey, step, story.around()));
    auto const& request = story.journey.requests.back();
    EXPECT_EQ(request.answerer, step.who);
    EXPECT_EQ(request.answered_at, story.now);
    ASSERT_EQ(request.lines.size(), 1u);
    EXPECT_EQ(request.lines[0].text, "Unstable angina.");
}

TEST(ApprovalConditions, AreAcceptedOneByOneByName)
{
    auto story = a_risky_story();
    ASSERT_TRUE(story.step(approve, "Please call me.", {"Only one side"}));
    ASSERT_EQ(story.journey.requests.back().conditions.size(), 2u);
    EXPECT_TRUE(story.journey.requests.back().conditions[1].is_comment);
    EXPECT_THAT(story.holds(), ElementsAre("approval-conditions-open"));
    auto step = a_step(accept_condition);
    step.who.name = "";
    EXPECT_EQ(refusal(story, step), "incorrect");
    step.who.name = "Dr Clinic";
    step.condition = 3;
    EXPECT_EQ(refusal(story, step), "incorrect");
    step.condition = 0;
    EXPECT_EQ(refusal(story, step), "incorrect");
    step.condition = 1;
    EXPECT_THAT(notices_of(take_step(story.journey, step, story.around())),
                ElementsAre("condition-accepted 1"));
    EXPECT_FALSE(story.journey.ready);
    EXPECT_EQ(refusal(story, step), "conflict");
    step.condition = 2;
    auto const last = take_step(story.journey, step, story.around());
    ASSERT_TRUE(last);
    EXPECT_TRUE(last->readiness_changed);
    EXPECT_TRUE(story.journey.ready);
}

TEST(ApprovalConditions, HoldAgainWhenTheyComeAfterAPlainYes)
{
    auto story = a_risky_story();
    ASSERT_TRUE(story.step(approve));
    ASSERT_TRUE(story.step(approve, "Stop if she is dizzy."));
    EXPECT_THAT(story.holds(), ElementsAre("approval-conditions-open"));
    ASSERT_TRUE(story.step(accept_condition));
    EXPECT_TRUE(story.journey.ready);
    EXPECT_FALSE(story.step(approve)) << "no less cautious answer after it";
}

TEST(ApprovalConditions, AreMadeOfWhatNobodyOfTheClinicHasRead)
{
    auto story = a_risky_story();
    ASSERT_TRUE(story.step(review, "She had a stroke in May."));
    ASSERT_TRUE(story.step(ask_information, "Does she take clopidogrel?"));
    ASSERT_TRUE(story.step(approve));
    EXPECT_THAT(story.holds(), ElementsAre("approval-conditions-open"));
    ASSERT_EQ(story.journey.requests.back().conditions.size(), 2u);
    EXPECT_EQ(story.journey.requests.back().conditions[1].text, "Does she take clopidogrel?");
    auto replied = a_risky_story();
    ASSERT_TRUE(replied.step(ask_information, "Does she take clopidogrel?"));
    ASSERT_TRUE(replied.step(reply, "No."));
    ASSERT_TRUE(replied.step(approve));
    EXPECT_TRUE(replied.journey.ready) << "the reply is the proof that it was read";
}

TEST(ApprovalLateNo, IsTakenAtAnyTimeAndHasToBeAcknowledged)
{
    auto story = a_risky_story();
    ASSERT_TRUE(story.step(approve));
    story.now = at("2030-03-15T09:59:00Z");
    auto const late = story.step(decline, "New bleeding.");
    EXPECT_THAT(notices_of(late), ElementsAre("answered 1", "late-no 1"));
    EXPECT_TRUE(late->readiness_changed);
    EXPECT_THAT(story.holds(), ElementsAre("approval-declined"));
    EXPECT_EQ(refusal(story, a_step(ask_again)), "conflict");
    auto nameless = a_step(acknowledge);
    nameless.who.name = "";
    EXPECT_EQ(refusal(story, nameless), "incorrect");
    EXPECT_THAT(notices_of(story.step(acknowledge)), ElementsAre("acknowledged 1"));
    EXPECT_THAT(notices_of(story.step(ask_again, "He is well again.")), Contains("asked 2"));
    EXPECT_FALSE(story.journey.ready);
    ASSERT_TRUE(story.step(approve));
    EXPECT_TRUE(story.journey.ready);
}

TEST(ApprovalLateNo, IsALateNoAlsoAfterAQuestion)
{
    auto story = a_risky_story();
    ASSERT_TRUE(story.step(approve));
    EXPECT_THAT(notices_of(story.step(ask_information, "Which tablet?")),
                ElementsAre("answered 1"));
    EXPECT_THAT(story.holds(), ElementsAre("approval-more-information"));
    EXPECT_THAT(notices_of(story.step(decline)), ElementsAre("answered 1", "late-no 1"));
}

TEST(ApprovalLateNo, ToAnOldRequestHoldsTheBooking)
{
    auto story = a_risky_story();
    auto moved = a_booking(2);
    booking_in(moved).procedure.side = Side::right;
    story.tell(moved);
    ASSERT_TRUE(story.step(approve));
    ASSERT_TRUE(story.journey.ready);
    EXPECT_THAT(notices_of(take_step(story.journey, a_step(decline), story.around())),
                ElementsAre("answered 2", "late-no 2"));
    EXPECT_THAT(story.holds(), ElementsAre("approval-declined"));
}

TEST(ApprovalNo, LastsUntilTheClinicHasAskedOnPurpose)
{
    auto story = a_risky_story();
    ASSERT_TRUE(story.step(decline));
    auto moved = a_booking(2);
    booking_in(moved).start += std::chrono::days{1};
    story.tell(moved);
    EXPECT_EQ(story.journey.requests.size(), 1u) << "a change of day does not ask for another view";
    auto step = a_step(ask_again);
    step.text = " ";
    EXPECT_EQ(refusal(story, step), "incorrect") << "it needs its reason";
    ASSERT_TRUE(story.step(ask_again, "Another cardiologist has seen him."));
    EXPECT_THAT(story.holds(), ElementsAre("approval-declined"));
    EXPECT_EQ(story.journey.requests.back().lines.front().from, ApprovalLine::From::clinic);
    ASSERT_TRUE(story.step(approve));
    EXPECT_TRUE(story.journey.ready);
}

TEST(ApprovalRequest, IsReplacedWhenThePracticeChanges)
{
    auto story = a_risky_story();
    auto const decision = story.tell(a_booking_of("Z10003"));
    ASSERT_EQ(decision.notices.size(), 2u);
    EXPECT_EQ(decision.notices[0], (ApprovalNotice{NoticeKind::replaced, 1}));
    EXPECT_EQ(decision.notices[1], (ApprovalNotice{NoticeKind::asked, 2}));
    EXPECT_EQ(story.journey.requests.back().practice, "Z10003");
    EXPECT_THAT(story.holds(), ElementsAre("approval-pending"));
    EXPECT_EQ(refusal(story, a_step(approve)), "conflict");
}

TEST(ApprovalRequest, IsVoidAndAskedAnewWhenWhatWasApprovedChanges)
{
    auto story = a_risky_story();
    ASSERT_TRUE(story.step(approve));
    auto moved = a_booking(2);
    booking_in(moved).procedure.levels = {"L5"};
    story.tell(moved);
    EXPECT_THAT(story.holds(), ElementsAre("booking-changed-since-approval"));
    EXPECT_TRUE(story.journey.requests.front().had_approval);
    EXPECT_EQ(refusal(story, a_step(approve)), "conflict") << "the old Task once more (H10)";
    ASSERT_TRUE(story.step(ask_information, "Which level?"));
    EXPECT_THAT(story.holds(), ElementsAre("approval-more-information"));
}

TEST(ApprovalRequest, IsWithdrawnWithTheBookingAndAskedAnewWithIt)
{
    for (auto const status : {BookingStatus::cancelled, BookingStatus::no_show}) {
        auto story = a_risky_story();
        auto off = a_booking(2);
        booking_in(off).status = status;
        EXPECT_THAT(story.tell(off).notices, ElementsAre(ApprovalNotice{NoticeKind::withdrawn, 1}));
        EXPECT_FALSE(next_due(story.journey, story.around()).has_value());
        EXPECT_THAT(story.tell(a_booking(3)).notices,
                    ElementsAre(ApprovalNotice{NoticeKind::asked, 2}));
    }
    for (auto const decision : {ScreeningDecision::postponed, ScreeningDecision::declined}) {
        auto story = a_risky_story();
        auto off = a_screening(3);
        answer_in(off, "heartProblem").answer = "yes";
        screening_in(off).decision = decision;
        EXPECT_THAT(story.tell(off).notices, ElementsAre(ApprovalNotice{NoticeKind::withdrawn, 1}));
    }
}

TEST(ApprovalRequest, OfTheClinicsOwnWithdrawalIsNotAskedByItself)
{
    auto story = a_risky_story();
    ASSERT_TRUE(story.step(withdraw, "Wrong patient chosen."));
    auto moved = a_booking(2);
    booking_in(moved).procedure.side = Side::right;
    story.tell(moved);
    EXPECT_EQ(story.journey.requests.size(), 1u);
    EXPECT_THAT(story.holds(), ElementsAre("approval-withdrawn"));
    EXPECT_TRUE(story.step(ask_again, "It was the right one."));
}

TEST(ApprovalRequest, IsOpenedEvenWhenNobodyCanBeAsked)
{
    Story story;
    auto booked = a_booking();
    booked.patient.practice.reset();
    booked.patient.share_with_gp = false;
    story.tell(booked);
    auto form = a_screening();
    form.patient.practice.reset();
    form.patient.share_with_gp.reset();
    answer_in(form, "heartProblem").answer = "yes";
    EXPECT_THAT(story.tell(form).notices, ElementsAre(ApprovalNotice{NoticeKind::asked, 1}));
    EXPECT_EQ(story.journey.requests.back().practice, "");
    auto step = a_step(approve);
    step.who.practice = "";
    EXPECT_EQ(refusal(story, step), "forbidden") << "nobody is not a practice";
}

TEST(Approval, IsTooOldWhenItWasGivenLongBeforeTheProcedure)
{
    auto text = read_whole(FORAMEN_ROOT "/mappings/rules/risk.json");
    auto const place = text.find("\"approvalValidDays\": ");
    ASSERT_NE(place, std::string::npos);
    text.replace(place, text.find(',', place) - place, "\"approvalValidDays\": 30");
    auto const strict = RiskTable::parse(text, rules().calendar());
    ASSERT_TRUE(strict.has_value());
    auto story = a_risky_story();
    ASSERT_TRUE(story.step(approve));
    Surroundings const around{*strict, {}, story.now};
    reassess(story.journey, around);
    EXPECT_THAT(story.holds(), ElementsAre("approval-expired")) << "62 days before";
    Surroundings const later{*strict, {}, at("2030-02-20T10:00:00Z")};
    ASSERT_TRUE(take_step(story.journey, a_step(ask_again), later));
    auto again = a_step(approve);
    again.request = 2;
    ASSERT_TRUE(take_step(story.journey, again, later));
    EXPECT_TRUE(story.journey.ready);
}
