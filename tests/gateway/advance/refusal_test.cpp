// A patient's refusal to share stops what is stored already, and says what it could not stop.
#include "tests/gateway/advance/broken_maps.h"

namespace foramen {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using enum MessageState;

class Refusal : public Walk {
protected:
    /// A booking, its form and its report: three messages to the practice, in one lane.
    void walk_to_the_report()
    {
        tell(EventText{"booking-created"});
        tell(EventText{"screening-clear"});
        tell(EventText{"procedure-report-final"});
        ASSERT_THAT(states(), ElementsAre(waiting, waiting, waiting));
    }
    static EventText refusing(std::string const& example, std::string const& occurred)
    {
        EventText event{example};
        event.with("/occurredAt", occurred).sharing(false);
        return event;
    }
    /// By the form, amended after the report.
    Accepted refuse() { return tell(refusing("screening-amended", "2030-02-10T10:00:00Z")); }
};

TEST_F(Refusal, StopsEverythingThatWaits)
{
    walk_to_the_report();
    auto const accepted = refuse();
    EXPECT_EQ(accepted.state, EventState::applied);
    EXPECT_THAT(states(), ElementsAre(discarded, discarded, discarded));
    for (auto const& message : deliveries()) {
        EXPECT_EQ(message.last_error, "the patient refused sharing");
    }
    EXPECT_THAT(lease(), IsEmpty());
    EXPECT_EQ(journey().reports.at(0).status, "not-shared");
    EXPECT_THAT(audited("message.discard"), SizeIs(3));
    EXPECT_THAT(audited("sharing.refused"), testing::Contains(accepted.message_id));
    EXPECT_TRUE(now(store->verify_audit()));
}

TEST_F(Refusal, StopsWhatIsHeldForAPersonToo)
{
    EventText booking{"booking-created"};
    tell(booking.without("/patient/gpPractice"));
    ASSERT_THAT(states(), ElementsAre(held));
    refuse();
    EXPECT_THAT(states(), ElementsAre(discarded));
}

TEST_F(Refusal, CannotStopWhatIsBeingSentButNeverSendsItAgain)
{
    walk_to_the_report();
    auto const sent = lease();
    ASSERT_THAT(sent, SizeIs(1));
    refuse();
    EXPECT_THAT(states(), ElementsAre(sending, discarded, discarded));
    settle(sent[0], Postpone{clock.now(), "the practice is busy"});
    EXPECT_THAT(states(), Each(discarded));
    EXPECT_THAT(lease(), IsEmpty());
}

TEST_F(Refusal, KeepsTheProofOfWhatArrived)
{
    walk_to_the_report();
    for (int i = 0; i < 3; ++i) {
        auto const sent = lease();
        ASSERT_THAT(sent, SizeIs(1));
        if (i == 2) refuse(); // While the report is under way.
        settle(sent[0], Finish{"Bundle/7"});
    }
    EXPECT_THAT(states(), Each(delivered));
    EXPECT_THAT(audited("message.recalled-too-late"), SizeIs(1));
    // The journey marks it; the view asks the queue first, and that knows the receipt.
    EXPECT_EQ(journey().reports.at(0).message_id, deliveries().back().id);
}

TEST_F(Refusal, HoldsOverARestartInTheMiddleOfAnAttempt)
{
    walk_to_the_report();
    ASSERT_THAT(lease(), SizeIs(1));
    refuse();
    store.reset();
    open();
    EXPECT_THAT(states(), Each(discarded));
    EXPECT_THAT(lease(), IsEmpty());
}

TEST_F(Refusal, IsHeardFromASupersededEvent)
{
    tell(EventText{"booking-rescheduled"});
    auto const late = tell(refusing("booking-created", "2030-01-14T10:16:00Z"));
    // An older version of the booking, but the patient's last word on sharing.
    EXPECT_EQ(late.state, EventState::superseded);
    EXPECT_THAT(states(), ElementsAre(discarded));
    EXPECT_THAT(audited("sharing.refused"), ElementsAre(late.message_id));
}

TEST_F(Refusal, OfOneBookingLeavesTheOthersOfThePatient)
{
    walk_to_the_report();
    EventText other{"booking-created"};
    tell(other.with("/booking/id", "BK-2"));
    refuse();
    EXPECT_THAT(states("BK-2"), ElementsAre(waiting));
    auto const leased = lease();
    ASSERT_THAT(leased, SizeIs(1));
    EXPECT_EQ(leased[0].booking_id, "BK-2"); // It was blocked by what is discarded now.
}

TEST_F(Refusal, IsNotUndoneByALaterPermission)
{
    walk_to_the_report();
    refuse();
    EventText amended{"procedure-report-amended"};
    tell(amended.with("/occurredAt", "2030-02-11T10:00:00Z").sharing(true));
    EXPECT_THAT(states(), ElementsAre(discarded, discarded, discarded, waiting));
    auto const reports = journey().reports;
    ASSERT_THAT(reports, SizeIs(2));
    EXPECT_EQ(reports[0].status, "not-shared");
    EXPECT_EQ(reports[1].status, "waiting");
    EXPECT_THAT(lease(), SizeIs(1));
    // And it may be refused again.
    tell(refusing("booking-rescheduled", "2030-02-12T10:00:00Z"));
    EXPECT_EQ(journey().reports.at(1).status, "not-shared");
    EXPECT_EQ(states().back(), sending);
}

TEST_F(Refusal, IsRecordedOnceForEachTurnAndOnceForWhatIsNotSent)
{
    walk_to_the_report();
    auto const first = refuse();
    EventText booking{"booking-rescheduled"};
    auto const second = tell(booking.with("/occurredAt", "2030-02-12T10:00:00Z").sharing(false));
    // The turn and that nothing was sent; then only that nothing was sent.
    EXPECT_THAT(audited("sharing.refused"),
                ElementsAre(first.message_id, first.message_id, second.message_id));
    EXPECT_THAT(audited("message.discard"), SizeIs(3));
}

/// Maps that make what FHIR does not allow: every event is held for a person.
class RefusalThatCannotBeMapped : public Refusal {
protected:
    Mapper const broken = broken_maps(folder.path());
};

TEST_F(RefusalThatCannotBeMapped, StopsWhatWaitsAllTheSame)
{
    walk_to_the_report();
    use(broken);
    auto const accepted = refuse();
    EXPECT_EQ(accepted.state, EventState::held);
    EXPECT_THAT(states(), ElementsAre(discarded, discarded, discarded, held));
    auto const before = journey();
    EXPECT_EQ(before.share_with_gp, false);
    EXPECT_EQ(before.screening->version, 1u); // The form itself waits for a person.
    EXPECT_EQ(before.reports.at(0).status, "not-shared");

    use(rulebook().mapper);
    AuditEntry why{"operator:alice", "", "", ""};
    auto const waits = deliveries().back().id;
    ASSERT_TRUE(now(store->act(waits, MessageAction::release, why)));
    ASSERT_TRUE(now(advance->retry_held()));
    EXPECT_EQ(journey().screening->version, 2u);
    EXPECT_THAT(states(), ElementsAre(discarded, discarded, discarded, delivered));
}

TEST_F(RefusalThatCannotBeMapped, IsRememberedForABookingThatNobodyKnowsYet)
{
    use(broken);
    auto const accepted = tell(refusing("booking-created", "2030-01-14T10:15:00Z"));
    EXPECT_EQ(accepted.state, EventState::held);
    use(rulebook().mapper);
    EventText form{"screening-clear"};
    tell(form.without("/patient/shareWithGp"));
    EXPECT_EQ(journey().share_with_gp, false);
    EXPECT_THAT(states(), ElementsAre(held)); // The booking, and nothing to the practice.
}

} // namespace
} // namespace foramen
