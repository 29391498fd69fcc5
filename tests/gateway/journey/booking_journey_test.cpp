#include "story.h"

using namespace foramen;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(BookingJourney, IsReadyOnlyWithBookingScreeningConsentAndScan)
{
    Story story;
    story.tell(a_booking());
    EXPECT_THAT(story.holds(), ElementsAre("screening-missing", "mri-missing"));
    story.scan(a_scan());
    EXPECT_THAT(story.holds(), ElementsAre("screening-missing"));
    auto const decision = story.tell(a_screening());
    EXPECT_TRUE(story.journey.ready);
    EXPECT_TRUE(decision.readiness_changed);
    EXPECT_FALSE(story.tell(a_report()).readiness_changed);
}

TEST(BookingJourney, DoesNotTakeSilenceForConsent)
{
    auto story = a_ready_story();
    auto amended = a_screening(2);
    screening_in(amended).consent_given = false;
    story.tell(amended);
    EXPECT_FALSE(story.journey.ready);
    EXPECT_THAT(story.holds(), ElementsAre("consent-missing"));
}

TEST(BookingJourney, IsNotReadyWhenTheClinicSaysNo)
{
    auto story = a_ready_story();
    auto declined = a_screening(2);
    screening_in(declined).decision = ScreeningDecision::declined;
    answer_in(declined, "heartProblem").answer = "yes";
    story.tell(declined);
    // There is nothing to ask a GP when the clinic itself declined.
    EXPECT_THAT(story.holds(), ElementsAre("clinic-declined"));
    auto postponed = a_screening(3);
    screening_in(postponed).decision = ScreeningDecision::postponed;
    story.tell(postponed);
    EXPECT_THAT(story.holds(), ElementsAre("clinic-postponed"));
}

TEST(BookingJourney, ListsOnlyTheCancellationOfACancelledBooking)
{
    Story story;
    auto cancelled = a_booking(2);
    booking_in(cancelled).status = BookingStatus::cancelled;
    story.tell(cancelled);
    EXPECT_THAT(story.holds(), ElementsAre("booking-cancelled"));
    auto again = a_booking(3);
    booking_in(again).status = BookingStatus::rescheduled;
    story.tell(again);
    EXPECT_THAT(story.holds(), ElementsAre("screening-missing", "mri-missing"));
    auto missed = a_booking(4);
    booking_in(missed).status = BookingStatus::no_show;
    story.tell(missed);
    EXPECT_THAT(story.holds(), ElementsAre("booking-cancelled"));
}

TEST(BookingJourney, TakesAScreeningBeforeItsBooking)
{
    Story story;
    EXPECT_EQ(story.tell(a_screening()).outcome, EventOutcome::applied);
    EXPECT_FALSE(story.journey.ready);
    story.scan(a_scan());
    EXPECT_FALSE(story.journey.ready) << "never without a booking";
    EXPECT_THAT(story.holds(), IsEmpty());
    story.tell(a_booking());
    EXPECT_TRUE(story.journey.ready);
}

TEST(BookingJourney, TakesAReportBeforeItsBooking)
{
    Story story;
    auto const decision = story.tell(a_report());
    EXPECT_EQ(decision.outcome, EventOutcome::applied);
    ASSERT_EQ(decision.orders.size(), 1u);
    EXPECT_EQ(decision.orders[0].mapping, "procedure-report");
    EXPECT_TRUE(decision.orders[0].send_to_practice);
    EXPECT_EQ(story.journey.booking_id, "BK-1");
}

TEST(BookingJourney, LetsTheHighestVersionWinInAnyOrder)
{
    Story story;
    auto late = a_booking(3, "2030-01-12T10:00:00Z");
    booking_in(late).procedure.side = Side::right;
    story.tell(late);
    auto const early = story.tell(a_booking(2, "2030-01-11T10:00:00Z"));
    EXPECT_EQ(early.outcome, EventOutcome::superseded);
    EXPECT_FALSE(early.note.empty());
    EXPECT_THAT(early.orders, IsEmpty());
    EXPECT_EQ(story.journey.booking->procedure.side, Side::right);
    // A higher version wins although it says that it happened before.
    EXPECT_EQ(story.tell(a_booking(4, "2029-12-01T10:00:00Z")).outcome, EventOutcome::applied);
}

