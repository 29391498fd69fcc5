// What the clinic does about its request: read strictly, all faults at once.
#include "gateway/intake/clinic_step.h"

#include <gmock/gmock.h>

namespace foramen {
namespace {

using testing::ElementsAre;

std::vector<std::string> pointers(std::string_view body)
{
    auto const read = read_clinic_step(body);
    std::vector<std::string> places;
    if (auto const* const faults = std::get_if<std::vector<Fault>>(&read)) {
        for (auto const& fault : *faults) places.push_back(fault.pointer);
    }
    return places;
}

TEST(ClinicStep, IsReadWithAllThatGoesWithIt)
{
    auto const read =
        read_clinic_step(R"({"action":"accept-condition","name":"Dr A","condition":2})");
    auto const* const step = std::get_if<ApprovalStep>(&read);
    ASSERT_NE(step, nullptr);
    EXPECT_EQ(step->action, ApprovalAction::accept_condition);
    EXPECT_EQ(step->condition, 2u);
    EXPECT_EQ(step->who.name, "Dr A");
    EXPECT_EQ(step->who.door, "clinic");
}

TEST(ClinicStep, NamesEachFaultOnce)
{
    EXPECT_THAT(pointers(R"({"action":7,"name":"Dr A"})"), ElementsAre("/action"));
    EXPECT_THAT(pointers(R"({"action":"approve","name":"Dr A"})"), ElementsAre("/action"));
    EXPECT_THAT(pointers(R"({"action":"withdraw"})"), ElementsAre("/name"));
    EXPECT_THAT(pointers(R"({"action":"accept-condition","name":"Dr A"})"),
                ElementsAre("/condition"));
    EXPECT_THAT(pointers(R"({"action":"withdraw","name":"Dr A","condition":1})"),
                ElementsAre("/condition"));
    EXPECT_THAT(pointers(R"({"action":"withdraw","name":"Dr A","more":1})"), ElementsAre(""));
    EXPECT_THAT(pointers("[]"), ElementsAre(""));
    EXPECT_THAT(pointers(R"({"action":"approve"})"), ElementsAre("/action", "/name"));
}

TEST(ClinicStep, OverridesWithAReason)
{
    EXPECT_THAT(pointers(R"({"action":"override","name":"Dr A"})"), ElementsAre("/text"));
    EXPECT_THAT(pointers(R"({"action":"override","name":"Dr A","text":"closed"})"), ElementsAre());
    EXPECT_THAT(pointers(R"({"action":"confirm-override","name":"B"})"), ElementsAre());
    EXPECT_THAT(pointers(R"({"action":"confirm-override"})"), ElementsAre("/name"));
}

TEST(ClinicStep, RepliesWithWords)
{
    EXPECT_THAT(pointers(R"({"action":"reply","name":"Dr A"})"), ElementsAre("/text"));
    EXPECT_THAT(pointers(R"({"action":"reply","name":"Dr A","text":" \n"})"), ElementsAre("/text"));
    EXPECT_THAT(pointers(R"({"action":"reply","name":"Dr A","text":"5 mg"})"), ElementsAre());
}

} // namespace
} // namespace foramen
