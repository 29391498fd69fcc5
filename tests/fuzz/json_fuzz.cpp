// Why this file exists: whatever JSON comes in, what was read is written and read again alike, and
// what XML is made of it is well-formed.
#include "fhir/json/json.h"
#include "fhir/xml/scanner.h"
#include "fhir/xml/xml.h"
#include "tests/fuzz/target.h"

namespace {

using namespace fhir;

constexpr json::Limits limits{1 << 20, 64, 100'000};

void expect_well_formed(std::string const& xml)
{
    auto const begin = xml.find("?>") + 2;
    xml::Scanner scanner{std::string_view{xml}.substr(begin), 1'000};
    for (auto event = scanner.next(); event != xml::Event::finish; event = scanner.next()) {
        fuzz::promise(event != xml::Event::refused, "XML that is written is well-formed");
    }
}

} // namespace

int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    auto tree = json::read(fuzz::text_of(bytes, size), limits);
    if (!tree) {
        fuzz::promise(!tree.issues().empty(), "a refusal says why");
        return 0;
    }
    auto const* const type = r4().type(tree->root().text);
    for (auto const layout : {json::Layout::compact, json::Layout::pretty}) {
        auto const written = json::write(tree->root(), layout);
        auto const again = json::read(written, {8 << 20, 128, 1'000'000});
        fuzz::promise(again.has_value(), "what is written can be read");
        fuzz::promise(json::write(again->root(), layout) == written, "and is written alike");
        if (type != nullptr) bind(tree->root(), *type, r4());
    }
    for (auto const layout : {xml::Layout::compact, xml::Layout::pretty}) {
        auto const made = xml::write(tree->root(), layout);
        if (made) expect_well_formed(*made);
    }
    return 0;
}