TEST(BookingJourney, TakesTheLaterTellingOfTheSameVersion)
{
    Story story;
    story.tell(a_booking(1, "2030-01-10T10:00:00Z"));
    EXPECT_EQ(story.tell(a_booking(1, "2030-01-10T10:00:00Z")).outcome, EventOutcome::superseded);
    EXPECT_EQ(story.tell(a_booking(1, "2030-01-09T10:00:00Z")).outcome, EventOutcome::superseded);
    EXPECT_EQ(story.tell(a_booking(1, "2030-01-10T11:00:00Z")).outcome, EventOutcome::applied);
}

TEST(BookingJourney, ACancellationWinsAtTheSameMomentInAnyOrder)
{
    auto const moment = "2030-01-10T10:00:00Z";
    auto cancelled = a_booking(1, moment);
    booking_in(cancelled).status = BookingStatus::cancelled;
    for (auto const& order : {std::vector{a_booking(1, moment), cancelled},
                              std::vector{cancelled, a_booking(1, moment)}}) {
        Story story;
        for (auto const& event : order) story.tell(event);
        EXPECT_THAT(story.holds(), testing::ElementsAre("booking-cancelled"));
    }
}

TEST(BookingJourney, AReportEnteredInErrorWinsAtTheSameMomentInAnyOrder)
{
    for (auto const status : {ReportStatus::final, ReportStatus::amended}) {
        auto const moment = "2030-03-15T12:00:00Z";
        auto real = a_report(2, moment);
        std::get<ProcedureReport>(real.content).status = status;
        auto withdrawn = a_report(2, moment);
        std::get<ProcedureReport>(withdrawn.content).status = ReportStatus::entered_in_error;

        Story story;
        EXPECT_EQ(story.tell(real).outcome, EventOutcome::applied);
        EXPECT_EQ(story.tell(withdrawn).outcome, EventOutcome::applied);
        EXPECT_EQ(story.tell(withdrawn).outcome, EventOutcome::superseded);
        EXPECT_EQ(story.tell(real).outcome, EventOutcome::superseded);
        Story other;
        EXPECT_EQ(other.tell(withdrawn).outcome, EventOutcome::applied);
        EXPECT_EQ(other.tell(real).outcome, EventOutcome::superseded);
        EXPECT_EQ(other.journey, story.journey);
    }
}

TEST(BookingJourney, TheHigherVersionOfTheSameMomentNamesThePractice)
{
    auto const moment = "2030-01-10T10:00:00Z";
    auto moved = a_booking(2, moment);
    moved.patient.practice = "Z10002";
    auto first = a_booking(1, moment);
    first.patient.practice = "Z10001";
    for (auto const& order : {std::vector{first, moved}, std::vector{moved, first}}) {
        Story story;
        for (auto const& event : order) story.tell(event);
        EXPECT_EQ(story.journey.practice, "Z10002");
    }
}

TEST(BookingJourney, TakesASecondFormThatWasFilledInLater)
{
    Story story;
    story.tell(a_booking());
    story.tell(a_screening(4, "2030-01-11T10:00:00Z"));
    auto second = a_screening(1, "2030-02-11T10:00:00Z");
    screening_in(second).id = "SC-2";
    answer_in(second, "infection").answer = "yes";
    EXPECT_EQ(story.tell(second).outcome, EventOutcome::applied);
    EXPECT_THAT(story.holds(), testing::Contains("approval-pending"));
    EXPECT_EQ(story.tell(a_screening(5, "2030-01-12T10:00:00Z")).outcome, EventOutcome::superseded);
}

TEST(BookingJourney, CountsEachVersionOfAReport)
{
    auto story = a_ready_story();
    story.tell(a_report(1));
    story.tell(a_report(2, "2030-03-15T14:00:00Z"));
    ASSERT_EQ(story.journey.reports.size(), 2u);
    EXPECT_EQ(story.journey.reports[1].version, 2u);
    EXPECT_EQ(story.journey.reports[1].status, "waiting");
    EXPECT_EQ(story.journey.reports[1].practice, "Z10002");
    EXPECT_EQ(story.tell(a_report(1, "2030-03-15T16:00:00Z")).outcome, EventOutcome::superseded);
    EXPECT_EQ(story.journey.reports.size(), 2u);
    auto other = a_report(1, "2030-03-16T16:00:00Z");
    std::get<ProcedureReport>(other.content).id = "PR-2";
    EXPECT_EQ(story.tell(other).outcome, EventOutcome::applied);
    EXPECT_EQ(story.journey.reports.size(), 3u);
}

