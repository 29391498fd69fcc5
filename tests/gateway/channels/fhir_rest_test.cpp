#include "tests/gateway/channels/far_reply.h"

#include "gateway/channels/fhir_rest/transaction_reply.h"

#include <gmock/gmock.h>

using namespace foramen;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

namespace {

Step told(HttpReply reply, std::size_t entries = 2)
{
    auto const partner = far::practice();
    auto const conversation = far::begin(partner, far::parcel(far::transaction(entries)));
    EXPECT_TRUE(std::holds_alternative<HttpRequest>(conversation->open()));
    return conversation->on_reply(std::move(reply));
}

Refusal refused(HttpReply reply)
{
    auto const step = told(std::move(reply));
    auto const* const refusal = std::get_if<Refusal>(&step);
    return refusal == nullptr ? Refusal{fault("it was not refused"), {}} : *refusal;
}

ErrorKind kind_of_status(unsigned status) { return refused({status, {}, ""}).error.kind(); }

} // namespace

TEST(FhirRest, PostsTheTransactionToTheBaseUrl)
{
    auto const partner = far::practice();
    auto const conversation = far::begin(partner);
    auto const step = conversation->open();
    auto const& request = std::get<HttpRequest>(step);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "");
    EXPECT_EQ(request.body, far::transaction(2));
    HttpHeaders const expected{{"Content-Type", "application/fhir+json"},
                               {"Accept", "application/fhir+json"},
                               {"Prefer", "return=minimal"},
                               {"Idempotency-Key", "0190-message-1"},
                               {"Authorization", "Bearer token-of-the-practice"}};
    EXPECT_EQ(request.headers, expected);
}

TEST(FhirRest, TakesAnAnswerToEachEntryAsProof)
{
    auto const step = told({200, {}, far::answered("201 Created,200 OK")});
    ASSERT_TRUE(std::holds_alternative<Receipt>(step));
    EXPECT_EQ(std::get<Receipt>(step).text, "200, 2 entries (1 created, 2 locations, 2 etags)");
}

TEST(FhirRest, DoesNotTakeA200AsProof)
{
    // A liar of each kind. What is in doubt is sent again: it changes nothing there.
    for (std::string const& body :
         {std::string{}, std::string{"OK SECRET-NAME"}, std::string{"{}"}, std::string{"[]"},
          std::string{R"({"resourceType":"Patient","id":"SECRET-NAME"})"},
          std::string{R"({"resourceType":"Bundle","type":"batch-response"})"},
          far::answered("201").substr(0, 60), far::answered("201"), far::answered("201,201,201"),
          std::string{R"({"resourceType":"Bundle","type":"transaction-response"})"},
          far::outcome(R"({"severity":"information","code":"informational"})")}) {
        auto const refusal = refused({200, {}, body});
        EXPECT_EQ(refusal.error.kind(), ErrorKind::unavailable) << body;
        EXPECT_THAT(refusal.error.text(), Not(HasSubstr(far::marker)));
    }
    EXPECT_EQ(refused({202, {}, far::answered("201,201")}).error.kind(), ErrorKind::unavailable);
    EXPECT_EQ(refused({204, {}, ""}).error.kind(), ErrorKind::unavailable);
}

TEST(FhirRest, SaysWhereToLookByTheClassOfAnError)
{
    auto const of = [](unsigned status, std::string const& body = "") {
        return refused({status, {}, body}).error_class;
    };
    auto const issue = far::outcome(R"({"severity":"error","code":"value"})");
    EXPECT_EQ(of(429), ErrorClass::busy);
    EXPECT_EQ(refused({503, {{"Retry-After", "120"}}, ""}).error_class, ErrorClass::busy);
    EXPECT_EQ(of(503), ErrorClass::server);
    EXPECT_EQ(of(500, issue), ErrorClass::server);
    EXPECT_EQ(of(401, issue), ErrorClass::access);
    EXPECT_EQ(of(408), ErrorClass::timeout);
    EXPECT_EQ(of(409), ErrorClass::conflict);
    EXPECT_EQ(of(404), ErrorClass::refused);
    EXPECT_EQ(of(308), ErrorClass::refused);
    EXPECT_EQ(of(422), ErrorClass::content);
    EXPECT_EQ(of(400), ErrorClass::refused);
    EXPECT_EQ(of(400, issue), ErrorClass::content);
    EXPECT_EQ(of(200, issue), ErrorClass::content);
    EXPECT_EQ(of(200, far::answered("201,422")), ErrorClass::content);
    EXPECT_EQ(of(409, far::outcome(R"({"severity":"error","code":"multiple-matches"})")),
              ErrorClass::content);
    EXPECT_EQ(of(200), ErrorClass::answer);
    EXPECT_EQ(of(600), ErrorClass::answer);
}

TEST(FhirRest, HoldsWhatWasTakenInPartOnly)
{
    auto const refusal = refused({200, {}, far::answered("201 Created,422 SECRET-NAME")});
    EXPECT_EQ(refusal.error.kind(), ErrorKind::incorrect);
    EXPECT_EQ(refusal.error.text(),
              "the far side answered 200, but entry[1] has status 422 (1 of 2 entries)");
    EXPECT_EQ(refused({200, {}, far::answered("SECRET-NAME,201")}).error.kind(),
              ErrorKind::incorrect);
}

