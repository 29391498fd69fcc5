// Why this file exists: whatever expression comes in, it is compiled or refused, and it ends.
#include "fhir/json/json.h"
#include "fhir/path/path.h"
#include "tests/fuzz/target.h"

namespace {

using namespace fhir;

constexpr std::size_t text_max = 4096;
constexpr unsigned steps_max = 20'000;

Tree const& patient()
{
    static auto const made = [] {
        auto tree = json::read(R"({"resourceType":"Patient","id":"p","active":true,
"contained":[{"resourceType":"Organization","id":"o","name":"O"}],
"managingOrganization":{"reference":"#o"},
"extension":[{"url":"urn:x","valueQuantity":{"value":1.50,"code":"kg",
"system":"http://unitsofmeasure.org"}}],
"name":[{"use":"official","family":"Example","given":["Ann","Mary"],
"_given":[null,{"id":"g"}],"period":{"start":"2001-05-06"}},{"text":"A"}],
"gender":"female","birthDate":"1970-01-01","multipleBirthInteger":2})");
        bind(tree->root(), *r4().type("Patient"), r4());
        return std::move(*tree);
    }();
    return made;
}

} // namespace

int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    if (size > text_max) return 0;
    auto const text = fuzz::text_of(bytes, size);
    auto const& root = patient().root();
    for (auto const* focus : {root.type, static_cast<Type const*>(nullptr)}) {
        auto const compiled = path::Expression::compile(text, r4(), focus);
        if (!compiled) {
            fuzz::promise(!compiled.issues().empty(), "a refusal says why");
            continue;
        }
        path::Environment environment;
        environment.resource = environment.root_resource = &root;
        environment.now = "2030-01-02T09:00:00Z";
        environment.steps_max = steps_max;
        Tree scratch;
        auto const found = path::evaluate(*compiled, root, environment, scratch);
        fuzz::promise(found || !found.issues().empty(), "a refusal says why");
        if (found) path::is_true(*found);
    }
    return 0;
}
