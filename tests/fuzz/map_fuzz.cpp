// Why this file exists: whatever map comes in, it is compiled or refused, and its run ends.
#include "fhir/json/json.h"
#include "fhir/map/map.h"
#include "fhir/map/structure_map.h"
#include "tests/fuzz/target.h"

#include <array>

namespace {

using namespace fhir;

constexpr std::size_t text_max = 16 * 1024;

Tree const& patient()
{
    static auto const made = [] {
        auto tree = json::read(R"({"resourceType":"Patient","id":"p","active":true,
"name":[{"use":"official","family":"Example","given":["Ann","Mary"]},{"text":"A"}],
"gender":"female","birthDate":"1970-01-01"})");
        bind(tree->root(), *r4().type("Patient"), r4());
        return std::move(*tree);
    }();
    return made;
}

Parsed<Tree> run_on_patient(map::Plan const& plan)
{
    std::array const sources{&patient().root()};
    std::vector<map::TraceLine> trace;
    map::Run const settings{"seed", "2030-01-02T09:00:00Z", &trace};
    return map::run(plan, sources, settings);
}

/// The same map as a StructureMap is loaded and makes the same.
void compare(map::SourceFile const& file, std::string const& made)
{
    auto const resource = map::to_structure_map(file);
    if (!resource) return; // It is a StructureMap already.
    std::array const files{map::SourceFile{"m.json", json::write(resource->root())}};
    auto const library = map::Library::load(files, {}, r4());
    fuzz::promise(library.has_value(), "a map that loads also loads as a StructureMap");
    auto const again = run_on_patient(*library->find("urn:m"));
    fuzz::promise(again && json::write(again->root()) == made, "and makes the same");
}

} // namespace

int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    if (size > text_max) return 0;
    std::array const files{map::SourceFile{"m.map", std::string{fuzz::text_of(bytes, size)}}};
    auto const library = map::Library::load(files, {}, r4());
    if (!library) {
        fuzz::promise(!library.issues().empty(), "a refusal says why");
        return 0;
    }
    auto const* const plan = library->find("urn:m");
    if (plan == nullptr) return 0;
    auto const made = run_on_patient(*plan);
    fuzz::promise(made || !made.issues().empty(), "a refusal says why");
    if (!made) return 0;
    auto const text = json::write(made->root());
    fuzz::promise(!text.empty(), "what is made can be written");
    compare(files[0], text);
    return 0;
}
