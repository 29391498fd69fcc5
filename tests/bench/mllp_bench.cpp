// Why this file exists: what an MLLP line costs before any disk: messages read, judged and answered
// a second over 1, 8 and 32 lines of senders that wait for each answer. The rate with the disk is
// this one's share of it.
#include "gateway/hl7v2/reception.h"
#include "gateway/net/mllp_frame.h"
#include "gateway/net/mllp_server.h"

#include <benchmark/benchmark.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <thread>
#include <vector>

using namespace foramen;

namespace {

namespace asio = boost::asio;

std::string const message =
    "MSH|^~\\&|RIS|EXIMG|FORAMEN|CLINIC|20260915121500+0100||ORU^R01^ORU_R01|U01|T|2.4\r"
    "PID|1||EX12345^^^EXIMG~9990000018^^^NHS^NH||EXAMPLE^ANNA||19700215|F\r"
    "ORC|RE|FORA-REQ-77^FORAMEN|ACC1001^EXIMG||CM\r"
    "OBR|1|FORA-REQ-77^FORAMEN|ACC1001^EXIMG|MSPLU-LOCAL^MRI Spine lumbar^L|||"
    "20260914101500+0100|||||||||||ACC1001||||20260915120000+0100||NMR|F\r"
    "OBX|1|FT|18748-4^Diagnostic imaging report^LN||Findings: right S1 root.||||||F\r";

MllpHandler reading()
{
    hl7v2::Sender sender;
    sender.name = "bench";
    return [sender](std::string bytes, MllpPeer) -> Task<std::string> {
        hl7v2::Stamp const stamp{TimePoint{}, "A1"};
        co_return hl7v2::receive(std::move(bytes), sender, stamp).accepted;
    };
}

MllpHandler constant()
{
    return [](std::string, MllpPeer) -> Task<std::string> { co_return "MSH|^~\\&|\rMSA|AA|U01\r"; };
}

/// Sends and waits for the answer until told to stop.
void send_on(std::uint16_t port, std::atomic<bool> const& go_on, std::atomic<std::size_t>& count)
{
    asio::io_context context;
    asio::ip::tcp::socket socket{context};
    socket.connect({asio::ip::address_v4::loopback(), port});
    socket.set_option(asio::ip::tcp::no_delay{true});
    auto const framed = mllp_framed(message);
    std::string answer;
    while (go_on) {
        asio::write(socket, asio::buffer(framed));
        auto const size = asio::read_until(socket, asio::dynamic_buffer(answer), "\x1C\r");
        answer.erase(0, size);
        ++count;
    }
}

void acknowledge(benchmark::State& state, MllpHandler handler)
{
    asio::io_context context;
    MllpSettings settings;
    settings.port = 0;
    MllpServer server{context, settings, [](MllpPeer const&) { return true; }, std::move(handler)};
    if (!server.listen()) return state.SkipWithError("cannot listen");
    std::jthread const serving{[&context] { context.run(); }};
    std::size_t total = 0;
    for (auto _ : state) {
        std::atomic<bool> go_on = true;
        std::atomic<std::size_t> count = 0;
        {
            std::vector<std::jthread> senders;
            for (int i = 0; i < state.range(0); ++i) {
                senders.emplace_back([&] { send_on(server.port(), go_on, count); });
            }
            std::this_thread::sleep_for(std::chrono::seconds{1});
            go_on = false;
        }
        total += count;
    }
    context.stop();
    state.SetItemsProcessed(static_cast<std::int64_t>(total));
}

void constant_answer(benchmark::State& state) { acknowledge(state, constant()); }
void read_and_answer(benchmark::State& state) { acknowledge(state, reading()); }

} // namespace

BENCHMARK(constant_answer)->Arg(1)->Arg(8)->Arg(32)->UseRealTime()->Iterations(2);
BENCHMARK(read_and_answer)->Arg(1)->Arg(8)->Arg(32)->UseRealTime()->Iterations(2);

BENCHMARK_MAIN();
