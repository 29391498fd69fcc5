// Why this file exists: each imaging report is held against every open booking, so a match must
// cost less than the fsync before it.
#include "tests/gateway/matching/generated_pairs.h"

#include <benchmark/benchmark.h>

namespace foramen::matching {

namespace {

void match_report(benchmark::State& state)
{
    Population population{1, static_cast<std::size_t>(state.range(0))};
    std::vector<Pair> pairs;
    for (int i = 0; i < 1'000; ++i) pairs.push_back(population.make_pair());
    std::size_t next = 0;
    for (auto _ : state) {
        auto const& evidence = pairs[next++ % pairs.size()].evidence;
        benchmark::DoNotOptimize(match(evidence, population.candidates()));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(match_report)->Arg(100)->Arg(2'000)->Arg(20'000)->Unit(benchmark::kMicrosecond);

void compare_names(benchmark::State& state)
{
    auto const one = fold("Łukasiewicz-O'Brien");
    auto const other = fold("UKASIEWICZ OBRIAN");
    for (auto _ : state) benchmark::DoNotOptimize(compare_family(one, other));
}
BENCHMARK(compare_names);

} // namespace

} // namespace foramen::matching

BENCHMARK_MAIN();