TEST(FhirRest, HoldsA200ThatIsAnError)
{
    auto const body = far::outcome(R"({"severity":"error","code":"security"})");
    auto const refusal = refused({200, {}, body});
    EXPECT_EQ(refusal.error.kind(), ErrorKind::incorrect);
    EXPECT_EQ(refusal.error.text(), "the far side answered 200 with an error: error security");
}

TEST(FhirRest, KeepsCodesAndPathsOfAnOperationOutcomeAndNothingElse)
{
    auto const refusal = refused(
        {422,
         {},
         far::outcome(
             R"({"severity":"error","code":"value","diagnostics":"SECRET-NAME is no name",)"
             R"("details":{"text":"SECRET-NAME","coding":[{"code":"SECRET-NAME"},)"
             R"({"code":"INVALID_VALUE"}]},)"
             R"x("expression":["Bundle.entry[1].resource.where(family='SECRET-NAME')"]},)x"
             R"({"severity":"SECRET-NAME","code":"SECRET-NAME","expression":["SECRET-NAME.x"]},)"
             R"({"severity":"warning","code":"invalid","expression":["Patient.name[0].family"]},)"
             R"({"severity":"error","code":"value"})")});
    EXPECT_EQ(refusal.error.kind(), ErrorKind::incorrect);
    EXPECT_EQ(refusal.error.text(),
              "the far side answered 422: error value INVALID_VALUE at Bundle.entry[1].resource; "
              "issue of an unknown code; warning invalid at Patient.name[0].family; and 1 more");
}

TEST(FhirRest, TellsWhoHasToAct)
{
    for (auto const status : {400u, 404u, 405u, 410u, 412u, 413u, 415u, 418u, 422u, 301u, 308u}) {
        EXPECT_EQ(kind_of_status(status), ErrorKind::incorrect) << status;
    }
    for (auto const status : {401u, 403u, 407u}) {
        EXPECT_EQ(kind_of_status(status), ErrorKind::forbidden) << status;
    }
    for (auto const status : {100u, 199u, 408u, 425u, 500u, 502u, 503u, 504u, 599u, 600u, 999u}) {
        EXPECT_EQ(kind_of_status(status), ErrorKind::unavailable) << status;
    }
    EXPECT_EQ(kind_of_status(429), ErrorKind::busy);
    EXPECT_EQ(kind_of_status(409), ErrorKind::conflict);
    EXPECT_THAT(refused({302, {{"Location", "https://SECRET-NAME/"}}, ""}).error.text(),
                testing::EndsWith("redirects are not followed; write the final address in the "
                                  "partner's url"));
}

TEST(FhirRest, HoldsAtOnceWhenSeveralResourcesMatch)
{
    auto const body = far::outcome(R"({"severity":"error","code":"multiple-matches"})");
    EXPECT_EQ(refused({409, {}, body}).error.kind(), ErrorKind::incorrect);
    EXPECT_EQ(refused({412, {}, body}).error.kind(), ErrorKind::incorrect);
}

TEST(FhirRest, ComesBackWhenItIsAskedTo)
{
    EXPECT_EQ(refused({429, {{"retry-after", "120"}}, ""}).retry_after, 120s);
    EXPECT_EQ(refused({503, {{"Retry-After", "Mon, 14 Jan 2030 09:05:00 GMT"}}, ""}).retry_after,
              300s);
    EXPECT_EQ(refused({503, {{"Retry-After", "Mon, 14 Jan 2030 08:05:00 GMT"}}, ""}).retry_after,
              0s);
    EXPECT_EQ(refused({503, {{"Retry-After", "120"}}, ""}).error.kind(), ErrorKind::busy);
    for (auto const* nonsense :
         {"", "soon", "-5", "1e3", "99999999999999999999", "12 s", "Mon, 31 Feb 2030 09:05:00 GMT",
          "Mon, 14 Foo 2030 09:05:00 GMT"}) {
        EXPECT_FALSE(refused({503, {{"Retry-After", nonsense}}, ""}).retry_after) << nonsense;
    }
    EXPECT_FALSE(refused({422, {{"Retry-After", "5"}}, ""}).retry_after) << "it is held";
}

TEST(FhirRest, CountsEntriesAndIsNotMisledByWhatStandsInThem)
{
    EXPECT_EQ(count_entries(far::transaction(1)), 1u);
    EXPECT_EQ(count_entries(far::transaction(37)), 37u);
    EXPECT_EQ(count_entries(R"({"entry":[]})"), 0u);
    EXPECT_EQ(count_entries(R"({"a":["entry",{"entry":[{}]}],"b":[{},{}]})"), 0u);
    for (auto const* broken : {"", "{", "}", "]]]", "\"", "\"\\", "{\"entry\":[{}", "{\"entry"}) {
        EXPECT_EQ(count_entries(broken), 0u) << broken;
    }
}

TEST(FhirRest, DoesNotSendWhatIsNoBundle)
{
    auto const partner = far::practice();
    auto const conversation = far::begin(partner, far::parcel("{}"));
    auto const step = conversation->open();
    ASSERT_TRUE(std::holds_alternative<Refusal>(step));
    EXPECT_EQ(std::get<Refusal>(step).error.kind(), ErrorKind::fault);
}
