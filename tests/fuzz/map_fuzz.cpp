// Why this file exists: whatever map comes in, it is compiled or refused, and its run ends.
#include "fhir/json/json.h"
#include "fhir/map/map.h"
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
    std::array const sources{&patient().root()};
    std::vector<map::TraceLine> trace;
    map::Run const settings{"seed", "2030-01-02T09:00:00Z", &trace};
    auto const made = map::run(*plan, sources, settings);
    fuzz::promise(made || !made.issues().empty(), "a refusal says why");
    if (made) fuzz::promise(!json::write(made->root()).empty(), "what is made can be written");
    return 0;
}
