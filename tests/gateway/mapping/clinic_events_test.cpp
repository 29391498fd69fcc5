// Every event that the clinic's examples and our own stories hold can be mapped.
#include "tests/gateway/mapping/example.h"

namespace foramen {
namespace {

namespace fs = std::filesystem;

std::string map_named_by(std::string_view event)
{
    auto const tree = fhir::json::read(event);
    if (!tree) return "";
    auto const name = tree->root().value("event");
    if (name.starts_with("booking.")) return "booking";
    if (name.starts_with("screening.")) return "screening";
    return name.starts_with("procedureReport.") ? "procedure-report" : "";
}

unsigned map_all(fs::path const& folder)
{
    unsigned count = 0;
    if (!fs::exists(folder)) return count;
    for (auto const& file : fs::recursive_directory_iterator{folder}) {
        if (file.path().extension() != ".json") continue;
        auto const event = example::read_text(file.path());
        auto const map = map_named_by(event);
        if (map.empty()) continue;
        auto const mapped =
            example::mapper().apply(map, event, example::facts_of("booking-created"));
        EXPECT_TRUE(mapped) << file.path() << ": " << mapped.error().text();
        ++count;
    }
    return count;
}

TEST(ClinicEvents, OfOurOwnStoriesAllMap)
{
    EXPECT_GT(map_all(fs::path{FORAMEN_ROOT} / "tests" / "gateway" / "journey" / "data"), 0u);
    map_all(fs::path{FORAMEN_ROOT} / "tests" / "scenarios");
}

TEST(ClinicEvents, OfTheClinicsExamplesAllMap)
{
    map_all(fs::path{FORAMEN_ROOT} / ".." / "shared" / "data" / "clinic" / "examples");
}

} // namespace
} // namespace foramen
