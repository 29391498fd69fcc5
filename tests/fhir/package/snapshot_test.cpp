// Why this file exists: what a differential may say, rule by rule, in profiles that are small
// enough to be read.
#include "fhir/json/json.h"
#include "fhir/package/packages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace {

using fhir::Element;
using fhir::package::File;
using fhir::package::Package;
using fhir::package::Packages;

std::string const core = "http://hl7.org/fhir/StructureDefinition/";

std::string profile(std::string const& name, std::string const& type, std::string const& base,
                    std::string const& elements)
{
    return R"({"resourceType":"StructureDefinition","url":"http://x/)" + name +
           R"(","version":"1.0.0","name":")" + name + R"(","status":"active","kind":"resource",)" +
           R"("abstract":false,"type":")" + type + R"(","baseDefinition":")" + base +
           R"(","derivation":"constraint","differential":{"element":[)" + elements + "]}}";
}

Package package_of(std::vector<std::string> const& resources)
{
    Package made;
    made.name = "test";
    made.version = "1";
    for (auto const& text : resources) {
        auto tree = fhir::json::read(text);
        EXPECT_TRUE(tree) << text << tree.issues()[0].expression << tree.issues()[0].text;
        if (tree) made.files.push_back({"x.json", *std::move(tree)});
    }
    return made;
}

class Snapshot : public ::testing::Test {
protected:
    void add(std::vector<std::string> const& resources)
    {
        std::vector<Package> all;
        all.push_back(package_of(resources));
        issues = packages.add(std::move(all));
    }
    /// The profile http://x/p of an Observation.
    void observation(std::string const& elements)
    {
        add({profile("p", "Observation", core + "Observation", elements)});
    }
    Element const* at(std::string_view id, std::string_view url = "http://x/p")
    {
        auto const* const structure = packages.structure(url);
        if (structure == nullptr) return nullptr;
        for (auto const* one = structure->child("snapshot")->first; one != nullptr;
             one = one->next) {
            if (one->value("id") == id) return one;
        }
        return nullptr;
    }
    std::string text_of_issues() const
    {
        std::string text;
        for (auto const& one : issues) text += one.expression + ": " + one.text + "\n";
        return text;
    }

    Packages packages;
    fhir::Issues issues;
};

TEST_F(Snapshot, TakesAllOfTheBaseWhenTheDifferentialSaysNothing)
{
    observation(R"({"path":"Observation"})");
    unsigned ours = 0;
    unsigned theirs = 0;
    auto const count = [](Element const* structure) {
        unsigned elements = 0;
        for (auto* one = structure->child("snapshot")->first; one != nullptr; one = one->next) {
            ++elements;
        }
        return elements;
    };
    ours = count(packages.structure("http://x/p"));
    theirs = count(packages.structure(core + "Observation"));
    EXPECT_EQ(ours, theirs);
    EXPECT_TRUE(issues.empty()) << text_of_issues();
}

TEST_F(Snapshot, MergesConstraintsByKeyAndReplacesTheRest)
{
    observation(R"({"id":"Observation","path":"Observation","constraint":[)"
                R"({"key":"own-1","severity":"error","human":"x","expression":"true"}]},)"
                R"({"id":"Observation.status","path":"Observation.status","mustSupport":true,)"
                R"("patternCode":"final"},)"
                R"({"id":"Observation.note","path":"Observation.note","max":"0"})");
    std::vector<std::string_view> keys;
    for (auto* one = at("Observation")->first; one != nullptr; one = one->next) {
        if (one->name == "constraint") keys.push_back(one->value("key"));
    }
    EXPECT_EQ(keys.back(), "own-1");
    std::ranges::sort(keys);
    EXPECT_EQ(keys, (std::vector<std::string_view>{"dom-2", "dom-3", "dom-4", "dom-5", "dom-6",
                                                   "obs-6", "obs-7", "own-1"}));
    EXPECT_EQ(at("Observation.status")->value("patternCode"), "final");
    EXPECT_EQ(at("Observation.status")->value("mustSupport"), "true");
    EXPECT_EQ(at("Observation.status")->child("binding")->value("strength"), "required");
    EXPECT_EQ(at("Observation.note")->value("max"), "0");
    EXPECT_EQ(at("Observation.note")->child("base")->value("max"), "*");
}

