// Our own mappings as StructureMaps: the same examples make the same Bundles.
#include "fhir/json/json.h"
#include "fhir/map/map.h"
#include "fhir/map/structure_map.h"
#include "fhir/validate/validate.h"
#include "gateway/mapping/event_tree.h"
#include "gateway/mapping/read_folder.h"
#include "gateway/mapping/schema_model.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace foramen {
namespace {

namespace files = std::filesystem;

std::string const folder = FORAMEN_ROOT "/mappings";

std::string event_of(files::path const& example)
{
    std::ifstream stream{example / "event.json"};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string bundle_of(fhir::map::Library const& library, Models const& models,
                      std::string const& name, std::string const& event_text)
{
    Facts const facts{{"messageId", "01900000-0000-7000-8000-000000000001"},
                      {"recorded", "2030-01-14T10:15:01.250Z"},
                      {"appointmentStatus", "booked"},
                      {"requestStatus", "active"}};
    auto const event = read_event(event_text, *models.model(name), models);
    auto const known = make_facts(facts, *models.model("facts"), models);
    if (!event || !known) return "the example is not readable";
    std::array<fhir::Element const*, 2> const sources{&event->root(), &known->root()};
    auto const made = fhir::map::run(*library.find(name), sources, {"s", "2030-01-14T10:15:01Z"});
    return made ? fhir::json::write(made->root()) : "! " + made.issues()[0].text;
}

/// "booking-created" is an example of the map "booking".
std::string map_of(std::string const& example)
{
    for (auto const* const name : {"booking", "screening", "procedure-report", "approval"}) {
        if (example.starts_with(name)) return name;
    }
    return {};
}

TEST(OwnMappings, MakeTheSameAsStructureMaps)
{
    auto const read = read_mapping_files(folder);
    ASSERT_TRUE(read.has_value());
    auto const models = Models::load(read->models, fhir::r4());
    ASSERT_TRUE(models.has_value());
    std::vector<fhir::map::SourceFile> resources;
    for (auto const& one : read->maps) {
        auto const made = fhir::map::to_structure_map(one);
        ASSERT_TRUE(made.has_value()) << one.name;
        auto const issues = fhir::validate::check(made->root(), fhir::r4());
        EXPECT_TRUE(fhir::validate::is_valid(issues)) << one.name;
        resources.push_back({one.name + ".json", fhir::json::write(made->root())});
    }
    auto const direct = fhir::map::Library::load(read->maps, read->codes, *models);
    auto const again = fhir::map::Library::load(resources, read->codes, *models);
    ASSERT_TRUE(direct.has_value());
    ASSERT_TRUE(again.has_value()) << again.issues()[0].expression << again.issues()[0].text;
    std::size_t count = 0;
    for (auto const& example : files::directory_iterator{folder + "/examples"}) {
        auto const name = map_of(example.path().filename().string());
        if (name.empty()) continue;
        auto const event = event_of(example.path());
        auto const bundle = bundle_of(*direct, *models, name, event);
        EXPECT_TRUE(bundle.starts_with(R"({"resourceType":"Bundle")")) << example.path();
        EXPECT_EQ(bundle_of(*again, *models, name, event), bundle) << example.path();
        ++count;
    }
    EXPECT_GE(count, 18u);
}

} // namespace
} // namespace foramen
