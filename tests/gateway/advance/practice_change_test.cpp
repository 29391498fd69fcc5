// A patient moves to another practice: what has not left yet goes there, and what was delivered is
// corrected where it is.
#include "tests/gateway/advance/walk.h"

namespace foramen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using enum MessageState;

constexpr auto old_practice = "Z10001";
constexpr auto new_practice = "Z10002";
constexpr auto practice_code = "/patient/gpPractice/odsCode";

class PracticeChange : public Walk {
protected:
    void walk_to_the_report()
    {
        tell(EventText{"booking-created"});
        tell(EventText{"screening-clear"});
        tell(EventText{"procedure-report-final"});
    }
    /// By a new version of the booking.
    Accepted move()
    {
        EventText booking{"booking-rescheduled"};
        booking.with("/occurredAt", "2030-02-12T10:00:00Z").with(practice_code, new_practice);
        return tell(booking);
    }
    Accepted correct(std::string const& practice = new_practice)
    {
        EventText wrong{"procedure-report-entered-in-error"};
        wrong.with("/occurredAt", "2030-02-13T10:00:00Z").with("/report/version", 3);
        return tell(wrong.with(practice_code, practice).without("/patient/shareWithGp"));
    }
    /// "partner kind state" of each message, oldest first.
    std::vector<std::string> queue()
    {
        std::vector<std::string> lines;
        for (auto const& one : deliveries()) {
            lines.push_back(one.partner + " " + one.kind + " " + std::string{to_string(one.state)});
        }
        return lines;
    }
    void deliver_all(std::string const& partner)
    {
        for (auto sent = lease(partner); !sent.empty(); sent = lease(partner)) {
            for (auto const& one : sent) settle(one, Finish{"200"});
        }
    }
};

TEST_F(PracticeChange, WhatWaitsGoesToTheNewOneInTheSameOrder)
{
    walk_to_the_report();
    move();
    EXPECT_THAT(queue(), ElementsAre("Z10001 booking discarded", "Z10001 screening discarded",
                                     "Z10001 procedure-report discarded", "Z10002 booking waiting",
                                     "Z10002 screening waiting", "Z10002 procedure-report waiting",
                                     "Z10002 booking waiting"));
    EXPECT_THAT(lease(old_practice), IsEmpty());
    auto const report = journey().reports.at(0);
    EXPECT_EQ(report.practice, new_practice);
    EXPECT_EQ(report.message_id, deliveries().at(5).id);
    EXPECT_EQ(now(store->message(report.message_id))->body,
              now(store->message(deliveries().at(2).id))->body);
    deliver_all(new_practice);
    EXPECT_EQ(states().back(), delivered);
    EXPECT_TRUE(now(store->verify_audit()));
}

TEST_F(PracticeChange, AFormThatNamesItMovesWhatWaitsToo)
{
    tell(EventText{"booking-created"});
    tell(EventText{"screening-clear"}.with(practice_code, new_practice));
    EXPECT_THAT(queue(), ElementsAre("Z10001 booking discarded", "Z10002 booking waiting",
                                     "Z10002 screening waiting"));
}

TEST_F(PracticeChange, AReportThatHadNobodyToGoToIsSent)
{
    for (auto const* const name :
         {"booking-created", "screening-clear", "procedure-report-final"}) {
        tell(EventText{name}.without("/patient/gpPractice"));
    }
    ASSERT_THAT(states(), ElementsAre(held, held, held));
    move();
    deliver_all(new_practice);
    EXPECT_THAT(states(), ElementsAre(discarded, discarded, discarded, delivered, delivered,
                                      delivered, delivered));
    EXPECT_EQ(journey().reports.at(0).practice, new_practice);
}

TEST_F(PracticeChange, LeavesWhatWasDeliveredAndCorrectsItThere)
{
    walk_to_the_report();
    deliver_all(old_practice);
    move();
    EXPECT_THAT(queue(), SizeIs(4));
    correct();
    auto const lines = queue();
    ASSERT_THAT(lines, SizeIs(6));
    EXPECT_EQ(lines[4], "Z10001 procedure-report waiting");
    EXPECT_EQ(lines[5], "Z10002 procedure-report waiting");
    EXPECT_EQ(journey().reports.back().message_id, deliveries().at(5).id);
}

TEST_F(PracticeChange, WhatNeverLeftForTheOldOneIsNotCorrectedThere)
{
    walk_to_the_report();
    move();
    correct();
    EXPECT_EQ(queue().size(), 8u);
    EXPECT_EQ(queue().back(), "Z10002 procedure-report waiting");
    EXPECT_THAT(lease(old_practice), IsEmpty());
}

TEST_F(PracticeChange, TheCorrectionItselfMayNameTheNewOne)
{
    walk_to_the_report();
    correct();
    EXPECT_THAT(lease(old_practice), IsEmpty());
    EXPECT_EQ(queue().size(), 7u) << "three taken back, the same three, the correction";
}

TEST_F(PracticeChange, WhatIsBeingSentGoesToBothAndIsCorrectedAtBoth)
{
    walk_to_the_report();
    for (int i = 0; i < 2; ++i) settle(lease(old_practice).at(0), Finish{"200"});
    auto const sent = lease(old_practice);
    ASSERT_THAT(sent, SizeIs(1));
    move();
    EXPECT_EQ(queue().at(3), "Z10002 procedure-report waiting");
    settle(sent[0], Finish{"200"});
    correct();
    EXPECT_THAT(lease(old_practice), SizeIs(1));
}

TEST_F(PracticeChange, OfOneBookingLeavesTheOthersAlone)
{
    tell(EventText{"booking-created"});
    tell(EventText{"booking-created"}.with("/booking/id", "BK-2"));
    move();
    EXPECT_THAT(states("BK-2"), ElementsAre(waiting));
}

TEST_F(PracticeChange, TheOldOneNeverHearsOfAQuestionThatHadNotLeft)
{
    clock.set(*parse_rfc3339("2030-01-20T09:00:00Z"));
    tell(EventText{"booking-created"});
    tell(EventText{"screening-high-risk"});
    ASSERT_THAT(queue(), testing::Contains("Z10001 approval-asked waiting"));
    move();
    EXPECT_THAT(lease(old_practice), IsEmpty());
    EXPECT_THAT(queue(), testing::Contains("Z10002 approval-asked waiting"));
    EXPECT_THAT(queue(), testing::Not(testing::Contains("Z10001 approval-replaced waiting")));
}

TEST_F(PracticeChange, APersonDecidesWhatBecomesOfACorrectionThatMayNotBeSent)
{
    walk_to_the_report();
    deliver_all(old_practice);
    tell(EventText{"screening-amended"}.with("/occurredAt", "2030-02-12T10:00:00Z").sharing(false));
    correct(old_practice);
    EXPECT_THAT(lease(old_practice), IsEmpty());
    EXPECT_EQ(queue().back(), "governance report-uncorrected held");
}

} // namespace
} // namespace foramen
