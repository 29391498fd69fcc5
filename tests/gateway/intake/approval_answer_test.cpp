#include "tests/gateway/intake/approval_browser.h"

namespace foramen {

namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

struct ApprovalAnswerTest : ApprovalBrowser {};

TEST_F(ApprovalAnswerTest, RecordsAnAnswerAfterACheckAndShowsTheReference)
{
    proved();
    auto fields = answer({{"decision", "yes"}});
    auto const check = post(fields);
    EXPECT_EQ(check.status, 200u);
    EXPECT_THAT(check.body, HasSubstr("Check your answer"));
    EXPECT_THAT(check.body, HasSubstr("will be told that you agree"));
    EXPECT_THAT(check.body, HasSubstr("Dr Ada Low"));
    EXPECT_THAT(check.body, Not(HasSubstr("task-77")));
    EXPECT_EQ(desk.answers(), 0u);

    fields["step"] = "confirm";
    EXPECT_EQ(post(fields).status, 303u);
    ASSERT_EQ(desk.answers(), 1u);
    auto const& step = desk.steps.back();
    EXPECT_EQ(step.action, ApprovalAction::approve);
    EXPECT_EQ(step.who, (Answerer{"Z10001", "Dr Ada Low", "7012345", "page"}));
    EXPECT_TRUE(step.conditions.empty());
    EXPECT_TRUE(step.text.empty());

    auto const done = get();
    EXPECT_THAT(done.body, HasSubstr("Your answer has been recorded"));
    EXPECT_THAT(done.body, HasSubstr("task-77"));
    EXPECT_THAT(done.body, Not(HasSubstr("Markerson")));
}

TEST_F(ApprovalAnswerTest, AVisitGivesOneAnswer)
{
    proved();
    auto fields = answer({{"step", "confirm"}});
    post(fields);
    fields["decision"] = "no";

    auto const second = post(fields);

    EXPECT_EQ(second.status, 303u);
    EXPECT_EQ(desk.answers(), 1u);
    EXPECT_THAT(get().body, HasSubstr("task-77"));
}

TEST_F(ApprovalAnswerTest, PressedTwiceTheButtonSendsOneAnswer)
{
    proved();
    auto const fields = answer(
        {{"decision", "information"}, {"information", "Which steroid?"}, {"step", "confirm"}});
    desk.meanwhile = [&] {
        EXPECT_EQ(post(fields).status, 303u);
        auto const waiting = get();
        EXPECT_THAT(waiting.body, HasSubstr("Your answer is being recorded"));
        EXPECT_THAT(waiting.body, Not(HasSubstr("Markerson")));
    };

    EXPECT_EQ(post(fields).status, 303u);
    EXPECT_EQ(desk.answers(), 1u);
    EXPECT_THAT(get().body, HasSubstr("task-77"));
}

TEST_F(ApprovalAnswerTest, EachAnswerBecomesItsStep)
{
    struct Case {
        Fields fields;
        ApprovalAction action;
        std::string text;
        std::vector<std::string> conditions;
    };
    std::vector<Case> const cases{
        {{{"decision", "yes"}, {"comment", "See <b>me</b>"}},
         ApprovalAction::approve,
         "See <b>me</b>",
         {}},
        {{{"decision", "conditions"}, {"conditions", " INR below 2 \r\n\r\nLeft side only\r\n"}},
         ApprovalAction::approve,
         "",
         {"INR below 2", "Left side only"}},
        {{{"decision", "no"}, {"reason", "Too frail"}, {"comment", "Call me"}},
         ApprovalAction::decline,
         "Too frail\n\nCall me",
         {}},
        {{{"decision", "no"}}, ApprovalAction::decline, "", {}},
        {{{"decision", "information"}, {"information", "Which steroid?"}},
         ApprovalAction::ask_information,
         "Which steroid?",
         {}},
        {{{"decision", "not-mine"}}, ApprovalAction::disown, "", {}},
    };
    for (auto const& one : cases) {
        desk.asked.state = RequestState::received;
        clock.advance(1h);
        cookies.clear();
        proved();
        auto fields = answer(one.fields);
        auto const check = post(fields);
        EXPECT_EQ(check.status, 200u) << to_string(one.action);
        EXPECT_THAT(check.body, Not(HasSubstr("<b>")));
        for (auto const& condition : one.conditions) EXPECT_THAT(check.body, HasSubstr(condition));
        // What is confirmed is what the check page repeats, field by field.
        for (auto& [name, value] : fields) {
            if (name != "step" && name != "conditions" && name != "comment") {
                EXPECT_EQ(hidden_in(check.body, name), value) << name;
            }
        }
        fields["step"] = "confirm";
        EXPECT_EQ(post(fields).status, 303u);
        EXPECT_EQ(desk.steps.back().action, one.action);
        EXPECT_EQ(desk.steps.back().text, one.text);
        EXPECT_EQ(desk.steps.back().conditions, one.conditions);
    }
}

TEST_F(ApprovalAnswerTest, AnIncompleteAnswerIsSentBackWithWhatWasTyped)
{
    proved();
    auto const reply = post(answer({{"decision", ""},
                                    {"conditions", "Keep <this>"},
                                    {"comment", "and this"},
                                    {"name", ""},
                                    {"gmc", "12345"}}));

    EXPECT_EQ(reply.status, 422u);
    EXPECT_THAT(reply.body, HasSubstr("<title>Error: "));
    for (auto const* link : {"#decision-yes", "#name", "#gmc"}) {
        EXPECT_THAT(reply.body, HasSubstr(std::string{"<a href=\""} + link + "\">"));
    }
    EXPECT_THAT(reply.body, HasSubstr("Keep &lt;this&gt;</textarea>"));
    EXPECT_THAT(reply.body, HasSubstr("and this</textarea>"));
    EXPECT_THAT(reply.body, HasSubstr("value=\"12345\""));
    EXPECT_EQ(desk.answers(), 0u);
}

TEST_F(ApprovalAnswerTest, TextUnderAnAnswerThatWasNotChosenIsNotGuessedAt)
{
    proved();
    Fields const stray[] = {{{"decision", "yes"}, {"conditions", "Only the left"}},
                            {{"decision", "yes"}, {"reason", "Too frail"}},
                            {{"decision", "conditions"}, {"conditions", "x"}, {"information", "y"}},
                            {{"decision", "conditions"}, {"conditions", " \r\n "}},
                            {{"decision", "information"}},
                            {{"decision", "maybe"}},
                            {{"comment", std::string(1'901, 'x')}},
                            {{"name", std::string(101, 'x')}},
                            {{"gmc", "70123456"}},
                            {{"gmc", "701234A"}}};
    for (auto const& fields : stray) {
        EXPECT_EQ(post(answer(fields)).status, 422u);
        auto confirmed = answer(fields);
        confirmed["step"] = "confirm";
        EXPECT_EQ(post(confirmed).status, 422u) << "the check page is no way round";
    }
    EXPECT_EQ(desk.answers(), 0u);
}

TEST_F(ApprovalAnswerTest, ElevenConditionsAreTooMany)
{
    proved();
    std::string lines = "1";
    for (int i = 2; i <= 10; ++i) lines += "\n" + std::to_string(i);
    EXPECT_EQ(post(answer({{"decision", "conditions"}, {"conditions", lines}})).status, 200u);
    lines += "\n11";
    EXPECT_EQ(post(answer({{"decision", "conditions"}, {"conditions", lines}})).status, 422u);
}

TEST_F(ApprovalAnswerTest, ChangeLeadsBackWithWhatWasTyped)
{
    proved();
    auto const reply =
        post(answer({{"decision", "no"}, {"reason", "Too frail"}, {"step", "change"}}));

    EXPECT_EQ(reply.status, 200u);
    EXPECT_THAT(reply.body, HasSubstr("Too frail</textarea>"));
    EXPECT_THAT(reply.body,
                HasSubstr("value=\"no\" aria-describedby=\"decision-no-hint\" checked"));
    EXPECT_THAT(reply.body, HasSubstr("value=\"Dr Ada Low\""));
    EXPECT_EQ(desk.answers(), 0u);
}

TEST_F(ApprovalAnswerTest, WithoutTheFormsTokenNothingIsRecorded)
{
    proved();
    for (auto const* csrf_token : {"", "0000"}) {
        auto const reply = post(answer({{"csrf", csrf_token}, {"step", "confirm"}}));
        EXPECT_EQ(reply.status, 403u);
        EXPECT_THAT(reply.body, HasSubstr("Your visit has ended"));
        EXPECT_THAT(reply.body, HasSubstr("Dr Ada Low")) << "what was typed is kept";
        EXPECT_THAT(reply.body, Not(HasSubstr("Markerson")));
    }
    EXPECT_EQ(desk.answers(), 0u);
}

TEST_F(ApprovalAnswerTest, AFormFromAnotherSiteIsRefused)
{
    proved();
    auto const fields = answer({{"step", "confirm"}});
    std::vector<HttpHeaders> const foreign{{{"Sec-Fetch-Site", "cross-site"}},
                                           {{"Sec-Fetch-Site", "same-site"}},
                                           {{"Origin", "https://evil.example"}}};
    for (auto const& headers : foreign) {
        extra = headers;
        EXPECT_EQ(post(fields).status, 403u);
        EXPECT_EQ(post({{"step", "code"}}).status, 403u);
    }
    EXPECT_EQ(desk.answers(), 0u);
    EXPECT_EQ(desk.codes.size(), 1u);
    extra = {{"Sec-Fetch-Site", "same-origin"}, {"Origin", "null"}};
    EXPECT_EQ(post(fields).status, 303u);
}

TEST_F(ApprovalAnswerTest, AVisitThatEndedGoesOnAfterANewCodeWithWhatWasTyped)
{
    proved();
    auto typed = answer({{"decision", "no"}, {"reason", "Too frail"}, {"step", "confirm"}});
    clock.advance(31min);

    auto const ended = post(typed);
    EXPECT_EQ(ended.status, 403u);
    EXPECT_EQ(hidden_in(ended.body, "reason"), "Too frail");
    typed["step"] = "code";
    auto const asked = post(typed);
    EXPECT_EQ(asked.status, 200u);
    EXPECT_EQ(hidden_in(asked.body, "reason"), "Too frail");
    typed["step"] = "prove";
    typed["csrf"] = hidden_in(asked.body, "csrf");
    typed["code"] = desk.codes.back();
    auto const question = post(typed);
    EXPECT_EQ(question.status, 200u);
    EXPECT_THAT(question.body, HasSubstr("Too frail</textarea>"));
    EXPECT_THAT(question.body, HasSubstr("Markerson"));
    EXPECT_EQ(desk.answers(), 0u);
}

TEST_F(ApprovalAnswerTest, AYesIsToWhatWasReadOnly)
{
    proved();
    auto yes = answer({{"step", "confirm"}});
    desk.asked.side = "right";

    auto const reply = post(yes);
    EXPECT_EQ(reply.status, 422u);
    EXPECT_THAT(reply.body, HasSubstr("has changed since you opened it"));
    EXPECT_EQ(desk.answers(), 0u);

    yes["seen"] = hidden_in(reply.body, "seen");
    EXPECT_EQ(post(yes).status, 303u) << "read again and confirmed";
}

TEST_F(ApprovalAnswerTest, ANoIsTakenWhateverWasRead)
{
    proved();
    auto const no = answer({{"decision", "no"}, {"step", "confirm"}});
    desk.asked.side = "right";
    desk.asked.is_current = false;

    EXPECT_EQ(post(no).status, 303u);
    EXPECT_EQ(desk.steps.back().action, ApprovalAction::decline);
}

TEST_F(ApprovalAnswerTest, AConflictIsToldAndNothingTypedIsLost)
{
    proved();
    auto fields = answer({{"comment", "Typed with care"}, {"step", "confirm"}});
    desk.refusal = conflict("answered already");
    auto const refused = post(fields);
    EXPECT_EQ(refused.status, 409u);
    EXPECT_THAT(refused.body, HasSubstr("Your answer was not recorded"));
    EXPECT_THAT(refused.body, HasSubstr("Typed with care"));

    desk.refusal.reset();
    EXPECT_EQ(post(fields).status, 303u) << "the visit goes on";
}

TEST_F(ApprovalAnswerTest, AnsweredInTheMeantimeAYesIsNotRecordedAndANoIsOffered)
{
    proved();
    auto const yes = answer({{"step", "confirm"}});
    desk.asked.state = RequestState::approved;

    auto const reply = post(yes);
    EXPECT_EQ(reply.status, 409u);
    EXPECT_THAT(reply.body, HasSubstr("has been answered: Yes"));
    EXPECT_EQ(desk.answers(), 0u);
    auto const back = get();
    EXPECT_THAT(back.body, HasSubstr("value=\"no\""));
    EXPECT_THAT(back.body, HasSubstr("value=\"not-mine\""));
    EXPECT_THAT(back.body, Not(HasSubstr("value=\"yes\"")));
    EXPECT_EQ(post(answer({{"decision", "no"}, {"step", "confirm"}})).status, 303u);
}

TEST_F(ApprovalAnswerTest, ADiskThatFailsLeavesTheCheckPageForAnotherTry)
{
    proved();
    auto const fields = answer({{"comment", "Typed with care"}, {"step", "confirm"}});
    desk.refusal = unavailable("the disk is full");

    auto const reply = post(fields);
    EXPECT_EQ(reply.status, 503u);
    EXPECT_THAT(reply.body, HasSubstr("could not be recorded"));
    EXPECT_THAT(reply.body, HasSubstr("value=\"confirm\""));
    desk.refusal.reset();
    EXPECT_EQ(post(fields).status, 303u);
    EXPECT_THAT(get().body, HasSubstr("task-77"));
}

TEST_F(ApprovalAnswerTest, AnotherPracticeSeesAndAnswersNothing)
{
    proved();
    auto const fields = answer({{"step", "confirm"}});
    desk.asked.practice = "Z10002";

    auto const seen = get();
    EXPECT_EQ(seen.status, 403u);
    EXPECT_THAT(seen.body, Not(HasSubstr("Markerson")));
    EXPECT_EQ(post(fields).status, 403u);
    desk.asked.practice = "Z10001";
    EXPECT_EQ(post(fields).status, 403u) << "the visit is over";
    EXPECT_EQ(desk.answers(), 0u);
}

TEST_F(ApprovalAnswerTest, ForbiddenByTheDeskTheVisitIsOver)
{
    proved();
    auto const fields = answer({{"step", "confirm"}});
    desk.refusal = Error{ErrorKind::forbidden, "another practice was asked"};

    EXPECT_EQ(post(fields).status, 403u);
    EXPECT_THAT(get().body, Not(HasSubstr("Markerson")));
}

TEST_F(ApprovalAnswerTest, HostileFormsAreRefusedInPlainWords)
{
    proved();
    auto const valid = "csrf=" + csrf() + "&step=confirm";
    std::string fields;
    for (int i = 0; i < 40; ++i) fields += "&f" + std::to_string(i) + "=";
    for (auto const& body :
         {std::string{"%"}, valid + "&name=%FF", valid + "&name=%00", valid + "&step=check",
          valid + fields, valid + "&comment=" + std::string(300'000, 'x')}) {
        auto const reply = post_body(body);
        EXPECT_EQ(reply.status, 400u);
        EXPECT_THAT(reply.body, HasSubstr("could not be read"));
    }
    EXPECT_EQ(post_body(valid, "application/json").status, 400u);
    EXPECT_EQ(post(answer({{"step", "nonsense"}})).status, 400u);
    EXPECT_EQ(desk.answers(), 0u);
}

} // namespace

} // namespace foramen
