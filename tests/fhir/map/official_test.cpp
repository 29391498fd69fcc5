// The official tests of the mapping language (hapifhir/fhir-test-cases, r5/structure-mapping),
// where they stand beside the project; and maps of our own in tests/fhir/map/maps, which ask for
// the same.
#include "tests/fhir/map/workbench.h"

#include "fhir/path/path.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace fhir::map {
namespace {

using namespace workbench;

std::string const official = FORAMEN_ROOT "/../shared/data/fml/";

std::string text_of(std::string const& file)
{
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// What the CDA tests need of CDA: they are for a logical model that does not stand beside them.
TypeSource const& with_document()
{
    static auto const made = [] {
        auto layered = std::make_unique<LayeredTypes>(r4());
        std::string const url = "http://hl7.org/fhir/cdatest/StructureDefinition/";
        layered->add("ClinicalDocument", url + "ClinicalDocument",
                     {{"code", 0, 1, "CD", {}}, {"title", 0, 1, "ST", {}}});
        layered->add("ST", url + "ST", {{"data", 0, 1, "string", {}}});
        layered->add("CD", url + "CD",
                     {{"code", 0, 1, "string", {}}, {"translation", 0, UINT32_MAX, "CD", {}}});
        layered->settle();
        return layered;
    }();
    return *made;
}

struct KnowsBase final : path::Surroundings {
    std::optional<bool> conforms_to(Element const& element, std::string_view structure) override
    {
        auto const* const type = r4().type(structure);
        if (type == nullptr || element.type == nullptr) return {};
        return element.type->is_a(type->name);
    }
};

std::string url_of(std::string const& map_text)
{
    if (map_text.find("resourceType") != std::string::npos) {
        return std::string{json::read(map_text.substr(map_text.find('{')))->root().value("url")};
    }
    auto const begin = map_text.find("http");
    return map_text.substr(begin, map_text.find_first_of("'\"", begin) - begin);
}

std::string run_on(std::string const& map_text, std::string const& source_text)
{
    SourceFile const maps[] = {{"official.map", map_text}};
    auto const library = Library::load(maps, {}, with_document());
    if (!library) return "! " + told(library.issues());
    auto source = json::read(source_text);
    if (!source) return "! " + told(source.issues());
    bind(source->root(), *r4().type(source->root().text), r4());
    Element const* const sources[] = {&source->root()};
    KnowsBase known;
    map::Run settings;
    settings.surroundings = &known;
    auto const* const plan = library->find(url_of(map_text));
    if (plan == nullptr) return "! no plan";
    auto const result = run(*plan, sources, settings);
    return result ? json::write(result->root()) : "! " + told(result.issues());
}

struct Official {
    char const* map;
    char const* source;
    /// A file, or the result itself where the file is the XML of a CDA document.
    char const* expected;
    char const* remark;
};
constexpr Official tests[] = {
    {"qr2pat-assignment.map", "qr.json", "qr2pat-assignment-res.json", "R4"},
    {"qr2pat-gender.map", "qr.json", "qr2pat-gender-res.json", "R4"},
    {"qr2pat-humannametwice.map", "qr.json", "qr2pat-humannametwice-res.json", "R4"},
    {"qr2pat-humannameshared.map", "qr.json", "qr2pat-humannameshared-res.json", "R4"},
    {"qr2reference.map", "qr.json", "qr2reference-res.json", "R4"},
    {"qr2pat-gender-conformstoqr.map", "qr.json", "qr2pat-gender-res.json",
     "R4; conformsTo() is asked of the caller"},
    // These need the logical model of CDA, which is not part of the tests; here a small one of our
    // own. Their results are XML of a namespace that FHIR XML does not have (data as text, codes as
    // attributes): the trees are compared.
    {"qr2cda.map", "qr.json", R"({"title":{"data":"Hello CDA"}})", "CDA: qr2cda-res.xml"},
    {"qr2cdaxsi.map", "qr.json", R"({"code":{"code":"1","translation":[{"code":"1"}]}})",
     "CDA: qr2cdaxsi-res.xml, without xsi:type"},
    {"qr2cda-eval.json", "qr.json", R"({"title":{"data":"Hello CDA"}})",
     "CDA: qr2cda-eval-res.xml; a StructureMap"},
    {"qr2cda-eval.map", "qr.json", R"({"title":{"data":"Hello CDA"}})", "CDA: qr2cda-eval-res.xml"},
    // Not in the manifest; the result is what the names of its extensions say.
    {"cast.map", "qrext.json",
     R"({"resourceType":"Observation","extension":[{"url":"urn:implicitstring",)"
     R"("valueString":"implicit"},{"url":"urn:explicitstring","valueString":"explicit"},)"
     R"({"url":"urn:positiveInt","valuePositiveInt":2147483647},)"
     R"({"url":"urn:positiveIntString","valuePositiveInt":2147483647}]})",
     "R4"},
};
// ActivityDefinition.map has no result: it is R3 to R4 and needs the types of R3 and the maps that
// it imports, which do not stand there. syntax.map has none either, and names an element
// ("identifer") that Basic does not have: the parser's test. Both are read below.

TEST(OfficialMaps, GiveTheExpectedResults)
{
    if (!std::filesystem::exists(official + "manifest.xml")) return; // maps/ asks for the same.
    for (auto const& one : tests) {
        auto const map = text_of(official + one.map);
        auto const source = text_of(official + one.source);
        std::string expected{one.expected};
        if (!expected.starts_with('{')) {
            expected = json::write(json::read(text_of(official + expected))->root());
        }
        EXPECT_EQ(run_on(map, source), expected) << one.map << ": " << one.remark;
        if (map.starts_with("map")) {
            auto const resource = to_structure_map({one.map, map});
            ASSERT_TRUE(resource.has_value()) << told(resource.issues());
            auto const json = json::write(resource->root());
            EXPECT_EQ(run_on(json, source), expected) << one.map << " as a StructureMap";
        }
    }
}

TEST(OfficialMaps, AreAllInTheTable)
{
    if (!std::filesystem::exists(official + "manifest.xml")) return;
    auto const manifest = text_of(official + "manifest.xml");
    std::size_t count = 0;
    for (auto at = manifest.find("map=\""); at != std::string::npos;
         at = manifest.find("map=\"", at + 1)) {
        auto const name = manifest.substr(at + 5, manifest.find('"', at + 5) - at - 5);
        EXPECT_TRUE(std::ranges::any_of(tests, [&](auto const& one) { return one.map == name; }))
            << name;
        ++count;
    }
    EXPECT_EQ(count, 10u);
}

TEST(OfficialMaps, WithoutAResultAreRead)
{
    if (!std::filesystem::exists(official + "manifest.xml")) return;
    for (auto const* const name : {"ActivityDefinition.map", "syntax.map"}) {
        auto const made = to_structure_map({name, text_of(official + name)});
        EXPECT_TRUE(made.has_value()) << told(made.issues());
    }
    SourceFile const maps[] = {{"syntax.map", text_of(official + "syntax.map")}};
    auto const library = Library::load(maps, {}, r4());
    ASSERT_FALSE(library.has_value());
    EXPECT_NE(told(library.issues()).find("'identifer' is no element of Basic"), std::string::npos);
}

/// maps/NAME/: *.map or map.json (the first in order runs), source.json, expected.json.
TEST(OwnMaps, GiveTheExpectedResults)
{
    namespace files = std::filesystem;
    std::size_t count = 0;
    for (auto const& folder : files::directory_iterator{FORAMEN_ROOT "/tests/fhir/map/maps"}) {
        auto const path = folder.path().string();
        auto const expected = text_of(path + "/expected.json");
        ASSERT_FALSE(expected.empty()) << path;
        auto const map =
            text_of(path + (files::exists(path + "/map.json") ? "/map.json" : "/map.map"));
        EXPECT_EQ(run_on(map, text_of(path + "/source.json")),
                  json::write(json::read(expected)->root()))
            << path;
        ++count;
    }
    EXPECT_GE(count, 6u);
}

} // namespace
} // namespace fhir::map
