// Why this file exists: tests call the monitor's handlers as a browser and a command line do.
#pragma once

#include "tests/gateway/monitor/monitor_house.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/run_task.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

namespace foramen {

inline constexpr auto token = "an-operator-token-of-32-characters";

struct MonitorTest : ::testing::Test {
    boost::asio::io_context context;
    FakeClock clock;
    FakeRandom random;
    MonitorHouse house{context, clock, random, token, {}};
    HttpHeaders const bearer{{"Authorization", std::string{"Bearer "} + token}};

    HttpReply call(std::string method, std::string target, HttpHeaders headers = {},
                   std::string body = "")
    {
        HttpRequest request{std::move(method), std::move(target), std::move(headers),
                            std::move(body)};
        auto answer = run(context, house.handle(std::move(request), Caller{"127.0.0.1"}));
        shown += answer.reply.body;
        return std::move(answer.reply);
    }
    HttpReply get(std::string target) { return call("GET", std::move(target), bearer); }
    rapidjson::Document json(std::string target)
    {
        auto const reply = get(std::move(target));
        EXPECT_EQ(reply.status, 200u) << reply.body;
        return parsed(reply.body);
    }
    static rapidjson::Document parsed(std::string const& text)
    {
        rapidjson::Document document;
        document.Parse(text.data(), text.size());
        EXPECT_FALSE(document.HasParseError()) << text;
        return document;
    }
    std::string accept(std::string partner, std::string kind = "booking",
                       std::string booking = "BK-1")
    {
        auto id =
            run(context, house.accept(std::move(partner), std::move(kind), std::move(booking)));
        EXPECT_TRUE(id);
        return id ? *id : "";
    }
    void attempt(std::string partner, std::variant<Finish, Postpone, Hold> verdict)
    {
        auto const settled = run(context, house.attempt(std::move(partner), std::move(verdict)));
        ASSERT_TRUE(settled) << settled.error().text();
    }
    std::string shown; ///< All bodies that were answered.
};

} // namespace foramen
