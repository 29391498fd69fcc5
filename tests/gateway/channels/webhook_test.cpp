#include "tests/gateway/channels/far_reply.h"

#include <gmock/gmock.h>

using namespace foramen;

namespace {

HttpRequest request_of(Parcel parcel, TimePoint at)
{
    auto const partner = far::webhook();
    auto const conversation = find_channel("webhook")->begin(partner, std::move(parcel), at);
    auto step = conversation->open();
    return std::get<HttpRequest>(std::move(step));
}

Step step_of(HttpReply reply)
{
    auto const partner = far::webhook();
    auto const conversation = far::begin(partner);
    (void)conversation->open();
    return conversation->on_reply(std::move(reply));
}

} // namespace

TEST(Webhook, SignsAsStandardWebhooksDoes)
{
    // The test vector of the Standard Webhooks libraries: id, time, secret and body are theirs.
    TimePoint const then{std::chrono::seconds{1614265330}};
    auto const request = request_of(
        {"msg_p5jXN8AQM9LWM0D4loKWxJek", "readiness", R"({"test": 2432232314})", then}, then);
    HttpHeaders const expected{
        {"Content-Type", "application/json"},
        {"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
        {"webhook-timestamp", "1614265330"},
        {"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}};
    EXPECT_EQ(request.headers, expected);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "");
    EXPECT_EQ(request.body, R"({"test": 2432232314})");
}

TEST(Webhook, KeepsIdAndBodyFromAttemptToAttemptAndSignsEachTimeAnew)
{
    auto const first = request_of(far::parcel(), far::now());
    auto const second = request_of(far::parcel(), far::now() + std::chrono::hours{1});
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(first.headers[1], second.headers[1]);
    EXPECT_NE(first.headers[2], second.headers[2]);
    EXPECT_NE(first.headers[3], second.headers[3]);
}

TEST(Webhook, TakesAny2xxAsProof)
{
    for (auto const status : {200u, 201u, 202u, 204u, 299u}) {
        EXPECT_TRUE(std::holds_alternative<Receipt>(step_of({status, {}, "SECRET-NAME"})))
            << status;
    }
}

TEST(Webhook, UnderstandsThat410MeansStop)
{
    auto const step = step_of({410, {}, ""});
    auto const& error = std::get<Refusal>(step).error;
    EXPECT_EQ(error.kind(), ErrorKind::incorrect);
    EXPECT_THAT(error.text(), testing::HasSubstr("wants no more webhooks"));
}
