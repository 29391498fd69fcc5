// Why this file exists: pollers are tested against the imaging provider that the simulator plays,
// over real sockets, with a desk that keeps what it gets in memory.
#pragma once

#include "gateway/net/client.h"
#include "tests/gateway/net/running_server.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_desk.h"
#include "tests/support/run_task.h"
#include "tools/simulators/imaging.h"
#include "tools/simulators/simulator.h"

#include <gmock/gmock.h>

namespace foramen {

class ProviderHouse : public testing::Test {
protected:
    static constexpr char authorization[] = "Bearer only-for-tests";

    ProviderHouse()
    {
        SimulatorSettings settings;
        settings.token = Secret{"only-for-tests"};
        auto system = std::make_unique<ImagingSystem>(settings.bodies, clock_);
        simulator_ = std::make_unique<Simulator>(std::move(settings), std::move(system));
        far_ = std::make_unique<RunningServer>([this](HttpRequest request, Caller caller) {
            return simulator_->handle(std::move(request), std::move(caller));
        });
    }
    std::string url() const { return far_->url(); }
    HttpReply send(std::string method, std::string target, std::string body)
    {
        HttpRequest request{std::move(method), std::move(target), {}, std::move(body)};
        request.headers.emplace_back("Authorization", authorization);
        Endpoint const endpoint{url(), {}, {}, {}};
        auto reply = run(context_, http_.exchange(endpoint, std::move(request)));
        EXPECT_TRUE(reply) << reply.error().text();
        return reply ? *reply : HttpReply{};
    }
    /// The next `count` requests meet it.
    void fault(std::string const& mode, unsigned count = 1)
    {
        auto const reply = send("POST", "/sim/faults",
                                R"({"practice":"imaging","mode":")" + mode + R"(","count":)" +
                                    std::to_string(count) + R"(,"retryAfter":700})");
        EXPECT_EQ(reply.status, 204u);
    }

    FakeClock clock_;
    std::unique_ptr<Simulator> simulator_;
    std::unique_ptr<RunningServer> far_;
    boost::asio::io_context context_;
    HttpClient http_{context_};
    MemoryDesk desk_;
};

} // namespace foramen
