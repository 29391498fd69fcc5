// Why this file exists: every resource of the R4 definitions package survives reading and
// writing, digits included, by the word of another JSON library.
#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"
#include "tests/fhir/round_trip.h"

namespace fhir::round_trip {
namespace {

enum class Binding { unbound, bound };

void expect_round_trip(fs::path const& file, Binding binding)
{
    auto const text = text_of(file);
    auto tree = json::read(text, large<json::Limits>());
    ASSERT_TRUE(tree) << file << ": " << tree.issues()[0].expression << tree.issues()[0].text;
    auto const* const type = r4().type(tree->root().text);
    if (binding == Binding::bound && type != nullptr) bind(tree->root(), *type, r4());
    expect_same_json(text, json::write(tree->root()), file);
}

TEST(RoundTrip, KeepsEveryResourceOfTheDefinitions)
{
    auto const count = each_json(
        definitions(), [](fs::path const& file) { expect_round_trip(file, Binding::unbound); });
    EXPECT_GT(count, 10u);
}

TEST(RoundTrip, KeepsOurOwnResources)
{
    auto const count = each_json(own_resources(), [](fs::path const& file) {
        expect_round_trip(file, Binding::bound);
        expect_round_trip(file, Binding::unbound);
    });
    EXPECT_GE(count, 7u);
}

TEST(RoundTrip, KeepsTheExamplesOfUkCore)
{
    if (!fs::exists(uk_core())) return;
    each_json(uk_core(), [](fs::path const& file) { expect_round_trip(file, Binding::bound); });
}

} // namespace
} // namespace fhir::round_trip
