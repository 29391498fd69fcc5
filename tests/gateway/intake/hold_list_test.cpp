// What the clinic has on paper when nobody can be asked (hazard H14).
#include "gateway/intake/hold_list.h"

#include <gmock/gmock.h>

namespace foramen {
namespace {

using testing::HasSubstr;
using testing::Not;

BookingJourney a_journey(std::string const& start)
{
    BookingJourney journey;
    journey.booking_id = "BK-1";
    journey.names = {"Markerson", "Zebedee", "male", "N1 1AA"};
    journey.birth_date = "1961-02-03";
    journey.booking = Booking{.id = "BK-1",
                              .version = 1,
                              .status = BookingStatus::created,
                              .start = *parse_rfc3339(start),
                              .end = *parse_rfc3339(start),
                              .procedure = {.type = "nerve-root-injection",
                                            .region = Region::lumbar,
                                            .side = Side::left,
                                            .levels = {"L4"},
                                            .combined_with = {}}};
    journey.holds = {{HoldCode::approval_pending, {}}, {HoldCode::mri_missing, {}}};
    return journey;
}

HoldList a_list(BookingJourney journey, PatientsShown shown = PatientsShown::yes)
{
    return {*parse_date("2030-06-03"),
            *parse_rfc3339("2030-06-03T06:00:00Z"),
            "The clinic",
            {std::move(journey)},
            shown};
}

TEST(HoldList, IsOfADayInLondonWithoutWhatIsCancelled)
{
    auto journey = a_journey("2030-06-02T23:30:00Z"); // 00:30 of the third.
    EXPECT_TRUE(is_on_list(journey, *parse_date("2030-06-03")));
    EXPECT_FALSE(is_on_list(journey, *parse_date("2030-06-02")));
    journey.booking->status = BookingStatus::cancelled;
    EXPECT_FALSE(is_on_list(journey, *parse_date("2030-06-03")));
    journey.booking.reset();
    EXPECT_FALSE(is_on_list(journey, *parse_date("2030-06-03")));
}

TEST(HoldList, SaysNoAndWhatHolds)
{
    auto const list = a_list(a_journey("2030-06-03T09:00:00Z"));
    for (auto const& text : {to_csv(list), to_html(list)}) {
        EXPECT_THAT(text, HasSubstr("NO - on hold"));
        EXPECT_THAT(text, HasSubstr("silence is not an approval"));
        EXPECT_THAT(text, HasSubstr("Markerson, Zebedee, born 1961-02-03"));
    }
    EXPECT_THAT(to_json(list), HasSubstr(R"("ready":false)"));
}

TEST(HoldList, CallsAnOverrideByItsName)
{
    auto journey = a_journey("2030-06-03T09:00:00Z");
    journey.holds.clear();
    journey.ready = true;
    EXPECT_THAT(to_csv(a_list(journey)), HasSubstr("\"Yes\""));
    journey.approval = ApprovalState::overridden;
    ApprovalRequest request;
    request.overridden = {"The practice is closed", "Dr A. Person", {}, "B. Other", {}, false};
    journey.requests.push_back(request);
    auto const list = a_list(journey);
    EXPECT_THAT(to_csv(list), Not(HasSubstr("\"Yes\"")));
    EXPECT_THAT(to_csv(list), HasSubstr("OVERRIDDEN"));
    EXPECT_THAT(to_html(list), HasSubstr("Dr A. Person and B. Other: The practice is closed"));
    EXPECT_THAT(to_json(list), HasSubstr(R"("overridden":true)"));
}

TEST(HoldList, ShowsOperatorsNoPatient)
{
    auto const list = a_list(a_journey("2030-06-03T09:00:00Z"), PatientsShown::no);
    for (auto const& text : {to_json(list), to_csv(list), to_html(list)}) {
        EXPECT_THAT(text, Not(HasSubstr("Markerson")));
        EXPECT_THAT(text, Not(HasSubstr("1961")));
    }
}

TEST(HoldList, GivesASpreadsheetNoFormula)
{
    auto journey = a_journey("2030-06-03T09:00:00Z");
    journey.booking_id = "=HYPERLINK(\"x\")";
    journey.names.given = "<b>Zeb</b>";
    auto const list = a_list(journey);
    EXPECT_THAT(to_csv(list), HasSubstr("\"'=HYPERLINK(\"\"x\"\")\""));
    EXPECT_THAT(to_html(list), Not(HasSubstr("<b>Zeb")));
}

} // namespace
} // namespace foramen
