// Why this file exists: reading an event stands before every promise; its cost is the ceiling of
// ingest. Goal: a booking in 30 microseconds, schema check included.
#include "gateway/base/digest.h"
#include "gateway/clinic/parse.h"
#include "gateway/clinic/schema.h"

#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>

using namespace foramen;

namespace {

std::string sample(std::string const& name)
{
    std::ifstream stream{FORAMEN_ROOT "/tests/gateway/journey/data/01-clear/" + name};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// As the clinic sends it: on one line.
std::string compact(std::string const& text)
{
    std::string line;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') i = text.find_first_not_of(' ', i + 1) - 1;
        else line += text[i];
    }
    return line;
}

TimePoint const now = *parse_rfc3339("2026-11-23T12:00:00Z");

void parse(benchmark::State& state, EventKind kind, std::string const& body)
{
    auto const parser = EventParser::load(FORAMEN_ROOT "/mappings/models");
    if (!parser) return state.SkipWithError("the schemas are not in order: foramen check");
    for (auto _ : state) {
        auto const result = parser->parse(kind, body, now);
        if (result.index() != 0) return state.SkipWithError("refused");
        benchmark::DoNotOptimize(result);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(body.size()) * state.iterations());
}

void booking(benchmark::State& state)
{
    parse(state, EventKind::booking, compact(sample("1-booking.json")));
}
void screening(benchmark::State& state)
{
    parse(state, EventKind::screening, compact(sample("2-screening.json")));
}
void report(benchmark::State& state)
{
    parse(state, EventKind::procedure_report, compact(sample("5-report.json")));
}
void report_of_8_megabytes(benchmark::State& state)
{
    auto body = compact(sample("5-report.json"));
    auto const data = body.find("JVBERi0");
    auto const end = body.find('"', data);
    body.replace(data, end - data, to_base64("%PDF-1.4\n" + std::string(5'900'000, 'x')));
    parse(state, EventKind::procedure_report, body);
}

void json_tree_only(benchmark::State& state)
{
    auto const body = compact(sample("1-booking.json"));
    for (auto _ : state) {
        JsonTree tree;
        benchmark::DoNotOptimize(tree.read(body));
    }
}

void schema_only(benchmark::State& state)
{
    std::ifstream stream{FORAMEN_ROOT "/mappings/models/booking.schema.json"};
    auto const schema = Schema::compile(std::string{std::istreambuf_iterator<char>{stream}, {}});
    JsonTree tree;
    auto const body = compact(sample("1-booking.json"));
    if (!schema || tree.read(body)) return state.SkipWithError("cannot be loaded");
    for (auto _ : state) benchmark::DoNotOptimize(schema->accepts(tree.root()));
}

/// The slow path: what refusing costs.
void refusal_with_every_fault(benchmark::State& state)
{
    auto const parser = EventParser::load(FORAMEN_ROOT "/mappings/models");
    if (!parser) return state.SkipWithError("the schemas are not in order: foramen check");
    for (auto _ : state) {
        benchmark::DoNotOptimize(parser->parse(EventKind::booking, R"({"booking":{"id":7}})", now));
    }
}

} // namespace

BENCHMARK(booking);
BENCHMARK(screening);
BENCHMARK(report);
BENCHMARK(report_of_8_megabytes)->Unit(benchmark::kMillisecond);
BENCHMARK(json_tree_only);
BENCHMARK(schema_only);
BENCHMARK(refusal_with_every_fault);
BENCHMARK_MAIN();