TEST_F(Snapshot, MakesATypeSliceOfARenamedChoice)
{
    observation(R"({"path":"Observation.valueQuantity","min":1},)"
                R"({"path":"Observation.valueQuantity.code","fixedCode":"mm"})");
    auto const* const choice = at("Observation.value[x]");
    EXPECT_EQ(choice->child("type")->value("code"), "Quantity");
    auto const* const discriminator = choice->child("slicing")->child("discriminator");
    EXPECT_EQ(discriminator->value("type"), "type");
    EXPECT_EQ(discriminator->value("path"), "$this");
    EXPECT_EQ(choice->child("slicing")->value("rules"), "closed");
    auto const* const slice = at("Observation.value[x]:valueQuantity");
    ASSERT_NE(slice, nullptr);
    EXPECT_EQ(slice->value("min"), "1");
    EXPECT_EQ(slice->value("path"), "Observation.value[x]");
    auto const* const code = at("Observation.value[x]:valueQuantity.code");
    ASSERT_NE(code, nullptr);
    EXPECT_EQ(code->value("path"), "Observation.value[x].code");
    EXPECT_EQ(code->value("fixedCode"), "mm");
}

TEST_F(Snapshot, KeepsTwoRenamedChoicesAsTwoTypes)
{
    observation(R"({"path":"Observation.valueQuantity"},{"path":"Observation.valueString"})");
    auto const* const first = at("Observation.value[x]")->child("type");
    EXPECT_EQ(first->value("code"), "Quantity");
    EXPECT_EQ(first->next->value("code"), "string");
    EXPECT_NE(first->next->next->name, "type");
    EXPECT_NE(at("Observation.value[x]:valueString"), nullptr);
}

TEST_F(Snapshot, GoesIntoAContentReference)
{
    observation(R"({"path":"Observation.component.referenceRange.low","min":1})");
    auto const* const range = at("Observation.component.referenceRange");
    EXPECT_EQ(range->child("contentReference"), nullptr);
    EXPECT_EQ(range->child("type")->value("code"), "BackboneElement");
    EXPECT_EQ(at("Observation.component.referenceRange.low")->value("min"), "1");
    EXPECT_EQ(at("Observation.referenceRange.low")->value("min"), "0") << "only here, not there";
    EXPECT_NE(at("Observation.component.referenceRange.text"), nullptr);
}

TEST_F(Snapshot, FollowsAContentReferenceIntoItself)
{
    add({profile("p", "Questionnaire", core + "Questionnaire",
                 R"({"path":"Questionnaire.item.item.item.text","min":1})")});
    EXPECT_EQ(at("Questionnaire.item.item.item.text")->value("min"), "1");
    EXPECT_EQ(at("Questionnaire.item.item.text")->value("min"), "0");
    EXPECT_EQ(at("Questionnaire.item.item.item.item")->value("contentReference"),
              "#Questionnaire.item");
}

std::string const sliced =
    R"({"id":"Observation.category","path":"Observation.category","min":1,"slicing":)"
    R"({"discriminator":[{"type":"pattern","path":"$this"}],"rules":"open"}},)"
    R"({"id":"Observation.category:a","path":"Observation.category","sliceName":"a","max":"3"})";

TEST_F(Snapshot, CutsASliceFromTheMergedElement)
{
    observation(sliced);
    EXPECT_EQ(at("Observation.category")->value("min"), "1");
    auto const* const slice = at("Observation.category:a");
    ASSERT_NE(slice, nullptr);
    EXPECT_EQ(slice->value("min"), "0");
    EXPECT_EQ(slice->value("max"), "3");
    EXPECT_EQ(slice->child("slicing"), nullptr);
    EXPECT_EQ(slice->child("binding")->value("strength"), "preferred");
}

TEST_F(Snapshot, SaysThatASliceNeedsASlicing)
{
    observation(R"({"path":"Observation.note","sliceName":"only","min":1},)"
                R"({"path":"Observation.category","sliceName":"a"},)"
                R"({"path":"Observation.category","sliceName":"b"})");
    auto const text = text_of_issues();
    EXPECT_NE(text.find("Observation.note: it has one slice and no slicing"), std::string::npos);
    EXPECT_NE(text.find("Observation.category:b: it is a slice of what is not sliced"),
              std::string::npos)
        << text;
    EXPECT_EQ(at("Observation.note:only")->value("min"), "1");
    EXPECT_EQ(at("Observation.note"), nullptr);
}

