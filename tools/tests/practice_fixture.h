// Why this file exists: the tests of the practice simulator speak to it in one way.
#pragma once

#include "gateway/base/digest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/run_task.h"
#include "tools/simulators/practice.h"
#include "tools/simulators/simulator.h"

#include <gmock/gmock.h>

namespace foramen {

inline std::string entry(std::string const& resource, std::string const& request,
                         std::string const& full_url = "urn:uuid:1")
{
    return R"({"fullUrl":")" + full_url + R"(","resource":)" + resource + R"(,"request":)" +
           request + "}";
}
inline std::string bundle(std::string const& entries)
{
    return R"({"resourceType":"Bundle","type":"transaction","entry":[)" + entries + "]}";
}
inline std::string resource(std::string const& type, std::string const& value,
                            std::string const& more = "")
{
    return R"({"resourceType":")" + type + R"(","identifier":[{"system":"s","value":")" + value +
           R"("}])" + more + "}";
}
inline std::string create(std::string const& type, std::string const& condition)
{
    return R"({"method":"POST","url":")" + type + R"(","ifNoneExist":")" + condition + R"("})";
}
inline std::string put(std::string const& url)
{
    return R"({"method":"PUT","url":")" + url + R"("})";
}

class PracticeSimulator : public testing::Test {
protected:
    void SetUp() override { start({}); }

    void start(SimulatorSettings settings, Secret webhook_secret = {})
    {
        auto const bodies = settings.bodies;
        auto system = std::make_unique<PracticeSystem>(bodies, std::move(webhook_secret), clock_);
        simulator_ = std::make_unique<Simulator>(std::move(settings), std::move(system));
        auto const opened = simulator_->open();
        ASSERT_TRUE(opened) << opened.error().text();
    }

    Answer ask(std::string method, std::string target, std::string body = "",
               HttpHeaders headers = {})
    {
        HttpRequest request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.headers = std::move(headers);
        request.body = std::move(body);
        boost::asio::io_context context;
        return run(context, simulator_->handle(std::move(request), Caller{}));
    }
    HttpReply send(std::string body, std::string key = "")
    {
        HttpHeaders headers;
        if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
        return ask("POST", "/fhir/R4/Z1", std::move(body), std::move(headers)).reply;
    }
    /// As the gateway's courier signs it, `at` seconds after 1970.
    Answer send_signed(std::string target, std::string const& key, std::string const& id,
                       std::string body, std::int64_t at)
    {
        auto const time = std::to_string(at);
        auto const signature = to_base64(hmac_sha256(key, id + "." + time + "." + body));
        HttpHeaders headers{{"webhook-id", id},
                            {"webhook-timestamp", time},
                            {"webhook-signature", "v1," + signature}};
        return ask("POST", std::move(target), std::move(body), std::move(headers));
    }
    std::int64_t now_seconds() const
    {
        using std::chrono::seconds;
        return std::chrono::floor<seconds>(clock_.now().time_since_epoch()).count();
    }
    std::string summary() { return ask("GET", "/sim/summary").reply.body; }
    std::string received() { return ask("GET", "/sim/received").reply.body; }

    FakeClock clock_;
    std::unique_ptr<Simulator> simulator_;
};

} // namespace foramen
