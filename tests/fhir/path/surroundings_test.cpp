// Why this file exists: what an expression may ask of the world around its tree, and that it says
// so where nobody answers.
#include "tests/fhir/path/sentences.h"

#include <vector>

namespace fhir::path {
namespace {

constexpr std::string_view bundle_json = R"({"resourceType":"Bundle","type":"collection","entry":[
 {"fullUrl":"https://example.org/Patient/1","resource":{"resourceType":"Patient","id":"1",
   "gender":"female","managingOrganization":{"reference":"#o"},
   "contained":[{"resourceType":"Organization","id":"o","name":"Inside"}]}},
 {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Observation","id":"2","status":"final",
   "code":{"coding":[{"system":"urn:s","code":"a"},{"system":"urn:t","code":"b"}]},
   "subject":{"reference":"Patient/1"},"focus":[{"reference":"https://example.org/Patient/1"},
   {"reference":"Patient/9"},{"display":"none"}],
   "modifierExtension":[{"url":"urn:m","valueBoolean":true}],
   "component":[{"code":{"coding":[{"system":"urn:s","code":"c"}]}},
                {"code":{"coding":[{"system":"urn:s","code":"a"}]}}]}}]})";

class World : public Surroundings {
public:
    World() : elsewhere_{patient()} {}

    Element const* resolve(std::string_view reference) override
    {
        return reference == "Patient/9" ? &elsewhere_.root() : nullptr;
    }
    std::optional<bool> member_of(Element const& coded, std::string_view value_set) override
    {
        if (value_set != "urn:set") return {};
        return coded.text == "final";
    }
    std::optional<bool> conforms_to(Element const& element, std::string_view structure) override
    {
        if (structure != "urn:profile") return {};
        return element.child("subject") != nullptr;
    }
    std::optional<bool> is_in_slice(Element const&, Element const& child, std::string_view,
                                    std::string_view slice) override
    {
        if (slice != "coded") return {};
        return child.name == "code";
    }
    std::optional<bool> subsumes(Element const& coding, Element const& narrower) override
    {
        return coding.value("code") == "a" && narrower.value("code") == "c";
    }
    std::optional<bool> is_safe_html(std::string_view xhtml) override
    {
        return xhtml.find("script") == std::string_view::npos;
    }
    void traced(std::string_view name, std::span<Item const> items) override
    {
        traces.push_back(std::string{name} + ":" + std::to_string(items.size()));
    }

    std::vector<std::string> traces;

private:
    Tree elsewhere_;
};

/// Asks the Observation of the Bundle; the Bundle is %rootResource.
std::string ask_bundle(std::string_view text, Surroundings* surroundings)
{
    auto tree = json::read(bundle_json);
    EXPECT_TRUE(tree.has_value());
    bind(tree->root(), *r4().type("Bundle"), r4());
    auto const* const entry = tree->root().last;
    auto const& observation = *entry->child("resource");
    auto expression = Expression::compile(text, r4(), r4().type("Observation"));
    if (!expression) return "! " + expression.issues()[0].text;
    Tree scratch;
    Environment environment;
    environment.resource = &observation;
    environment.root_resource = &tree->root();
    environment.surroundings = surroundings;
    auto const items = evaluate(*expression, observation, environment, scratch);
    if (!items) return "! " + items.issues()[0].code;
    std::string result;
    for (auto const* one : *items) result += (result.empty() ? "" : ", ") + text_of(*one);
    return result;
}

TEST(FhirPathSurroundings, AreAskedForReferencesThatTheTreeDoesNotHold)
{
    World world;
    EXPECT_EQ(ask_bundle("subject.resolve().gender", nullptr), "female");
    EXPECT_EQ(ask_bundle("focus.resolve().count()", nullptr), "1");
    EXPECT_EQ(ask_bundle("focus.resolve().gender", &world), "female, male");
    EXPECT_EQ(
        ask_bundle("'urn:uuid:1'.resolve().id | 'Patient/1/_history/3'.resolve().id", nullptr),
        "2, 1");
    EXPECT_EQ(ask_bundle("'atient/1'.resolve().id", nullptr), "");
    EXPECT_EQ(ask_bundle("component.resolve() | 3.resolve()", nullptr), "");
}

TEST(FhirPathSurroundings, DecideWhatIsInAValueSet)
{
    World world;
    EXPECT_EQ(ask_bundle("status.memberOf('urn:set')", &world), "true");
    EXPECT_EQ(ask_bundle("status.memberOf('urn:set')", nullptr), "! exception");
    auto const gender = "gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')";
    EXPECT_EQ(ask(gender), "true");
    EXPECT_EQ(ask("'blue'.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')"),
              "false");
    EXPECT_EQ(ask_bundle("{}.memberOf('urn:set')", &world), "");
}

TEST(FhirPathSurroundings, DecideWhatConforms)
{
    World world;
    EXPECT_EQ(ask_bundle("conformsTo('urn:profile')", &world), "true");
    EXPECT_EQ(ask_bundle("conformsTo('urn:other')", &world), "! exception");
    auto const other = "conformsTo('http://hl7.org/fhir/StructureDefinition/Person')";
    EXPECT_EQ(ask_bundle(other, nullptr), "false");
    auto const own = "conformsTo('http://hl7.org/fhir/StructureDefinition/Observation')";
    EXPECT_EQ(ask_bundle(own, nullptr), "! not-supported");
}

TEST(FhirPathSurroundings, KnowWhichCodeIsAboveAnother)
{
    World world;
    EXPECT_EQ(ask_bundle("code.subsumes(component[0].code)", &world), "true");
    EXPECT_EQ(ask_bundle("code.subsumedBy(component[0].code)", &world), "false");
    EXPECT_EQ(ask_bundle("component[0].code.subsumedBy(code)", &world), "true");
    EXPECT_EQ(ask_bundle("code.subsumes(component[1].code)", nullptr), "true");
    EXPECT_EQ(ask_bundle("code.subsumes(component[0].code)", nullptr), "! not-supported");
}

TEST(FhirPathSurroundings, KnowSlicesNarrativesAndTraces)
{
    World world;
    EXPECT_EQ(ask_bundle("slice('urn:profile', 'coded').coding.count()", &world), "2");
    EXPECT_EQ(ask_bundle("slice('urn:profile', 'other')", &world), "! exception");
    EXPECT_EQ(ask_bundle("'<div/>'.htmlChecks() and '<script/>'.htmlChecks().not()", &world),
              "true");
    EXPECT_EQ(ask_bundle("'<div/>'.htmlChecks()", nullptr), "! not-supported");
    EXPECT_EQ(ask_bundle("component.trace('all').trace('codes', code.coding.code).count()", &world),
              "2");
    EXPECT_EQ(world.traces, (std::vector<std::string>{"all:2", "codes:2"}));
}

TEST(FhirPathSurroundings, LetOnlyNamedModifiersPass)
{
    EXPECT_EQ(ask_bundle("checkModifiers('urn:m').status", nullptr), "final");
    EXPECT_EQ(ask_bundle("checkModifiers('urn:n').status", nullptr), "! exception");
}

} // namespace
} // namespace fhir::path
