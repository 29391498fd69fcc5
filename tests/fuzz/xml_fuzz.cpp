// Why this file exists: whatever XML comes in, what was read is written and read again alike.
#include "fhir/json/json.h"
#include "fhir/xml/xml.h"
#include "tests/fuzz/target.h"

namespace {

using namespace fhir;

constexpr xml::Limits limits{1 << 20, 64, 100'000};
constexpr xml::Limits wider{16 << 20, 128, 1'000'000};

void read_and_write(std::string_view text, xml::Unknown unknown)
{
    auto const tree = xml::read(text, r4(), limits, unknown);
    if (!tree) {
        fuzz::promise(!tree.issues().empty(), "a refusal says why");
        return;
    }
    auto const json = json::write(tree->root());
    fuzz::promise(json::read(json, {16 << 20, 256, 1'000'000}).has_value(), "its JSON can be read");
    for (auto const layout : {xml::Layout::compact, xml::Layout::pretty}) {
        auto const written = xml::write(tree->root(), layout);
        fuzz::promise(written.has_value(), "what was read can be written");
        auto const again = xml::read(*written, r4(), wider, unknown);
        fuzz::promise(again.has_value(), "what is written can be read");
        // Out of order it may have been read, but it is never written so.
        auto const twice = xml::write(again->root(), layout);
        fuzz::promise(twice && *twice == *written, "and is written alike");
        if (unknown == xml::Unknown::refuse) {
            fuzz::promise(json::write(again->root()) == json, "its JSON stays the same");
        }
    }
}

} // namespace

int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    auto const text = fuzz::text_of(bytes, size);
    read_and_write(text, xml::Unknown::refuse);
    read_and_write(text, xml::Unknown::keep);
    return 0;
}
