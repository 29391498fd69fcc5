// A report or form whose id came with another patient before must not write over that record.
#include "tests/gateway/advance/walk.h"

namespace foramen {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class Whose : public Walk {
protected:
    /// Of somebody else, and of that person's booking.
    static EventText of_another(char const* example, char const* booking_pointer)
    {
        EventText event{example};
        event.with("/patient/clinicId", "P-77777").without("/patient/nhsNumber");
        event.without("/patient/nhsNumberVerified").with(booking_pointer, "BK-77");
        return event;
    }
    std::vector<EventState> tell_together(EventText const& one, EventText const& another)
    {
        std::vector<EventState> states;
        auto const note = [&](std::exception_ptr, Result<Accepted> accepted) {
            states.push_back(accepted ? accepted->state : EventState::superseded);
        };
        for (auto const* const event : {&one, &another}) {
            boost::asio::co_spawn(context, advance->accept(*submission(*event)), note);
        }
        auto const stay = boost::asio::make_work_guard(context);
        context.restart();
        while (states.size() < 2) context.run_one();
        return states;
    }
};

TEST_F(Whose, AReportIdOfAnotherPatientIsHeldAndSentToNobody)
{
    tell(EventText{"procedure-report-final"});
    tell(of_another("booking-created", "/booking/id"));
    auto const accepted = tell(of_another("procedure-report-final", "/report/bookingId"));
    EXPECT_EQ(accepted.state, EventState::held);
    for (auto const& message : deliveries("BK-77")) {
        EXPECT_TRUE(message.kind == "booking" || message.partner == "intake") << message.kind;
    }
    EXPECT_THAT(journey("BK-77").reports, IsEmpty());
    ResourceFilter filter;
    filter.type = "Procedure";
    filter.identifier = "urn:foramen:clinic-report-id|PR-1001";
    auto const page = now(store->resources(filter));
    ASSERT_THAT(page->resources, SizeIs(1));
    EXPECT_EQ(page->resources[0].booking_id, "BK-1001");
    EXPECT_EQ(page->resources[0].version, 1u);
}

TEST_F(Whose, AFormIdOfAnotherPatientHoldsTheBooking)
{
    tell(EventText{"screening-clear"});
    tell(of_another("booking-created", "/booking/id"));
    auto const accepted = tell(of_another("screening-clear", "/screening/bookingId"));
    EXPECT_EQ(accepted.state, EventState::held);
    EXPECT_FALSE(journey("BK-77").screening);
    EXPECT_FALSE(journey("BK-77").ready);
}

/// Told in the very same moment: each has looked before the other was stored.
TEST_F(Whose, OneIdOfTwoPatientsInTheSameMomentIsHeldForOneOfThem)
{
    tell(EventText{"booking-created"});
    tell(of_another("booking-created", "/booking/id"));
    auto const together = [&](char const* example, char const* booking_pointer) {
        return tell_together(EventText{example}, of_another(example, booking_pointer));
    };
    auto const once = testing::UnorderedElementsAre(EventState::applied, EventState::held);
    EXPECT_THAT(together("procedure-report-final", "/report/bookingId"), once);
    EXPECT_THAT(together("screening-clear", "/screening/bookingId"), once);
}

TEST_F(Whose, TheSamePatientMayCorrectTheBookingOfAReport)
{
    tell(EventText{"procedure-report-final"});
    EventText moved{"procedure-report-amended"};
    EXPECT_EQ(tell(moved.with("/report/bookingId", "BK-2")).state, EventState::applied);
}

TEST_F(Whose, APatientWhoseNhsNumberComesLaterIsTheSame)
{
    tell(EventText{"procedure-report-final"}
             .without("/patient/nhsNumber")
             .without("/patient/nhsNumberVerified"));
    EXPECT_EQ(tell(EventText{"procedure-report-amended"}).state, EventState::applied);
    EXPECT_EQ(
        tell(EventText{"procedure-report-entered-in-error"}.without("/patient/nhsNumber")).state,
        EventState::applied);
}

} // namespace
} // namespace foramen
