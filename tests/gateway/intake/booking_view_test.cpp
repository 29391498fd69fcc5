// What the clinic reads of a report: the journey says what there is, the queue how far it came.
#include "gateway/intake/booking_view.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace foramen {
namespace {

using testing::HasSubstr;

class ReportInTheView : public testing::Test {
protected:
    ReportInTheView()
    {
        std::ifstream stream{FORAMEN_ROOT "/mappings/rules/risk.json"};
        std::string const text{std::istreambuf_iterator<char>{stream}, {}};
        rules = *RiskTable::parse(text);
        journey.booking_id = "BK-1";
        journey.reports.push_back({"R-1", 1, "waiting", "Z10001", "", "m-1", 1});
        Message message;
        message.id = "m-1";
        message.kind = "procedure-report";
        message.report = "R-1/1";
        messages.push_back(message);
    }
    std::string status(MessageState state)
    {
        messages[0].state = state;
        auto const text = to_json(BookingView{journey, messages, {}, {}, rules, {}});
        auto const begin = text.find(R"("status":")", text.find(R"("reports":)")) + 10;
        return text.substr(begin, text.find('"', begin) - begin);
    }

    RiskTable rules;
    BookingJourney journey;
    std::vector<Message> messages;
};

TEST_F(ReportInTheView, IsAsFarAsItsMessage)
{
    EXPECT_EQ(status(MessageState::waiting), "waiting");
    EXPECT_EQ(status(MessageState::sending), "waiting");
    EXPECT_EQ(status(MessageState::delivered), "delivered");
    EXPECT_EQ(status(MessageState::held), "held");
    EXPECT_EQ(status(MessageState::discarded), "held"); // By a person: one has to look.
}

TEST_F(ReportInTheView, IsNotSharedAfterARefusalUnlessItHadLeftByThen)
{
    journey.reports[0].status = "not-shared";
    EXPECT_EQ(status(MessageState::discarded), "not-shared");
    EXPECT_EQ(status(MessageState::delivered), "delivered");
    EXPECT_EQ(status(MessageState::sending), "waiting"); // Nobody can know yet.
}

TEST_F(ReportInTheView, IsNotSharedWhenItNeverWasToBeSent)
{
    journey.reports[0].status = "not-shared";
    journey.reports[0].message_id = "";
    EXPECT_EQ(status(MessageState::delivered), "not-shared"); // Of an earlier telling.
    messages.clear();
    auto const text = to_json(BookingView{journey, messages, {}, {}, rules, {}});
    EXPECT_THAT(text, HasSubstr(R"("status":"not-shared")"));
}

} // namespace
} // namespace foramen