TEST_F(Snapshot, SlicesASliceInADerivedProfile)
{
    add({profile("p", "Observation", core + "Observation", sliced),
         profile("q", "Observation", "http://x/p",
                 R"({"id":"Observation.category:a","path":"Observation.category","sliceName":"a",)"
                 R"("max":"2","slicing":{"discriminator":[{"type":"value","path":"text"}],)"
                 R"("rules":"closed"}},)"
                 R"({"id":"Observation.category:a/one","path":"Observation.category",)"
                 R"("sliceName":"a/one","min":1,"max":"1"},)"
                 R"({"id":"Observation.category:a/one.text","path":"Observation.category.text",)"
                 R"("fixedString":"one"})")});
    EXPECT_TRUE(issues.empty()) << text_of_issues();
    EXPECT_EQ(at("Observation.category:a", "http://x/q")->value("max"), "2");
    EXPECT_NE(at("Observation.category:a", "http://x/q")->child("slicing"), nullptr);
    auto const* const inner = at("Observation.category:a/one", "http://x/q");
    ASSERT_NE(inner, nullptr);
    EXPECT_EQ(inner->value("sliceName"), "a/one");
    EXPECT_EQ(inner->value("min"), "1");
    EXPECT_EQ(inner->child("slicing"), nullptr);
    EXPECT_EQ(at("Observation.category:a/one.text", "http://x/q")->value("fixedString"), "one");
    EXPECT_EQ(at("Observation.category:a", "http://x/p")->value("max"), "3") << "unchanged";
}

TEST_F(Snapshot, FollowsThePathWhereThereAreNoIds)
{
    observation(R"({"path":"Observation.category","slicing":{"discriminator":)"
                R"([{"type":"value","path":"text"}],"rules":"open"}},)"
                R"({"path":"Observation.category","sliceName":"a"},)"
                R"({"path":"Observation.category.text","fixedString":"a"},)"
                R"({"path":"Observation.category","sliceName":"b"},)"
                R"({"path":"Observation.category.text","fixedString":"b"})");
    EXPECT_EQ(at("Observation.category:a.text")->value("fixedString"), "a");
    EXPECT_EQ(at("Observation.category:b.text")->value("fixedString"), "b");
    EXPECT_EQ(at("Observation.category.text"), nullptr);
}

TEST_F(Snapshot, TakesTheDefinitionOfAnExtensionAndOfATypeProfile)
{
    auto extension =
        profile("e", "Extension", core + "Extension",
                R"({"path":"Extension","min":0,"max":"1","isModifier":true,"constraint":[)"
                R"({"key":"e-1","severity":"error","human":"x","expression":"true"}]},)"
                R"({"path":"Extension.url","fixedUri":"http://x/e"},)"
                R"({"path":"Extension.value[x]","min":1,"type":[{"code":"Coding"}]})");
    add({extension,
         profile("p", "Observation", core + "Observation",
                 R"({"path":"Observation.modifierExtension","sliceName":"e","type":[)"
                 R"({"code":"Extension","profile":["http://x/e"]}]},)"
                 R"({"path":"Observation.modifierExtension.valueCoding.code","min":1},)"
                 R"({"path":"Observation.referenceRange.low","type":[{"code":"Quantity",)"
                 R"("profile":["http://hl7.org/fhir/StructureDefinition/SimpleQuantity"]}]},)"
                 R"({"path":"Observation.referenceRange.low.unit","min":1})")});
    EXPECT_TRUE(issues.empty()) << text_of_issues();
    auto const* const slice = at("Observation.modifierExtension:e");
    ASSERT_NE(slice, nullptr);
    EXPECT_EQ(slice->value("max"), "1");
    EXPECT_EQ(slice->value("isModifier"), "true");
    EXPECT_NE(fhir::json::write(*slice).find("e-1"), std::string::npos);
    EXPECT_EQ(at("Observation.modifierExtension:e.url")->value("fixedUri"), "http://x/e");
    EXPECT_NE(at("Observation.modifierExtension:e.value[x]:valueCoding.code"), nullptr);
    EXPECT_EQ(at("Observation.modifierExtension")->child("slicing")->value("rules"), "open");
    EXPECT_EQ(at("Observation.referenceRange.low.comparator")->value("max"), "0");
    EXPECT_NE(fhir::json::write(*at("Observation.referenceRange.low")).find("sqty-1"),
              std::string::npos);
}

TEST_F(Snapshot, SaysWhatDoesNotFit)
{
    observation(R"({"path":"Observation.noSuchThing","min":1},)"
                R"({"path":"Observation.status","min":0,"max":"2"},)"
                R"({"path":"Patient.name"})");
    auto const text = text_of_issues();
    EXPECT_NE(text.find("Observation.noSuchThing: its base has no such element"), std::string::npos)
        << text;
    EXPECT_NE(text.find("max is larger"), std::string::npos);
    EXPECT_NE(text.find("min is smaller"), std::string::npos);
    EXPECT_NE(text.find("does not begin with the type"), std::string::npos);
    EXPECT_NE(at("Observation.status"), nullptr) << "what fits is there all the same";
}

