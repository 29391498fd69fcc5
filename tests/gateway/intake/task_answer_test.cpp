// What a practice means by a Task that it sends back: only what it says anew counts.
#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"
#include "gateway/intake/task_answer.h"

#include <gmock/gmock.h>

namespace foramen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string decision(std::string const& code)
{
    return R"({"type":{"text":"decision"},"valueCodeableConcept":{"coding":[{"system":)"
           R"("urn:foramen:approval-decision","code":")" +
           code + R"("}]}})";
}
std::string text(std::string const& type, std::string const& value)
{
    return R"({"type":{"text":")" + type + R"("},"valueString":")" + value + R"("})";
}
std::string const answerer_low =
    R"({"type":{"text":"answerer"},"valueReference":{"type":"Practitioner","identifier":{"system":)"
    R"("https://fhir.hl7.org.uk/Id/gmc-number","value":"7012345"},"display":"Dr Ada Low"}})";

struct Sheet {
    std::string status = "requested";
    std::vector<std::string> outputs = {};
    std::string note = "";
};
std::string json_of(Sheet const& sheet)
{
    std::string json =
        R"({"resourceType":"Task","status":")" + sheet.status +
        R"(","identifier":[{"system":"urn:foramen:approval-request","value":"BK-1/1"}])";
    if (!sheet.note.empty()) json += R"(,"note":[{"text":")" + sheet.note + R"("}])";
    for (std::size_t i = 0; i < sheet.outputs.size(); ++i) {
        json += (i == 0 ? R"(,"output":[)" : ",") + sheet.outputs[i];
    }
    return json + (sheet.outputs.empty() ? "}" : "]}");
}
fhir::Tree tree_of(Sheet const& sheet)
{
    auto tree = fhir::json::read(json_of(sheet));
    EXPECT_TRUE(tree);
    return *std::move(tree);
}
Result<ApprovalStep> answer(Sheet const& sheet, Sheet const& before = {})
{
    auto const task = tree_of(sheet);
    auto const known = tree_of(before);
    return answer_of(task.root(), known.root());
}
bool anew(Sheet const& theirs, Sheet const& before)
{
    auto const task = tree_of(theirs);
    auto const known = tree_of(before);
    return is_anew(task.root(), known.root());
}
/// The practice wanted more, and the clinic has replied.
Sheet const informed{"in-progress", {decision("more-information-needed"), answerer_low}, "Which?"};

TEST(TaskAnswer, IsWhatTheDecisionSays)
{
    auto const step = answer({"completed", {decision("approved"), text("name", "Dr Low")}});
    ASSERT_TRUE(step);
    EXPECT_EQ(step->action, ApprovalAction::approve);
    EXPECT_EQ(step->who.name, "Dr Low");
    EXPECT_EQ(answer({"completed", {decision("declined")}})->action, ApprovalAction::decline);
    EXPECT_EQ(answer({"on-hold", {decision("more-information-needed")}})->action,
              ApprovalAction::ask_information);
    EXPECT_EQ(answer({"rejected", {decision("not-my-patient")}})->action, ApprovalAction::disown);
    EXPECT_EQ(answer({"rejected", {}})->action, ApprovalAction::refuse);
    EXPECT_EQ(answer({"received", {}})->action, ApprovalAction::view);
    EXPECT_EQ(answer({"accepted", {}})->action, ApprovalAction::review);
}

TEST(TaskAnswer, IsNeverAnApprovalByItsStatusAlone)
{
    auto const step = answer({"completed", {}});
    ASSERT_FALSE(step);
    EXPECT_THAT(step.error().text(), HasSubstr("never an approval"));
    EXPECT_FALSE(answer({"on-hold", {decision("approved")}}));
    EXPECT_FALSE(answer({"completed", {decision("more-information-needed")}}));
    EXPECT_FALSE(answer({"completed", {decision("approved"), decision("declined")}}));
}

TEST(TaskAnswer, MayBeAddedToAnEarlierOne)
{
    auto const step = answer({"completed",
                              {decision("more-information-needed"), answerer_low,
                               decision("approved"), text("name", "Dr Bea High")},
                              "Which?"},
                             informed);
    ASSERT_TRUE(step) << step.error().text();
    EXPECT_EQ(step->action, ApprovalAction::approve);
    EXPECT_EQ(step->who.name, "Dr Bea High");
    EXPECT_EQ(step->who.gmc, "");
    EXPECT_EQ(step->text, "");
}

TEST(TaskAnswer, DoesNotTakeAnEarlierDecisionForANewOne)
{
    Sheet const approved{"completed", {decision("approved"), answerer_low}};
    EXPECT_FALSE(answer(approved, approved));
    auto const again = answer({"completed", {decision("more-information-needed")}}, informed);
    EXPECT_FALSE(again);
    auto const opened = answer({"received", {decision("more-information-needed")}}, informed);
    ASSERT_TRUE(opened) << opened.error().text();
    EXPECT_EQ(opened->action, ApprovalAction::view);
}

TEST(TaskAnswer, MayAskForMoreTwice)
{
    auto const step =
        answer({"on-hold",
                {decision("more-information-needed"), text("comment", "And the dose?")},
                "Which?"},
               informed);
    ASSERT_TRUE(step) << step.error().text();
    EXPECT_EQ(step->action, ApprovalAction::ask_information);
    EXPECT_EQ(step->text, "And the dose?");
    EXPECT_FALSE(answer({"on-hold", {decision("more-information-needed")}, "Which?"}, informed));
}

