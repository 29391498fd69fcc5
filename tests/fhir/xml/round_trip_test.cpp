// Why this file exists: every resource of the R4 definitions package survives JSON to XML to JSON,
// by the word of another JSON library.
#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"
#include "fhir/xml/xml.h"
#include "tests/fhir/round_trip.h"

namespace fhir::round_trip {
namespace {

using xml::Layout;

void expect_equal_through_xml(std::string const& text, std::string const& what, Layout layout)
{
    auto before = json::read(text, large<json::Limits>());
    ASSERT_TRUE(before) << what;
    bind(before->root(), *r4().type(before->root().text), r4());
    auto const written = xml::write(before->root(), layout);
    ASSERT_TRUE(written) << what << ": " << written.issues()[0].expression << " "
                         << written.issues()[0].text;
    auto const after = xml::read(*written, r4(), large<xml::Limits>());
    ASSERT_TRUE(after) << what << ": " << after.issues()[0].expression << " "
                       << after.issues()[0].text;
    expect_same_json(text, json::write(after->root()), what);
}

/// The resources that are the entries of a Bundle of the definitions.
unsigned expect_entries_equal(fs::path const& file)
{
    unsigned count = 0;
    auto const name = file.filename().string();
    auto const tree = json::read(text_of(file), large<json::Limits>());
    EXPECT_TRUE(tree) << name;
    if (!tree) return 0;
    for (auto const* one = tree->root().first; one != nullptr; one = one->next) {
        auto const* const resource = one->name == "entry" ? one->child("resource") : nullptr;
        if (resource == nullptr) continue;
        auto const where = name + " " + std::string{resource->value("url")};
        expect_equal_through_xml(json::write(*resource), where, Layout::compact);
        ++count;
    }
    return count;
}

TEST(RoundTripThroughXml, KeepsEveryResourceOfTheDefinitions)
{
    unsigned count = 0;
    each_json(definitions(), [&](fs::path const& file) { count += expect_entries_equal(file); });
    EXPECT_GT(count, 1'000u);
    RecordProperty("resources", static_cast<int>(count));
}

TEST(RoundTripThroughXml, KeepsOurOwnResources)
{
    auto const count = each_json(own_resources(), [](fs::path const& file) {
        for (auto const layout : {Layout::compact, Layout::pretty}) {
            expect_equal_through_xml(text_of(file), file.filename(), layout);
        }
    });
    EXPECT_GE(count, 7u);
}

TEST(RoundTripThroughXml, KeepsTheExamplesOfUkCore)
{
    if (!fs::exists(uk_core())) return;
    each_json(uk_core(), [](fs::path const& file) {
        expect_equal_through_xml(text_of(file), file.filename(), Layout::pretty);
    });
}

} // namespace
} // namespace fhir::round_trip