TEST_F(Snapshot, IsNotMadeWithoutABaseOrInACircle)
{
    add({profile("lost", "Observation", "http://x/nowhere", R"({"path":"Observation"})"),
         profile("a", "Observation", "http://x/b", R"({"path":"Observation"})"),
         profile("b", "Observation", "http://x/a", R"({"path":"Observation"})"),
         profile("other", "Observation", core + "Patient", R"({"path":"Observation"})")});
    for (auto const* url : {"http://x/lost", "http://x/a", "http://x/b", "http://x/other"}) {
        EXPECT_EQ(packages.structure(url), nullptr) << url;
        EXPECT_FALSE(packages.snapshot_issues(url).empty()) << url;
    }
    EXPECT_EQ(packages.structure("http://x/not-there"), nullptr);
}

TEST_F(Snapshot, OfADeepPathCostsNoStack)
{
    std::string path = "Observation";
    for (auto i = 0; i < 20'000; ++i) path += ".extension";
    observation(R"({"path":")" + path + R"("})");
    EXPECT_NE(text_of_issues().find("too deep"), std::string::npos);
}

TEST_F(Snapshot, IsChosenByVersion)
{
    auto older = profile("p", "Observation", core + "Observation",
                         R"({"path":"Observation.note","max":"1"})");
    auto newer = profile("p", "Observation", core + "Observation|4.0.1",
                         R"({"path":"Observation.note","max":"2"})");
    newer.replace(newer.find("1.0.0"), 5, "1.10.0");
    older.replace(older.find("1.0.0"), 5, "1.9.0");
    add({newer, older});
    EXPECT_EQ(at("Observation.note")->value("max"), "2");
    EXPECT_EQ(at("Observation.note", "http://x/p|1.9.0")->value("max"), "1");
    EXPECT_EQ(at("Observation.note", "http://x/p|1.10")->value("max"), "2");
    EXPECT_EQ(packages.structure("http://x/p|2.0.0"), nullptr);
}

TEST(Dependencies, ComeFirstAndAreMissedWhenTheyAreNotThere)
{
    auto user = package_of({profile("derived", "Observation", "http://x/base",
                                    R"({"path":"Observation.note","max":"1"})")});
    user.name = "user";
    user.dependencies = {{"used", "1.x"}, {"hl7.fhir.r4.core", "4.0.1"}, {"absent", "3.0.0"}};
    auto used = package_of({profile("base", "Observation", core + "Observation",
                                    R"({"path":"Observation.note","min":1})")});
    used.name = "used";
    used.version = "1.4.0";
    used.dependencies = {{"user", "2.0.0"}, {"hl7.fhir.r4.core", "4.0.x"}}; // A circle.
    used.fhir_version = "5.0.0";
    Packages packages;
    std::vector<Package> all;
    all.push_back(std::move(user));
    all.push_back(std::move(used));
    auto const issues = packages.add(std::move(all));
    ASSERT_EQ(issues.size(), 3u);
    EXPECT_NE(issues[0].text.find("add user 2.0.0"), std::string::npos);
    EXPECT_NE(issues[1].text.find("add absent 3.0.0"), std::string::npos);
    EXPECT_NE(issues[2].text.find("another version of FHIR"), std::string::npos);
    EXPECT_NE(packages.structure("http://x/derived"), nullptr);
    ASSERT_EQ(packages.added().size(), 2u);
    EXPECT_EQ(packages.added()[0]->value("url"), "http://x/base");
}

TEST(Packages, MayBeAskedFromSeveralThreadsAtOnce)
{
    Packages const packages;
    std::vector<std::thread> askers;
    std::atomic<unsigned> found{0};
    for (auto i = 0; i < 4; ++i) {
        askers.emplace_back([&] {
            for (auto const* name :
                 {"Patient", "bodyweight", "Questionnaire", "patient-birthPlace"}) {
                if (packages.structure(core + name) != nullptr) ++found;
            }
            auto const* const set = "http://hl7.org/fhir/ValueSet/administrative-gender";
            if (packages.member(set, "", "male") == fhir::Membership::member) ++found;
        });
    }
    for (auto& one : askers) one.join();
    EXPECT_EQ(found, 20u);
}

} // namespace
