// Why this file exists: validations a second on the resources of validate_peer/, as JSON lines for
// peer.mjs, which sets npm fhir and @medplum/core beside them; and how the time grows with a
// Bundle. usage: validate_bench FOLDER NAME [SECONDS_EACH] | FOLDER --growth | FOLDER --once N
#include "fhir/json/json.h"
#include "fhir/package/packages.h"
#include "fhir/validate/validator.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace {

using namespace fhir;

[[noreturn]] void stop(std::string const& why)
{
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

Tree read(std::string const& text)
{
    json::Limits limits;
    limits.bytes_max = 1 << 30;
    limits.elements_max = 100'000'000;
    auto tree = json::read(text, limits);
    if (!tree) stop(tree.issues()[0].text);
    return std::move(*tree);
}

std::string text_of(std::string const& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Gives types to a fresh tree, as each resource that arrives needs it.
void bind(Tree& tree)
{
    auto const* const type = r4().type(tree.root().text);
    if (type == nullptr) stop("the resource has no type");
    fhir::bind(tree.root(), *type, r4());
}

template <class Check> double per_second(Check const& check, double seconds)
{
    if (!validate::is_valid(check())) stop("not valid");
    auto const begin = std::chrono::steady_clock::now();
    std::chrono::duration<double> spent{};
    std::size_t count = 0;
    for (; spent.count() < seconds; spent = std::chrono::steady_clock::now() - begin) {
        for (int i = 0; i < 10; ++i, ++count) {
            if (check().size() > 1'000'000) stop("too many issues");
        }
    }
    return static_cast<double>(count) / spent.count();
}

validate::Options with_rules()
{
    validate::Options options;
    options.shape = validate::Shape::json;
    options.invariants = validate::Invariants::evaluate;
    return options;
}

void measure(std::string const& file, double seconds)
{
    auto tree = read(text_of(file));
    auto const& root = tree.root();
    validate::Options structure;
    structure.shape = validate::Shape::json;
    auto const rules = with_rules();
    package::Packages const packages;
    validate::Validator const validator{packages};
    auto const run = [&](auto const& check) {
        return per_second(
            [&] {
                bind(tree);
                return check();
            },
            seconds);
    };
    std::printf("{\"structure\":%.0f,\"rules\":%.0f,\"packages\":%.0f}\n",
                run([&] { return validate::check(root, r4(), structure); }),
                run([&] { return validate::check(root, r4(), rules); }),
                run([&] { return validator.check(root, rules); }));
}

/// `count` Patients and Observations that point at each other.
std::string bundle_of(unsigned count)
{
    std::string text = R"({"resourceType":"Bundle","type":"collection","entry":[)";
    for (unsigned i = 0; i < count; ++i) {
        auto const id = std::to_string(i);
        auto const patient = std::to_string(i - i % 2);
        text += i == 0 ? "" : ",";
        text += R"({"fullUrl":"https://example.org/)";
        text += i % 2 == 0 ? "Patient/" : "Observation/";
        text += id + R"(","resource":)";
        text += i % 2 == 0 ? R"({"resourceType":"Patient","id":")" + id +
                                 R"(","name":[{"family":"A","given":["B"]}],"gender":"female",
                                 "birthDate":"1970-01-02"}})"
                           : R"({"resourceType":"Observation","id":")" + id +
                                 R"(","status":"final","code":{"text":"x"},"subject":{"reference":
                                 "Patient/)" +
                                 patient + R"("},"valueQuantity":{"value":1,"unit":"kg"}}})";
    }
    return text + "]}";
}

void growth()
{
    package::Packages const packages;
    validate::Validator const validator{packages};
    std::printf("%9s %22s %22s %22s\n", "entries", "structure us/entry", "rules us/entry",
                "packages us/entry");
    for (unsigned const count : {1U, 10U, 100U, 1'000U, 10'000U}) {
        auto tree = read(bundle_of(count));
        bind(tree);
        auto const& root = tree.root();
        auto const micro = [&](auto const& check) { return 1e6 / per_second(check, 0.5) / count; };
        std::printf("%9u %22.2f %22.2f %22.2f\n", count,
                    micro([&] { return validate::check(root, r4()); }),
                    micro([&] { return validate::check(root, r4(), with_rules()); }),
                    micro([&] { return validator.check(root); }));
    }
}

/// For profilers: nothing but this.
void check_once(unsigned count)
{
    package::Packages const packages;
    validate::Validator const validator{packages};
    auto tree = read(bundle_of(count));
    bind(tree);
    if (!validate::is_valid(validator.check(tree.root()))) stop("not valid");
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 3) {
        stop("usage: validate_bench FOLDER NAME [SECONDS_EACH] | FOLDER --growth | "
             "FOLDER --once N");
    }
    std::string const folder = arguments[1];
    std::string const name = arguments[2];
    if (name == "--growth") growth();
    else if (name == "--once") check_once(count > 3 ? std::atoi(arguments[3]) : 1'000);
    else measure(folder + "/" + name + ".json", count > 3 ? std::atof(arguments[3]) : 1);
}