TEST(TaskAnswer, IsNotSignedByWhoAnsweredBefore)
{
    // The practice's own copy still has the first answerer's name beside the second one's.
    auto const step = answer(
        {"completed",
         {decision("more-information-needed"), text("name", "Dr Ada Low"), text("gmc", "7012345"),
          decision("approved"), text("name", "Dr Bea High"), text("gmc", "7054321")}},
        informed);
    ASSERT_TRUE(step) << step.error().text();
    EXPECT_EQ(step->who.name, "Dr Bea High");
    EXPECT_EQ(step->who.gmc, "7054321");
    // The same person again.
    auto const again = answer(
        {"completed",
         {answerer_low, decision("approved"), text("name", "Dr Ada Low"), text("gmc", "7012345")},
         "Which?"},
        informed);
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(again->who.name, "Dr Ada Low");
    EXPECT_EQ(again->who.gmc, "7012345");
    auto const stale = answer(
        {"completed",
         {decision("more-information-needed"), text("name", "Dr Ada Low"), decision("approved")},
         "Which?"},
        informed);
    ASSERT_TRUE(stale);
    EXPECT_EQ(stale->who.name, "");
    auto const nobody =
        answer({"completed", {answerer_low, decision("approved")}, "Which?"}, informed);
    ASSERT_TRUE(nobody);
    EXPECT_EQ(nobody->who.name, "");
    EXPECT_FALSE(
        answer({"completed", {decision("approved"), text("name", "Dr A"), text("name", "Dr B")}}));
}

TEST(TaskAnswer, MayBeGivenForAGpAndIsThatPersonsAlone)
{
    auto const yes = decision("approved");
    auto const first = answer({"completed",
                               {yes, text("name", "B. Nurse"), text("gmc", "7012345"),
                                text("on-behalf-of", "Dr Ada Low")}});
    ASSERT_TRUE(first);
    EXPECT_EQ(first->who.name + "/" + first->who.behalf + "/" + first->who.gmc,
              "B. Nurse/Dr Ada Low/7012345");
    // As the gateway writes it; somebody else answers now.
    std::string const nurse =
        R"({"type":{"text":"answerer"},"valueReference":{"display":"B. Nurse"}})";
    std::string const low =
        R"({"type":{"text":"answered-for"},"valueReference":{"type":"Practitioner","identifier":{)"
        R"("system":"https://fhir.hl7.org.uk/Id/gmc-number","value":"7012345"},)"
        R"("display":"Dr Ada Low"}})";
    Sheet const before{"completed", {yes, nurse, low}};
    auto const second =
        answer({"completed", {yes, nurse, low, decision("declined"), text("name", "Dr C. Third")}},
               before);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->who.name + "/" + second->who.behalf + "/" + second->who.gmc, "Dr C. Third//");
}

TEST(TaskAnswer, MayNameItsAnswererAsTheGatewayDoes)
{
    auto const step = answer({"completed", {decision("approved"), answerer_low}});
    ASSERT_TRUE(step);
    EXPECT_EQ(step->who.name, "Dr Ada Low");
    EXPECT_EQ(step->who.gmc, "7012345");
}

TEST(TaskAnswer, IsOfTheSameQuestionOnlyByItsHash)
{
    auto const of = [](std::string const& hash) {
        auto tree = fhir::json::read(R"({"resourceType":"Task","status":"requested","input":[{)"
                                     R"("type":{"text":"content-hash"},"valueString":")" +
                                     hash + R"("}]})");
        return *std::move(tree);
    };
    EXPECT_TRUE(is_of_question(of("a").root(), of("a").root()));
    EXPECT_FALSE(is_of_question(of("b").root(), of("a").root()));
    EXPECT_FALSE(is_of_question(tree_of({}).root(), of("a").root()));
    EXPECT_FALSE(is_of_question(tree_of({}).root(), tree_of({}).root()));
}

TEST(TaskAnswer, HasItsConditionsInWords)
{
    auto const step = answer({"completed",
                              {decision("approved-with-conditions"), text("condition", "Stop it"),
                               text("condition", "Test it")}});
    ASSERT_TRUE(step);
    EXPECT_THAT(step->conditions, ElementsAre("Stop it", "Test it"));
    EXPECT_FALSE(answer({"completed", {decision("approved-with-conditions")}}));
    EXPECT_FALSE(answer({"completed", {decision("approved"), text("condition", "Stop it")}}));
}

TEST(TaskAnswer, IsNotReadFromACopyThatOnlyLagsBehind)
{
    EXPECT_FALSE(anew({"requested", {}}, {"received", {}}));
    EXPECT_FALSE(anew({"received", {}}, {"accepted", {}}));
    EXPECT_FALSE(anew({"on-hold", {decision("more-information-needed")}, "Which?"}, informed));
    EXPECT_TRUE(anew({"received", {}}, {"requested", {}}));
    EXPECT_TRUE(anew({"completed", {decision("approved")}}, {"requested", {}}));
    EXPECT_TRUE(anew({"rejected", {}}, {"accepted", {}}));
    EXPECT_TRUE(anew({"completed", {}}, {"requested", {}})); // To be told: it is no approval.
}

TEST(TaskName, IsABookingAndANumberFromOne)
{
    auto const name = [](std::string const& value) {
        auto const tree = fhir::json::read(R"({"resourceType":"Task","identifier":[{"system":)"
                                           R"("urn:foramen:approval-request","value":")" +
                                           value + R"("}]})");
        return name_of(tree->root());
    };
    ASSERT_TRUE(name("BK-1/12"));
    EXPECT_EQ(name("BK-1/12")->booking_id, "BK-1");
    EXPECT_EQ(name("BK-1/12")->request, 12u);
    EXPECT_EQ(name("a/b/2")->booking_id, "a/b");
    for (auto const* const value :
         {"BK-1", "/1", "BK-1/0", "BK-1/", "BK-1/1x", "BK-1/-1", "BK-1/007"}) {
        EXPECT_FALSE(name(value)) << value;
    }
}

} // namespace
} // namespace foramen
