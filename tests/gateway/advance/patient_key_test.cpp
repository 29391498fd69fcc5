// One patient, by whichever id the clinic's software knows: the NHS number often comes later.
#include "tests/gateway/advance/walk.h"

namespace foramen {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class PatientKey : public Walk {
protected:
    enum class Knows { clinic_id, nhs_number };

    static void forget(EventText& event, Knows knows)
    {
        if (knows == Knows::nhs_number) return;
        event.without("/patient/nhsNumber").without("/patient/nhsNumberVerified");
    }
    Accepted inject(std::string const& name, std::string const& day, Knows knows)
    {
        auto event = injection(name, day);
        forget(event, knows);
        return tell(event);
    }
    /// On 3 February 2030.
    Accepted book(std::string const& name, Knows knows,
                  std::string const& nhs_number = "9990000107")
    {
        EventText event{"booking-created"};
        event.with("/booking/id", "BK-" + name).with("/patient/nhsNumber", nhs_number);
        forget(event, knows);
        return tell(event);
    }
    bool is_held_for_steroids(std::string const& name)
    {
        auto const holds = journey("BK-" + name).holds;
        return std::ranges::any_of(
            holds, [](ActiveHold const& hold) { return hold.code == HoldCode::steroid_limit; });
    }
    std::vector<ProcedureRecord> procedures(std::string const& identity)
    {
        SituationQuery query{"booking", "", "nobody", sealer->lookup_key(identity)};
        return now(store->situation(std::move(query)))->procedures;
    }
    static constexpr auto by_number = "https://fhir.nhs.uk/Id/nhs-number|9990000107";
    static constexpr auto by_clinic = "urn:foramen:clinic-patient-id|P-10001";
};

TEST_F(PatientKey, TheSteroidLimitCountsWhatWasKnownByTheClinicsIdAlone)
{
    inject("A", "2029-10-01", Knows::clinic_id);
    inject("B", "2029-11-01", Knows::clinic_id);
    inject("C", "2029-12-01", Knows::nhs_number);
    EXPECT_THAT(procedures(by_number), SizeIs(3));
    EXPECT_THAT(procedures(by_clinic), SizeIs(3));
    book("next", Knows::nhs_number);
    EXPECT_TRUE(is_held_for_steroids("next"));
    EXPECT_THAT(audited("patient.joined"), SizeIs(1));
}

TEST_F(PatientKey, TheControlTwoInjectionsHoldNothing)
{
    inject("A", "2029-10-01", Knows::clinic_id);
    inject("B", "2029-11-01", Knows::nhs_number);
    book("next", Knows::nhs_number);
    EXPECT_FALSE(is_held_for_steroids("next"));
}

TEST_F(PatientKey, TheBookingThatBringsTheNumberIsHeldAtOnce)
{
    inject("A", "2029-10-01", Knows::clinic_id);
    inject("B", "2029-11-01", Knows::clinic_id);
    inject("C", "2029-12-01", Knows::clinic_id);
    book("next", Knows::nhs_number);
    EXPECT_TRUE(is_held_for_steroids("next"));
}

TEST_F(PatientKey, AnEventThatKnowsOnlyTheClinicsIdFindsTheSamePatient)
{
    inject("A", "2029-10-01", Knows::nhs_number);
    inject("B", "2029-11-01", Knows::nhs_number);
    inject("C", "2029-12-01", Knows::clinic_id);
    EXPECT_THAT(procedures(by_number), SizeIs(3));
    book("next", Knows::clinic_id);
    EXPECT_TRUE(is_held_for_steroids("next"));
    // Both ids came at once with the first event: nothing had to be joined.
    EXPECT_THAT(audited("patient.joined"), IsEmpty());
    EXPECT_EQ(now(store->journey("BK-next"))->patient_key, sealer->lookup_key(by_number));
}

TEST_F(PatientKey, OtherBookingsOfThePatientAreLookedAtAgain)
{
    book("early", Knows::clinic_id);
    for (auto const* const month : {"10", "11", "12"}) {
        EventText event{"procedure-report-final"};
        auto const day = std::string{"2029-"} + month + "-01";
        event.with("/report/id", std::string{"PR-"} + month).with("/report/bookingId", "BK-other");
        event.with("/report/performedStart", day + "T10:15:00+00:00");
        event.with("/report/performedEnd", day + "T10:27:00+00:00");
        event.with("/occurredAt", day + "T11:15:00+00:00").with("/patient/clinicId", "P-2");
        tell(event);
    }
    EXPECT_FALSE(is_held_for_steroids("early")); // Of P-1 nothing is known but this booking.
    book("number", Knows::nhs_number);
    EXPECT_TRUE(is_held_for_steroids("number"));
    EXPECT_TRUE(is_held_for_steroids("early"));
}

TEST_F(PatientKey, TheBookingItselfLearnsTheNumberLater)
{
    book("1001", Knows::clinic_id);
    inject("A", "2029-10-01", Knows::clinic_id);
    EventText form{"screening-clear"};
    tell(form); // Knows the number; of the same booking.
    EXPECT_EQ(now(store->journey("BK-1001"))->patient_key, sealer->lookup_key(by_number));
    // One lane to the practice, in the order of acceptance.
    auto first = lease();
    ASSERT_THAT(first, SizeIs(1));
    EXPECT_EQ(first[0].booking_id, "BK-1001");
    EXPECT_EQ(first[0].kind, "booking");
    settle(first[0], Finish{"Bundle/1"});
    auto const second = lease();
    ASSERT_THAT(second, SizeIs(1));
    EXPECT_EQ(second[0].booking_id, "BK-A");
    // And the resources of then are found by the number.
    ResourceFilter filter;
    filter.type = "Appointment";
    filter.patient_identifier = by_number;
    EXPECT_EQ(now(store->resources(filter))->total, 1u);
}

TEST_F(PatientKey, ARefusalThatBringsTheNumberStopsWhatWaitedUnderTheClinicsId)
{
    book("1001", Knows::clinic_id);
    EventText form{"screening-clear"};
    tell(form.sharing(false));
    EXPECT_THAT(states(), ElementsAre(MessageState::discarded));
    EXPECT_THAT(audited("message.discard"), SizeIs(1));
}

TEST_F(PatientKey, TwoNumbersAreNeverMadeOnePatient)
{
    inject("A", "2029-10-01", Knows::nhs_number);
    inject("B", "2029-11-01", Knows::nhs_number);
    auto const other = book("other", Knows::nhs_number, "9990000115");
    auto const key = sealer->lookup_key("https://fhir.nhs.uk/Id/nhs-number|9990000115");
    EXPECT_EQ(now(store->journey("BK-other"))->patient_key, key);
    EXPECT_THAT(procedures("https://fhir.nhs.uk/Id/nhs-number|9990000115"), IsEmpty());
    EXPECT_THAT(procedures(by_clinic), SizeIs(2)); // As before.
    EXPECT_THAT(audited("patient.kept-apart"), ElementsAre(other.message_id));
    // An event of that booking that knows only the clinic's id stays with the booking's patient.
    EventText form{"screening-clear"};
    form.with("/screening/bookingId", "BK-other");
    forget(form, Knows::clinic_id);
    tell(form);
    EXPECT_EQ(now(store->journey("BK-other"))->patient_key, key);
    EXPECT_EQ(deliveries("BK-other").back().lane, key);
}

TEST_F(PatientKey, AnEventWithoutTheNumberCountsWhatItsBookingsPatientHad)
{
    // The clinic's id leads to a patient with three injections; the booking's patient had none.
    for (auto const* const month : {"10", "11", "12"}) {
        inject(month, std::string{"2029-"} + month + "-01", Knows::nhs_number);
    }
    book("other", Knows::nhs_number, "9990000115");
    EXPECT_FALSE(is_held_for_steroids("other"));
    EventText form{"screening-clear"};
    forget(form.with("/screening/bookingId", "BK-other"), Knows::clinic_id);
    tell(form);
    EXPECT_FALSE(is_held_for_steroids("other"));
}

} // namespace
} // namespace foramen
