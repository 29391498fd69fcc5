// Why this file exists: one message in the wrong place must not hold up a hospital's feed: how many
// can be read, judged and answered a second on one core, before any disk.
#include "gateway/hl7v2/reception.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <string_view>

using namespace foramen;
using namespace foramen::hl7v2;

namespace {

std::string const front =
    "MSH|^~\\&|RIS|EXIMG|FORAMEN|CLINIC|20260915121500+0100||ORU^R01^ORU_R01|U01|T|2.4|||||GBR|"
    "UNICODE UTF-8|EN\r"
    "PID|1||EX12345^^^EXIMG^MR~9990000018^^^NHS^NH||EXAMPLE^ANNA^^^MRS||19700215|F|||1 TEST "
    "STREET^^LONDON^^ZZ99 3VZ^GBR|||||||||||||||||||||01\r"
    "PV1|1|O|MRI^^^EXIMG|||||C9999998^TESTER^THEO^^^DR^^^GMC|||||||||||V5551^^^EXIMG\r"
    "ORC|RE|FORA-REQ-77^FORAMEN|ACC1001^EXIMG||CM||||20260915120000|||C9999998^TESTER^THEO\r"
    "OBR|1|FORA-REQ-77^FORAMEN|ACC1001^EXIMG|MSPLU-LOCAL^MRI Spine lumbar^L|||"
    "20260914101500+0100|||||||||C9999998^TESTER^THEO^^^DR^^^GMC||ACC1001||||"
    "20260915120000+0100||NMR|F||||||^Right leg pain, L5/S1|C9999997&RADIOLOGIST&RUTH&&&DR\r";
std::string const back = "ZDS|1.2.826.0.1.3680043.10.999.1^EXIMG^Application^DICOM\r";

std::string report(unsigned line_count)
{
    auto message = front;
    for (unsigned i = 0; i < line_count; ++i) {
        message += "OBX|" + std::to_string(i + 1) +
                   "|FT|18748-4^Diagnostic imaging report^LN||Findings: L5/S1 right paracentral "
                   "protrusion contacting the right S1 root.\\.br\\No cauda equina "
                   "compression.||||||F|||20260915120000+0100\r";
    }
    return message + back;
}

std::string with_document(std::size_t bytes)
{
    std::string message = front + "OBX|1|ED|PDF||^application^pdf^Base64^JVBERi0x";
    message.append(bytes / 3 * 4, 'A');
    return message + "||||||F\r" + back;
}

void measured(benchmark::State& state, std::string const& message)
{
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(static_cast<std::int64_t>(message.size()) * state.iterations());
}

void parse(benchmark::State& state, std::string const& message)
{
    for (auto _ : state) {
        auto const parsed = Message::parse(message, Charset::cp_1252);
        if (parsed.index() != 0) return state.SkipWithError("not read");
        benchmark::DoNotOptimize(parsed);
    }
    measured(state, message);
}

void receive_all(benchmark::State& state, std::string const& message)
{
    Sender sender;
    sender.name = "bench";
    Stamp const stamp{*parse_rfc3339("2026-09-15T11:30:00Z"), "A1"};
    for (auto _ : state) {
        auto const reception = receive(message, sender, stamp);
        if (reception.fate != Fate::keep) return state.SkipWithError("not kept");
        benchmark::DoNotOptimize(reception);
    }
    measured(state, message);
}

void parse_report(benchmark::State& state) { parse(state, report(1)); }
void parse_report_of_100_lines(benchmark::State& state) { parse(state, report(100)); }
void parse_document_of_1_megabyte(benchmark::State& state) { parse(state, with_document(1 << 20)); }
void receive_report(benchmark::State& state) { receive_all(state, report(1)); }
void receive_report_of_100_lines(benchmark::State& state) { receive_all(state, report(100)); }
void receive_document_of_1_megabyte(benchmark::State& state)
{
    receive_all(state, with_document(1 << 20));
}

} // namespace

BENCHMARK(parse_report);
BENCHMARK(parse_report_of_100_lines);
BENCHMARK(parse_document_of_1_megabyte);
BENCHMARK(receive_report);
BENCHMARK(receive_report_of_100_lines);
BENCHMARK(receive_document_of_1_megabyte);

/// "--message parse_report" writes what that benchmark reads, for the peer.
int main(int argc, char** argv)
{
    std::string_view const wanted{argc == 3 && std::string_view{argv[1]} == "--message" ? argv[2]
                                                                                        : ""};
    if (!wanted.empty()) {
        auto const message = report(wanted == "parse_report" ? 1 : 100);
        std::fwrite(message.data(), 1, message.size(), stdout);
        return 0;
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
