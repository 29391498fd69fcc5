// Why this file exists: every accepted event is mapped before it is stored. Goals: a booking to a
// Bundle 50,000 times a second (the map alone), and all of apply() in 60 microseconds.
#include "fhir/json/json.h"
#include "fhir/map/map.h"
#include "fhir/validate/validate.h"
#include "gateway/mapping/event_tree.h"
#include "gateway/mapping/finish_bundle.h"
#include "gateway/mapping/mapper.h"
#include "gateway/mapping/read_folder.h"
#include "gateway/mapping/schema_model.h"

#include <benchmark/benchmark.h>

#include <array>
#include <fstream>
#include <iterator>

using namespace foramen;

namespace {

std::string const mappings = FORAMEN_ROOT "/mappings";

std::string event_of(std::string const& example)
{
    std::ifstream stream{mappings + "/examples/" + example + "/event.json"};
    std::string const text{std::istreambuf_iterator<char>{stream}, {}};
    return fhir::json::write(fhir::json::read(text)->root());
}

Facts const facts{{"messageId", "01900000-0000-7000-8000-000000000001"},
                  {"recorded", "2030-01-14T10:15:01.250Z"},
                  {"appointmentStatus", "booked"},
                  {"requestStatus", "active"}};

/// The parts of a Mapper, one by one.
struct Parts {
    MappingFiles files = *read_mapping_files(mappings);
    Models models = *Models::load(files.models, fhir::r4());
    fhir::map::Library library = *fhir::map::Library::load(files.maps, files.codes, models);
};

Parts const& parts()
{
    static Parts const made;
    return made;
}

/// One example with its facts, read once, and the map that it is for.
class Workpiece {
public:
    Workpiece(std::string const& name, std::string const& example)
        : event_{*read_event(event_of(example), *parts().models.model(name), parts().models)},
          known_{*make_facts(facts, *parts().models.model("facts"), parts().models)},
          plan_{*parts().library.find(name)}
    {}

    fhir::Parsed<fhir::Tree> run() const
    {
        std::array<fhir::Element const*, 2> const sources{&event_.root(), &known_.root()};
        return fhir::map::run(plan_, sources, {"seed", "2030-01-14T10:15:01.250Z"});
    }

private:
    fhir::Tree event_;
    fhir::Tree known_;
    fhir::map::Plan const& plan_;
};

void map_only(benchmark::State& state, std::string const& name, std::string const& example)
{
    Workpiece const piece{name, example};
    for (auto _ : state) {
        auto const made = piece.run();
        if (!made) return state.SkipWithError("refused");
        benchmark::DoNotOptimize(made->root().first);
    }
    state.SetItemsProcessed(state.iterations());
}

/// With the ids and requests that stay: what the peer in mapping_peer/ makes too.
void map_repeatable(benchmark::State& state, std::string const& name, std::string const& example)
{
    Workpiece const piece{name, example};
    for (auto _ : state) {
        auto made = piece.run();
        if (!made || !make_repeatable(*made, "seed")) return state.SkipWithError("refused");
        benchmark::DoNotOptimize(made->root().first);
    }
    state.SetItemsProcessed(state.iterations());
}

void map_and_validate(benchmark::State& state, std::string const& name, std::string const& example,
                      fhir::validate::Invariants invariants)
{
    Workpiece const piece{name, example};
    for (auto _ : state) {
        auto made = piece.run();
        if (!made || !make_repeatable(*made, "seed")) return state.SkipWithError("refused");
        fhir::validate::Options options;
        options.invariants = invariants;
        auto const issues = fhir::validate::check(made->root(), fhir::r4(), options);
        if (!fhir::validate::is_valid(issues)) return state.SkipWithError("not valid");
    }
    state.SetItemsProcessed(state.iterations());
}

void whole_apply(benchmark::State& state, std::string const& name, std::string const& example)
{
    static auto const mapper = Mapper::load(mappings);
    if (!mapper) return state.SkipWithError("the mappings do not load");
    auto const event = event_of(example);
    for (auto _ : state) {
        auto const mapped = mapper->apply(name, event, facts);
        if (!mapped) return state.SkipWithError("refused");
        benchmark::DoNotOptimize(mapped->bundle.data());
    }
    state.SetItemsProcessed(state.iterations());
}

void load(benchmark::State& state)
{
    for (auto _ : state) {
        auto const mapper = Mapper::load(mappings);
        if (!mapper) return state.SkipWithError("the mappings do not load");
    }
}

constexpr auto no_rules = fhir::validate::Invariants::skip;
constexpr auto all_rules = fhir::validate::Invariants::evaluate;

BENCHMARK_CAPTURE(map_only, booking, "booking", "booking-created");
BENCHMARK_CAPTURE(map_only, screening, "screening", "screening-high-risk");
BENCHMARK_CAPTURE(map_only, report, "procedure-report", "procedure-report-final");
BENCHMARK_CAPTURE(map_repeatable, booking, "booking", "booking-created");
BENCHMARK_CAPTURE(map_and_validate, booking, "booking", "booking-created", no_rules);
BENCHMARK_CAPTURE(map_and_validate, screening, "screening", "screening-high-risk", no_rules);
BENCHMARK_CAPTURE(map_and_validate, report, "procedure-report", "procedure-report-final", no_rules);
BENCHMARK_CAPTURE(map_and_validate, booking_by_its_rules, "booking", "booking-created", all_rules);
BENCHMARK_CAPTURE(map_and_validate, screening_by_its_rules, "screening", "screening-high-risk",
                  all_rules);
BENCHMARK_CAPTURE(map_and_validate, report_by_its_rules, "procedure-report",
                  "procedure-report-final", all_rules);
BENCHMARK_CAPTURE(whole_apply, booking, "booking", "booking-created");
BENCHMARK_CAPTURE(whole_apply, screening, "screening", "screening-high-risk");
BENCHMARK_CAPTURE(whole_apply, report, "procedure-report", "procedure-report-final");
BENCHMARK(load)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
