// Each example of mappings/examples: what comes out is what is written beside it. After a change
// on purpose: FORAMEN_REBASELINE=1 writes them anew; read the difference before you commit it.
#include "fhir/validate/validate.h"
#include "tests/gateway/mapping/example.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace foramen {
namespace {

using example::apply;

fhir::Tree read(std::string const& json)
{
    auto tree = fhir::json::read(json);
    if (!tree) throw std::runtime_error(example::told(tree.issues()));
    fhir::bind(tree->root(), *fhir::r4().type(tree->root().text), fhir::r4());
    return *std::move(tree);
}

std::string pretty(std::string const& json)
{
    return fhir::json::write(read(json).root(), fhir::json::Layout::pretty) + "\n";
}

void expect_nothing_empty(fhir::Element const& element, std::string const& where)
{
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        auto const place = where + "." + std::string{one->name};
        if (one->is_primitive()) {
            EXPECT_NE(one->kind, fhir::Kind::none) << place;
            EXPECT_FALSE(one->text.empty()) << place;
        } else {
            EXPECT_NE(one->first, nullptr) << place;
            expect_nothing_empty(*one, place);
        }
    }
}

class Examples : public testing::TestWithParam<std::string> {};

TEST_P(Examples, GiveWhatIsWrittenBesideThem)
{
    auto const file = example::folder(GetParam()) / "bundle.json";
    auto const made = pretty(apply(GetParam()).bundle);
    if (std::getenv("FORAMEN_REBASELINE") != nullptr) std::ofstream{file} << made;
    EXPECT_EQ(made, example::read_text(file));
}

TEST_P(Examples, KeepInTheHouseWhatIsWrittenBesideThem)
{
    auto const mapped = apply(GetParam());
    auto const audit = std::ranges::find(mapped.resources, "AuditEvent", &MappedResource::type);
    if (audit == mapped.resources.end()) return;
    auto const file = example::folder(GetParam()) / "audit.json";
    auto const made = pretty(audit->body);
    if (std::getenv("FORAMEN_REBASELINE") != nullptr) std::ofstream{file} << made;
    EXPECT_EQ(made, example::read_text(file));
}

TEST_P(Examples, GiveTheSameBytesTwice)
{
    auto const first = apply(GetParam());
    auto const second = apply(GetParam());
    EXPECT_EQ(first.bundle, second.bundle);
    ASSERT_EQ(first.resources.size(), second.resources.size());
    for (std::size_t i = 0; i < first.resources.size(); ++i) {
        EXPECT_EQ(first.resources[i].id, second.resources[i].id);
        EXPECT_EQ(first.resources[i].body, second.resources[i].body);
    }
}

TEST_P(Examples, PassTheValidatorAsABundleAndOneByOne)
{
    auto const mapped = apply(GetParam());
    auto const bundle = fhir::validate::check(read(mapped.bundle).root(), fhir::r4());
    EXPECT_TRUE(fhir::validate::is_valid(bundle)) << example::told(bundle);
    for (auto const& one : mapped.resources) {
        auto const issues = fhir::validate::check(read(one.body).root(), fhir::r4());
        EXPECT_TRUE(fhir::validate::is_valid(issues)) << one.type << ": " << example::told(issues);
    }
}

TEST_P(Examples, HoldNothingEmptyAndNoNull)
{
    auto const mapped = apply(GetParam());
    expect_nothing_empty(read(mapped.bundle).root(), "Bundle");
}

TEST_P(Examples, MayBeSentTwiceBecauseEachEntryAsksForItsIdentifier)
{
    auto const mapped = apply(GetParam());
    auto const tree = read(mapped.bundle);
    for (auto const* entry = tree.root().first; entry != nullptr; entry = entry->next) {
        if (entry->name != "entry") continue;
        auto const& resource = *entry->child("resource");
        auto const& request = *entry->child("request");
        auto const type = std::string{resource.text};
        EXPECT_EQ(entry->value("fullUrl"), "urn:uuid:" + std::string{resource.value("id")});
        if (request.value("method") == "POST") {
            EXPECT_EQ(request.value("url"), type);
            EXPECT_TRUE(request.value("ifNoneExist").starts_with("identifier=")) << type;
        } else {
            EXPECT_EQ(request.value("method"), "PUT");
            auto const expected = type == "Provenance"
                                      ? type + "/" + std::string{resource.value("id")}
                                      : type + "?identifier=";
            EXPECT_TRUE(request.value("url").starts_with(expected)) << request.value("url");
        }
    }
}

TEST_P(Examples, PointToResourcesOfTheStoreByTypeAndId)
{
    for (auto const& one : apply(GetParam()).resources) {
        EXPECT_EQ(one.id.size(), 36u);
        if (one.type == "Bundle") continue; // A document stays whole.
        EXPECT_THAT(one.body, testing::Not(testing::HasSubstr("urn:uuid:"))) << one.type;
    }
}

TEST_P(Examples, PointInsideTheBundleOnlyToWhatIsThere)
{
    auto const mapped = apply(GetParam());
    auto const urls = example::ask(mapped.bundle, "Bundle.descendants().fullUrl");
    for (auto const& reference :
         example::ask(mapped.bundle, "Bundle.descendants().reference.where(startsWith('urn:'))")) {
        EXPECT_THAT(urls, testing::Contains(reference));
    }
}

INSTANTIATE_TEST_SUITE_P(Mappings, Examples, testing::ValuesIn(example::names()),
                         [](auto const& instance) {
                             auto name = instance.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

} // namespace
} // namespace foramen
