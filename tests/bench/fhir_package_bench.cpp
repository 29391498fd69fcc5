// Why this file exists: UK Core (378 files) is loaded at start; with its snapshots that must stay
// well below a second, and a start without packages must not notice the packed core.
#include "fhir/package/packages.h"

#include <benchmark/benchmark.h>

#include <filesystem>

namespace {

namespace fs = std::filesystem;
using fhir::package::Package;
using fhir::package::Packages;

fs::path const uk_core{FORAMEN_ROOT "/../shared/data/ukcore/package"};
std::string const core = "http://hl7.org/fhir/StructureDefinition/";

void core_index(benchmark::State& state)
{
    for (auto _ : state) {
        Packages const packages;
        benchmark::DoNotOptimize(&packages);
    }
}

void first_snapshot_of_patient(benchmark::State& state)
{
    for (auto _ : state) {
        Packages const packages;
        if (packages.structure(core + "Patient") == nullptr) return state.SkipWithError("none");
    }
}

void known_structure(benchmark::State& state)
{
    Packages const packages;
    auto const url = core + "Patient";
    for (auto _ : state) benchmark::DoNotOptimize(packages.structure(url));
}

void uk_core_read(benchmark::State& state)
{
    if (!fs::exists(uk_core)) return state.SkipWithError("only beside the shared data");
    for (auto _ : state) {
        auto const package = fhir::package::read_folder(uk_core);
        if (!package) return state.SkipWithError("refused");
        state.counters["files"] = static_cast<double>(package->files.size());
    }
}

void uk_core_with_snapshots(benchmark::State& state)
{
    if (!fs::exists(uk_core)) return state.SkipWithError("only beside the shared data");
    for (auto _ : state) {
        Packages packages;
        auto package = fhir::package::read_folder(uk_core);
        if (!package) return state.SkipWithError("refused");
        std::vector<Package> all;
        all.push_back(*std::move(package));
        state.counters["issues"] = static_cast<double>(packages.add(std::move(all)).size());
    }
}

void uk_core_expansions(benchmark::State& state)
{
    if (!fs::exists(uk_core)) return state.SkipWithError("only beside the shared data");
    for (auto _ : state) {
        state.PauseTiming();
        Packages packages;
        auto package = fhir::package::read_folder(uk_core);
        if (!package) return state.SkipWithError("refused");
        std::vector<Package> all;
        all.push_back(*std::move(package));
        packages.add(std::move(all));
        state.ResumeTiming();
        for (auto const* const one : packages.added()) {
            if (one->text == "ValueSet") packages.expansion(one->value("url"));
        }
    }
}

BENCHMARK(core_index)->Unit(benchmark::kMillisecond);
BENCHMARK(first_snapshot_of_patient)->Unit(benchmark::kMillisecond);
BENCHMARK(known_structure)->Unit(benchmark::kNanosecond);
BENCHMARK(uk_core_read)->Unit(benchmark::kMillisecond);
BENCHMARK(uk_core_with_snapshots)->Unit(benchmark::kMillisecond);
BENCHMARK(uk_core_expansions)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