TEST(BookingJourney, HoldsAnEventAboutAnotherPatient)
{
    auto const ready = a_ready_story();
    auto const try_as = [&](auto change) {
        auto story = ready;
        auto report = a_report();
        change(report.patient);
        auto const decision = decide(story.journey, report, story.around());
        EXPECT_EQ(decision.outcome, EventOutcome::held);
        EXPECT_EQ(decision.journey, ready.journey) << "nothing of it may be kept";
        EXPECT_THAT(decision.orders, IsEmpty());
        EXPECT_THAT(decision.note, Not(HasSubstr("P-2")));
        EXPECT_THAT(decision.note, Not(HasSubstr("999")));
        EXPECT_THAT(decision.note, Not(HasSubstr("19")));
        return decision.note;
    };
    EXPECT_THAT(try_as([](Patient& patient) { patient.clinic_id = "P-2"; }), HasSubstr("clinicId"));
    EXPECT_THAT(
        try_as([](Patient& patient) { patient.nhs_number = *NhsNumber::parse("9990830169"); }),
        HasSubstr("nhsNumber"));
    EXPECT_THAT(try_as([](Patient& patient) { patient.birth_date = day("1960-05-06"); }),
                HasSubstr("birthDate"));
}

TEST(BookingJourney, HoldsAnEventOfAnotherBooking)
{
    auto story = a_ready_story();
    auto other = a_booking(2);
    booking_in(other).id = "BK-2";
    EXPECT_EQ(story.tell(other).outcome, EventOutcome::held);
}

TEST(BookingJourney, LearnsTheNhsNumberWhenItBecomesKnown)
{
    Story story;
    auto unknown = a_booking();
    unknown.patient.nhs_number.reset();
    story.tell(unknown);
    EXPECT_EQ(story.journey.patient_identity, "urn:foramen:clinic-patient-id|P-1");
    EXPECT_EQ(story.tell(a_screening()).outcome, EventOutcome::applied);
    EXPECT_EQ(story.journey.patient_identity, "https://fhir.nhs.uk/Id/nhs-number|9991909370");
    auto again = a_booking(2);
    again.patient.nhs_number.reset();
    EXPECT_EQ(story.tell(again).outcome, EventOutcome::applied);
    EXPECT_EQ(story.journey.patient_identity, "https://fhir.nhs.uk/Id/nhs-number|9991909370");
}

TEST(BookingJourney, KeepsSinceWhenAHoldGoesOn)
{
    Story story;
    story.tell(a_booking());
    auto const began = story.now;
    story.now += std::chrono::hours{5};
    story.tell(a_screening());
    ASSERT_THAT(story.holds(), ElementsAre("mri-missing"));
    EXPECT_EQ(story.journey.holds[0].since, began);
    story.scan(a_scan());
    story.now += std::chrono::hours{5};
    story.journey.scans.clear();
    EXPECT_TRUE(reassess(story.journey, story.around()));
    EXPECT_EQ(story.journey.holds[0].since, story.now) << "it began again";
    story.now += std::chrono::hours{5};
    EXPECT_FALSE(reassess(story.journey, story.around()));
}

TEST(BookingJourney, NotesDeliveriesOnce)
{
    auto story = a_ready_story();
    story.tell(a_report());
    auto& journey = story.journey;
    EXPECT_TRUE(note_delivery(journey, "PR-1", 1, "held", ""));
    EXPECT_TRUE(note_delivery(journey, "PR-1", 1, "delivered", "200 Bundle/1"));
    EXPECT_FALSE(note_delivery(journey, "PR-1", 1, "delivered", "200 Bundle/1"));
    EXPECT_FALSE(note_delivery(journey, "PR-1", 1, "waiting", ""));
    EXPECT_EQ(journey.reports[0].status, "delivered");
    EXPECT_EQ(journey.reports[0].receipt, "200 Bundle/1");
    EXPECT_FALSE(note_delivery(journey, "PR-1", 2, "delivered", ""));
    EXPECT_FALSE(note_delivery(journey, "PR-9", 1, "delivered", ""));
}

TEST(BookingJourney, NamesAndExplainsEveryHoldCode)
{
    std::set<std::string_view> names;
    for (int code = 0; code <= static_cast<int>(HoldCode::booking_changed_since_approval); ++code) {
        names.insert(to_string(static_cast<HoldCode>(code)));
        EXPECT_THAT(std::string{explain(static_cast<HoldCode>(code))}, testing::EndsWith("."));
    }
    EXPECT_EQ(names.size(), 20u);
    EXPECT_EQ(to_string(HoldCode::mri_unmatched), "mri-unmatched");
    EXPECT_EQ(to_string(HoldCode::booking_changed_since_approval),
              "booking-changed-since-approval");
    EXPECT_EQ(to_string(ApprovalState::changed), "changed");
}
