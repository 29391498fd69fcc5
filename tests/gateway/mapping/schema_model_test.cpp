// The clinic's contract as types: what maps may name, and what a schema must not say.
#include "gateway/mapping/event_tree.h"
#include "tests/gateway/mapping/example.h"

#include <gmock/gmock.h>

namespace foramen {
namespace {

using fhir::map::SourceFile;
using testing::HasSubstr;

Models models_of(std::vector<SourceFile> const& files)
{
    auto models = Models::load(files, fhir::r4());
    if (!models) throw std::runtime_error(example::told(models.issues()));
    return *std::move(models);
}

std::string refusal(std::string const& schema)
{
    std::vector<SourceFile> const files{{"visit.schema.json", schema}};
    auto const models = Models::load(files, fhir::r4());
    return models ? "" : example::told(models.issues());
}

Models visit()
{
    return models_of({{"visit.schema.json", R"({"type":"object","required":["id"],"properties":{
        "id":{"type":"string"}, "day":{"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}$"},
        "at":{"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$"},
        "kind":{"enum":["a","b"],"default":"a"}, "count":{"type":"integer"},
        "dose":{"type":"number"}, "done":{"type":"boolean"},
        "words":{"type":"array","items":{"type":"string"}},
        "one":{"type":"object","properties":{"name":{"type":"string"}}},
        "two":{"type":"object","properties":{"name":{"type":"string"}}},
        "many":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"}}}}
        }})"}});
}

TEST(SchemaModel, GivesEachValueTheFhirTypeThatHoldsIt)
{
    auto const models = visit();
    auto const* const type = models.type("urn:foramen:model:visit");
    ASSERT_NE(type, nullptr);
    std::vector<std::pair<std::string, std::string>> const expected{
        {"id", "string"},     {"day", "date"},     {"at", "dateTime"},  {"kind", "code"},
        {"count", "integer"}, {"dose", "decimal"}, {"done", "boolean"}, {"words", "string"}};
    for (auto const& [name, type_name] : expected) {
        ASSERT_NE(type->child(name), nullptr) << name;
        EXPECT_EQ(type->child(name)->reference->type->name, type_name) << name;
    }
    EXPECT_TRUE(type->element("words")->list());
    EXPECT_EQ(type->element("id")->min, 1u);
    EXPECT_EQ(type->child("nothing"), nullptr);
}

TEST(SchemaModel, MakesOneTypeOfEqualSchemas)
{
    auto const models = visit();
    auto const* const one = models.type("urn:foramen:model:visit#/one");
    ASSERT_NE(one, nullptr);
    EXPECT_EQ(one, models.type("urn:foramen:model:visit#/two"));
    EXPECT_NE(one, models.type("urn:foramen:model:visit#/many"));
    EXPECT_EQ(models.type("urn:foramen:model:visit#/none"), nullptr);
}

TEST(SchemaModel, MakesThePatientOfAllEventsOneType)
{
    auto const files = std::vector<std::string>{"booking", "screening", "procedure-report"};
    std::vector<SourceFile> schemas;
    for (auto const& name : files) {
        auto const file = name + ".schema.json";
        schemas.push_back({file, example::read_text(example::mappings_folder() / "models" / file)});
    }
    auto const models = models_of(schemas);
    auto const* const patient = models.type("urn:foramen:model:booking#/patient");
    ASSERT_NE(patient, nullptr);
    EXPECT_EQ(patient, models.type("urn:foramen:model:screening#/patient"));
    EXPECT_EQ(patient, models.type("urn:foramen:model:procedure-report#/patient"));
}

TEST(SchemaModel, LetsAModelStandWholeInAnother)
{
    auto const models = models_of({{"step.schema.json", R"({"type":"object","properties":{
        "visit":{"$ref":"visit.schema.json"}}})"},
                                   {"visit.schema.json", R"({"type":"object","properties":{
        "day":{"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}$"}}})"}});
    auto const* const step = models.type("urn:foramen:model:step");
    ASSERT_NE(step, nullptr);
    EXPECT_EQ(step->child("visit")->reference->type, models.type("urn:foramen:model:visit"));
}

TEST(SchemaModel, KnowsTheTypesOfFhirToo)
{
    auto const models = visit();
    EXPECT_EQ(models.type("Patient"), fhir::r4().type("Patient"));
}

TEST(SchemaModel, RefusesWhatItCannotHoldAndSaysWhere)
{
    EXPECT_THAT(refusal(R"({"type":"object","properties":{"x":{"$ref":"#/y"}}})"),
                HasSubstr("visit.schema.json#/x"));
    EXPECT_THAT(refusal(R"({"type":"object","properties":{"x":{"$ref":"Patient.schema.json"}}})"),
                HasSubstr("visit.schema.json#/x"));
    EXPECT_THAT(refusal(R"({"type":"object","properties":{"x":{"type":"array"}}})"),
                HasSubstr("visit.schema.json#/x"));
    EXPECT_THAT(refusal(R"({"type":"object","properties":{"x":{"type":"object"}}})"),
                HasSubstr("visit.schema.json#/x"));
    EXPECT_THAT(refusal(R"({"type":"object","properties":{"x":{"minLength":1}}})"),
                HasSubstr("visit.schema.json#/x"));
    EXPECT_THAT(refusal(R"({"type":"object"})"), HasSubstr("visit.schema.json"));
    EXPECT_THAT(refusal("{"), HasSubstr("visit.schema.json, line 1"));
}

TEST(EventTree, NumbersTheObjectsOfAList)
{
    auto const models = visit();
    auto const tree = read_event(R"({"id":"v","many":[{"name":"a"},{"name":"b"}]})",
                                 *models.model("visit"), models);
    ASSERT_TRUE(tree);
    auto const* const first = tree->root().child("many");
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->value("ordinal"), "1");
    EXPECT_EQ(first->next->value("ordinal"), "2");
    EXPECT_NE(first->child("ordinal")->type, nullptr);
}

TEST(EventTree, LeavesBlankTextOutAndCompletesInstants)
{
    auto const models = visit();
    auto const tree = read_event(
        R"({"id":" ","at":"2030-01-01T10:00+01:00","words":["","a"," "],"one":{"name":""}})",
        *models.model("visit"), models);
    ASSERT_TRUE(tree);
    auto const& root = tree->root();
    EXPECT_EQ(root.child("id"), nullptr);
    EXPECT_EQ(root.value("at"), "2030-01-01T10:00:00+01:00");
    EXPECT_EQ(root.value("words"), "a");
    EXPECT_EQ(root.child("one")->first, nullptr);
    EXPECT_EQ(root.last->name, "one");
}

TEST(EventTree, GivesAbsentFactsTheDefaultOfTheModel)
{
    auto const models = visit();
    Facts const without{{"id", "v"}};
    auto const absent = make_facts(without, *models.model("visit"), models);
    ASSERT_TRUE(absent);
    EXPECT_EQ(absent->root().value("kind"), "a");
    Facts const with{{"id", "v"}, {"kind", "b"}};
    auto const given = make_facts(with, *models.model("visit"), models);
    ASSERT_TRUE(given);
    EXPECT_EQ(given->root().value("kind"), "b");
    EXPECT_FALSE(make_facts({}, *models.model("visit"), models));
    EXPECT_FALSE(make_facts({{"id", "v"}, {"other", "x"}}, *models.model("visit"), models));
}

} // namespace
} // namespace foramen
