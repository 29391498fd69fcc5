#include "tests/gateway/intake/approval_browser.h"

namespace foramen {

namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

struct ApprovalPageTest : ApprovalBrowser {};

TEST_F(ApprovalPageTest, ShowsNothingButTheClinicsNameBeforeIdentityIsProved)
{
    for (auto const state : {RequestState::requested, RequestState::approved,
                             RequestState::withdrawn, RequestState::replaced}) {
        desk.asked.state = state;
        cookies.clear();
        auto const before = get();
        EXPECT_EQ(before.status, 200u);
        EXPECT_THAT(before.body, HasSubstr("Complete &lt;Injection&gt; Clinic"));
        auto const first = before.body;
        post({{"step", "code"}});
        for (auto const& body : {first, get().body}) {
            for (auto const* secret :
                 {"Markerson", "1961", "943", "Nerve", "L4", "Harbour", "task-77", "BK-1", "antico",
                  "withdrawn", "replaced", "answered"}) {
                EXPECT_THAT(body, Not(HasSubstr(secret)));
            }
        }
        clock.advance(1h);
    }
}

TEST_F(ApprovalPageTest, AGetChangesNothing)
{
    for (int i = 0; i < 5; ++i) {
        auto const reply = get();
        EXPECT_TRUE(header(reply.headers, "Set-Cookie").empty());
    }
    EXPECT_TRUE(desk.steps.empty());
    EXPECT_TRUE(desk.codes.empty());
    proved();
    desk.steps.clear();
    for (int i = 0; i < 5; ++i) get();
    EXPECT_TRUE(desk.steps.empty());
    EXPECT_EQ(desk.codes.size(), 1u);
}

TEST_F(ApprovalPageTest, GuardsEveryReply)
{
    auto const check = [](HttpReply const& reply) {
        EXPECT_EQ(header(reply.headers, "Cache-Control"), "no-store");
        EXPECT_EQ(header(reply.headers, "Referrer-Policy"), "no-referrer");
        EXPECT_EQ(header(reply.headers, "X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(header(reply.headers, "X-Frame-Options"), "DENY");
        EXPECT_THAT(std::string{header(reply.headers, "X-Robots-Tag")}, HasSubstr("noindex"));
        std::string const policy{header(reply.headers, "Content-Security-Policy")};
        EXPECT_THAT(policy, HasSubstr("default-src 'none'; style-src 'sha256-"));
        EXPECT_THAT(policy, HasSubstr("form-action 'self'"));
        EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
        EXPECT_THAT(policy, HasSubstr("base-uri 'none'"));
        EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
        EXPECT_THAT(reply.body, Not(HasSubstr("<script")));
    };
    check(get());
    check(post({{"step", "code"}}));
    check(get());
    check(post({{"step", "nonsense"}}));
    check(post_body("%zz"));
    desk.broken = unavailable("the disk is full");
    check(get());
}

TEST_F(ApprovalPageTest, TheCookieIsOutOfReachOfScriptsAndOtherSites)
{
    std::string const set{header(post({{"step", "code"}}).headers, "Set-Cookie")};

    EXPECT_THAT(set, HasSubstr("; Path=/approve; HttpOnly; SameSite=Strict; Secure"));
    EXPECT_THAT(set, Not(HasSubstr("BK-1")));
    ApprovalPage plain{desk, sealer, clock, random, CookieLine::plain};
    auto sent = visit("POST", "step=code");
    sent.request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    auto const reply = run(plain.post(std::move(sent))).reply;
    EXPECT_THAT(std::string{header(reply.headers, "Set-Cookie")}, Not(HasSubstr("Secure")));
}

TEST_F(ApprovalPageTest, AWrongLinkAndAMissingRequestLookAlike)
{
    auto const missing = approval_token(sealer, "BK-2", 1);
    auto const other = approval_token(sealer, "BK-1", 2);
    auto reply_to = [&](std::string wanted) {
        auto asked = visit("GET");
        asked.captures = {std::move(wanted)};
        return run(page.get(std::move(asked))).reply;
    };
    auto const unknown = reply_to("nonsense");
    EXPECT_EQ(unknown.status, 404u);
    EXPECT_THAT(unknown.body, HasSubstr("This link leads to no request"));
    for (auto const& wanted : {missing, other, std::string(5'000, 'A'), std::string{"a=b"}}) {
        auto const reply = reply_to(wanted);
        EXPECT_EQ(reply.status, unknown.status);
        EXPECT_EQ(reply.body, unknown.body);
    }
}

TEST_F(ApprovalPageTest, ALinkLeadsNowhereOnceThePatientRefusedSharing)
{
    desk.asked.is_refused = true;
    auto const reply = get();
    EXPECT_EQ(reply.status, 404u);
    EXPECT_THAT(reply.body, HasSubstr("This link leads to no request"));
    EXPECT_THAT(reply.body, Not(HasSubstr("Markerson")));
}

TEST_F(ApprovalPageTest, ALinkSaysNothingByItselfAndLeadsBack)
{
    auto const link = read_approval_token(sealer, token);

    ASSERT_TRUE(link);
    EXPECT_EQ(*link, (ApprovalLink{"BK-1", 1}));
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_"),
              std::string::npos);
    EXPECT_FALSE(read_approval_token(sealer, token + "="));
    EXPECT_FALSE(read_approval_token(sealer, "A" + token));
}

TEST_F(ApprovalPageTest, ShowsTheQuestionToWhoEnteredTheCode)
{
    auto const reply = proved();

    EXPECT_EQ(reply.status, 200u);
    for (auto const* fact :
         {"Zebedee &quot;Zeb&quot; Markerson", "3 February 1961", "943 476 5919",
          "Nerve root injection", "lower back", "left", "L4, L5", "Tuesday 1 December 2026, 09:30",
          "Friday 27 November 2026, 17:00", "Takes an anticoagulant", "Harbour Practice",
          "020 7946 0018", "Can this procedure go ahead?"}) {
        EXPECT_THAT(reply.body, HasSubstr(fact));
    }
    ASSERT_EQ(desk.steps.size(), 1u);
    EXPECT_EQ(desk.steps[0].action, ApprovalAction::view);
    EXPECT_EQ(desk.steps[0].request, 1u);
    EXPECT_EQ(desk.steps[0].who, (Answerer{"Z10001", "", "", "page"}));
}

TEST_F(ApprovalPageTest, NeverSaysOnHoldOfWhatGoesAheadWithoutAnAnswer)
{
    for (auto const state : {RequestState::requested, RequestState::expired}) {
        desk.asked.state = state;
        desk.asked.goes_ahead = true;
        auto const reply = proved();
        EXPECT_THAT(reply.body, HasSubstr("The procedure goes ahead without an answer"));
        EXPECT_THAT(reply.body, HasSubstr("It is put on hold."));
        EXPECT_THAT(reply.body, Not(HasSubstr("procedure stays on hold")));
        EXPECT_THAT(reply.body, HasSubstr("decision-no"));
        clock.advance(1h);
    }
}

TEST_F(ApprovalPageTest, TellsNothingOfTodaysBookingOnALinkOfLongAgo)
{
    for (auto const state : {RequestState::replaced, RequestState::withdrawn}) {
        desk.asked.state = state;
        desk.asked.is_current = false;
        auto const reply = proved();
        EXPECT_THAT(reply.body, HasSubstr("3 February 1961"));
        EXPECT_THAT(reply.body, Not(HasSubstr("L4, L5")));
        EXPECT_THAT(reply.body, Not(HasSubstr("1 December 2026")));
        clock.advance(1h);
    }
}

TEST_F(ApprovalPageTest, TakesTheCodeWithBlanks)
{
    post({{"step", "code"}});
    auto code = desk.codes.back();
    code.insert(3, " ");
    EXPECT_EQ(post({{"step", "prove"}, {"csrf", csrf()}, {"code", " " + code}}).status, 303u);
    EXPECT_THAT(get().body, HasSubstr("Markerson"));
}

TEST_F(ApprovalPageTest, AWrongCodeIsToldAtItsField)
{
    post({{"step", "code"}});
    auto const reply = post({{"step", "prove"}, {"csrf", csrf()}, {"code", "12"}});

    EXPECT_EQ(reply.status, 422u);
    EXPECT_THAT(reply.body, HasSubstr("<title>Error: "));
    EXPECT_THAT(reply.body, HasSubstr("<a href=\"#code\">"));
    EXPECT_THAT(reply.body, HasSubstr("aria-invalid=\"true\""));
    EXPECT_TRUE(desk.steps.empty());
}

TEST_F(ApprovalPageTest, GuessedAtTooOftenACodeIsVoid)
{
    post({{"step", "code"}});
    auto const form = csrf();
    for (int i = 0; i < 5; ++i) post({{"step", "prove"}, {"csrf", form}, {"code", "1"}});

    auto const reply = post({{"step", "prove"}, {"csrf", form}, {"code", desk.codes.back()}});
    EXPECT_THAT(reply.body, HasSubstr("Ask for a new code"));
    EXPECT_TRUE(desk.steps.empty());
}

TEST_F(ApprovalPageTest, AfterThreeCodesTheLinkHasToWait)
{
    for (int i = 0; i < 3; ++i) EXPECT_EQ(post({{"step", "code"}}).status, 303u);

    auto const reply = post({{"step", "code"}});
    EXPECT_EQ(reply.status, 429u);
    EXPECT_EQ(header(reply.headers, "Retry-After"), "900");
    EXPECT_EQ(desk.codes.size(), 3u);
}

TEST_F(ApprovalPageTest, ACodeThatCannotBeSentIsTold)
{
    desk.unsent = not_found("no contact");
    auto const nobody = post({{"step", "code"}});
    EXPECT_EQ(nobody.status, 409u);
    EXPECT_THAT(nobody.body, HasSubstr("no registered contact"));
    EXPECT_TRUE(header(nobody.headers, "Set-Cookie").empty());

    desk.unsent = unavailable("the disk is full");
    EXPECT_EQ(post({{"step", "code"}}).status, 503u);
}

TEST_F(ApprovalPageTest, WhatIsShownIsOnRecordFirst)
{
    post({{"step", "code"}});
    desk.view_refusal = unavailable("the disk is full");
    Fields const proof{{"step", "prove"}, {"csrf", csrf()}, {"code", desk.codes.back()}};

    EXPECT_EQ(post(proof).status, 503u);
    EXPECT_THAT(get().body, Not(HasSubstr("Markerson")));

    desk.view_refusal = conflict("answered already");
    EXPECT_THAT(proved().body, HasSubstr("Markerson"));
}

TEST_F(ApprovalPageTest, EachStateSaysWhatToDo)
{
    struct Case {
        RequestState state;
        char const* words;
        Offer offer;
    };
    for (auto const& one : std::vector<Case>{
             {RequestState::requested, "Answer by", Offer::all},
             {RequestState::received, "Answer by", Offer::all},
             {RequestState::in_review, "Answer by", Offer::all},
             {RequestState::more_information, "has yet to reply", Offer::all},
             {RequestState::information_given, "Read the reply", Offer::all},
             {RequestState::approved, "answered: Yes", Offer::cautious},
             {RequestState::conditions_open, "with conditions or a comment", Offer::cautious},
             {RequestState::declined, "answered: No", Offer::nothing},
             {RequestState::not_my_patient, "answered: This is not my patient", Offer::nothing},
             {RequestState::refused, "give no answer", Offer::nothing},
             {RequestState::expired, "time for an answer has passed", Offer::cautious},
             {RequestState::withdrawn, "has withdrawn this request", Offer::nothing},
             {RequestState::replaced, "has been replaced", Offer::cautious},
         }) {
        desk.asked.state = one.state;
        cookies.clear();
        clock.advance(3h);
        post({{"step", "code"}});
        auto const form = csrf();
        post({{"step", "prove"}, {"csrf", form}, {"code", desk.codes.back()}});
        auto const body = get().body;
        EXPECT_THAT(body, HasSubstr(one.words));
        EXPECT_EQ(body.find("value=\"yes\"") != std::string::npos, one.offer == Offer::all);
        EXPECT_EQ(body.find("value=\"information\"") != std::string::npos,
                  one.offer == Offer::all && one.state != RequestState::more_information);
        EXPECT_EQ(body.find("value=\"no\"") != std::string::npos, one.offer != Offer::nothing);
        auto const yes = post(answer({{"csrf", form}, {"step", "confirm"}}));
        EXPECT_EQ(yes.status, one.offer == Offer::all ? 303u : 409u) << to_string(one.state);
    }
}

TEST_F(ApprovalPageTest, TheConversationStandsThereWordForWord)
{
    desk.asked.state = RequestState::information_given;
    auto const at = *parse_rfc3339("2026-07-03T08:05:00Z");
    desk.asked.lines = {{ApprovalLine::From::practice, "Which <steroid>?", "Dr Ada Low", at},
                        {ApprovalLine::From::clinic, "Triamcinolone\n40 mg", "Dr Carver", at}};
    auto const body = proved().body;

    EXPECT_THAT(body, HasSubstr("Which &lt;steroid&gt;?"));
    EXPECT_THAT(body, HasSubstr("Triamcinolone\n40 mg"));
    EXPECT_THAT(body, HasSubstr("Your practice, Dr Ada Low, Friday 3 July 2026, 09:05"));
}

TEST_F(ApprovalPageTest, TwoRequestsAreAnsweredSideBySide)
{
    proved();
    auto const first = cookies;
    desk.asked.request = 2;
    auto const second_token = approval_token(sealer, "BK-1", 2);
    auto sent = visit("POST", "step=code");
    sent.captures = {second_token};
    sent.request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    auto const reply = run(page.post(std::move(sent))).reply;

    std::string const set{header(reply.headers, "Set-Cookie")};
    EXPECT_NE(set.substr(0, set.find('=')), first.substr(0, first.find('=')));
    desk.asked.request = 1;
    EXPECT_THAT(get().body, HasSubstr("Markerson"));
}

} // namespace

} // namespace foramen
