// Why this file exists: FHIRPath evaluations a second on the questions of fhirpath_peer/, as JSON
// lines for peer.mjs, which sets npm fhirpath beside them.
// usage: fhirpath_bench FOLDER [SECONDS_EACH [NAME]]
#include "fhir/json/json.h"
#include "fhir/path/path.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace {

using namespace fhir;

/// Values that expressions make stay until their tree goes.
constexpr std::size_t evaluations_a_tree = 4'096;

[[noreturn]] void stop(std::string const& why)
{
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

Tree read(std::string const& file)
{
    std::ifstream in{file, std::ios::binary};
    auto tree = json::read(std::string{std::istreambuf_iterator<char>{in}, {}});
    if (!tree) stop(file + ": " + tree.issues()[0].text);
    return std::move(*tree);
}

struct Measured {
    double per_second = 0;
    std::string answer;
};

Measured measure(std::string const& text, Element const& resource, double seconds)
{
    auto const compiled = path::Expression::compile(text, r4(), resource.type);
    if (!compiled) stop(text + ": " + compiled.issues()[0].text);
    path::Environment environment;
    environment.resource = environment.root_resource = &resource;
    environment.now = "2030-01-02T10:11:12.000Z";
    Measured result;
    auto scratch = std::make_unique<Tree>();
    auto const first = path::evaluate(*compiled, resource, environment, *scratch);
    if (!first) stop(text + ": " + first.issues()[0].text);
    for (auto const* one : *first) {
        if (!result.answer.empty()) result.answer += '|';
        result.answer += one->text;
    }
    std::size_t count = 0;
    std::size_t items = 0;
    auto const begin = std::chrono::steady_clock::now();
    std::chrono::duration<double> spent{};
    for (; spent.count() < seconds; spent = std::chrono::steady_clock::now() - begin) {
        for (int i = 0; i < 100; ++i, ++count) {
            if (count % evaluations_a_tree == 0) scratch = std::make_unique<Tree>();
            items += path::evaluate(*compiled, resource, environment, *scratch)->size();
        }
    }
    if (items != first->size() * count) stop(text + ": answers change");
    result.per_second = static_cast<double>(count) / spent.count();
    return result;
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 2) stop("usage: fhirpath_bench FOLDER [SECONDS_EACH [NAME]]");
    std::string const folder = arguments[1];
    double const seconds = count > 2 ? std::atof(arguments[2]) : 1;
    std::string_view const only = count > 3 ? arguments[3] : "";
    auto const questions = read(folder + "/questions.json");
    for (auto const* one = questions.root().first; one != nullptr; one = one->next) {
        if (!only.empty() && one->value("name") != only) continue;
        auto resource = read(folder + "/" + std::string{one->value("resource")} + ".json");
        auto const* const type = r4().type(resource.root().text);
        if (type == nullptr) stop("the resource has no type");
        bind(resource.root(), *type, r4());
        auto const found = measure(std::string{one->value("text")}, resource.root(), seconds);
        std::printf("{\"name\":\"%s\",\"perSecond\":%.0f,\"answer\":\"%s\"}\n",
                    std::string{one->value("name")}.c_str(), found.per_second,
                    found.answer.c_str());
    }
}
