// Why this file exists: each way to tell slices apart, and what follows from being in one.
#include "fhir/validate/profile.h"
#include "tests/fhir/validate/known.h"

#include <gmock/gmock.h>

namespace fhir::validate {
namespace {

using known::Known;
using known::patient;
using known::told;

/// Identifiers sliced by system into `nhs` (1..1, with a value) and `other` (0..*).
Known identifiers(std::string const& slicing)
{
    Known known;
    known.structure("urn:p", "Patient",
                    R"({"id":"Patient","path":"Patient"},
        {"id":"Patient.identifier","path":"Patient.identifier","min":0,"max":"*","slicing":{
         "discriminator":[{"type":"value","path":"system"}],)" +
                        slicing + R"(}},
        {"id":"Patient.identifier:nhs","path":"Patient.identifier","sliceName":"nhs","min":1,
         "max":"1"},
        {"id":"Patient.identifier:nhs.system","path":"Patient.identifier.system","min":1,"max":"1",
         "fixedUri":"urn:nhs"},
        {"id":"Patient.identifier:nhs.value","path":"Patient.identifier.value","min":1,"max":"1"},
        {"id":"Patient.identifier:other","path":"Patient.identifier","sliceName":"other","min":0,
         "max":"*"},
        {"id":"Patient.identifier:other.system","path":"Patient.identifier.system","min":0,
         "max":"1","patternUri":"urn:other"})");
    return known;
}

TEST(Slices, AreToldApartByAValue)
{
    auto const known = identifiers(R"("rules":"open")");
    EXPECT_EQ(told(known, patient(R"("identifier":[{"system":"urn:x"},
        {"system":"urn:nhs","value":"1"},{"system":"urn:other"}])"),
                   {"urn:p"}),
              "");
    EXPECT_EQ(told(known, patient(R"("identifier":[{"system":"urn:other"}])"), {"urn:p"}),
              "Patient: identifier (slice nhs) is missing (urn:p)\n");
    EXPECT_EQ(told(known, patient(R"("identifier":[{"system":"urn:nhs"},
        {"system":"urn:nhs","value":"2"}])"),
                   {"urn:p"}),
              "Patient: identifier (slice nhs) may be here 1 times at most (urn:p)\n"
              "Patient.identifier[0]: value is missing (urn:p)\n");
}

TEST(Slices, MayBeClosed)
{
    auto const known = identifiers(R"("rules":"closed")");
    EXPECT_EQ(told(known, patient(R"("identifier":[{"system":"urn:nhs","value":"1"},
        {"system":"urn:x"}])"),
                   {"urn:p"}),
              "Patient.identifier[1]: is none of the slices that the profile allows here, and it "
              "allows no other (urn:p)\n");
}

TEST(Slices, MayBeOpenAtTheEndOnly)
{
    auto const known = identifiers(R"("rules":"openAtEnd")");
    EXPECT_EQ(told(known, patient(R"("identifier":[{"system":"urn:x"},
        {"system":"urn:nhs","value":"1"}])"),
                   {"urn:p"}),
              "Patient.identifier[1]: must stand before those that are in no slice of the profile "
              "(urn:p)\n");
}

TEST(Slices, MayHaveAnOrder)
{
    auto const known = identifiers(R"("rules":"open","ordered":true)");
    EXPECT_EQ(told(known, patient(R"("identifier":[{"system":"urn:other"},
        {"system":"urn:nhs","value":"1"}])"),
                   {"urn:p"}),
              "Patient.identifier[1]: must stand in the order of the slices (urn:p)\n");
}

TEST(Slices, AreToldApartByAPatternDeepInside)
{
    Known known;
    known.structure("urn:p", "Observation", R"({"id":"Observation","path":"Observation"},
        {"id":"Observation.component","path":"Observation.component","min":0,"max":"*","slicing":{
         "discriminator":[{"type":"pattern","path":"code"}],"rules":"closed"}},
        {"id":"Observation.component:a","path":"Observation.component","sliceName":"a","min":0,
         "max":"1"},
        {"id":"Observation.component:a.code","path":"Observation.component.code","min":1,"max":"1",
         "patternCodeableConcept":{"coding":[{"system":"urn:s","code":"a"}]}},
        {"id":"Observation.component:b","path":"Observation.component","sliceName":"b","min":0,
         "max":"1"},
        {"id":"Observation.component:b.code","path":"Observation.component.code","min":1,"max":"1"},
        {"id":"Observation.component:b.code.coding","path":"Observation.component.code.coding",
         "min":1,"max":"*"},
        {"id":"Observation.component:b.code.coding.code",
         "path":"Observation.component.code.coding.code","min":1,"max":"1","fixedCode":"b"})");
    auto const observation = [](std::string const& code) {
        return R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"component":[
            {"code":{"coding":[{"system":"urn:s","code":"a","display":"A"}]},"valueString":"x"},
            {"code":{"coding":[{"code":")" +
               code + R"("}]},"valueString":"x"}]})";
    };
    EXPECT_EQ(told(known, observation("b"), {"urn:p"}), "");
    EXPECT_THAT(told(known, observation("c"), {"urn:p"}),
                testing::HasSubstr("Observation.component[1]: is none of the slices"));
}

TEST(Slices, AreToldApartByType)
{
    Known known;
    known.structure("urn:p", "Observation", R"({"id":"Observation","path":"Observation"},
        {"id":"Observation.value[x]","path":"Observation.value[x]","min":0,"max":"1","slicing":{
         "discriminator":[{"type":"type","path":"$this"}],"rules":"closed"}},
        {"id":"Observation.value[x]:valueQuantity","path":"Observation.value[x]",
         "sliceName":"valueQuantity","min":0,"max":"1","type":[{"code":"Quantity"}]},
        {"id":"Observation.value[x]:valueQuantity.code","path":"Observation.value[x].code",
         "min":1,"max":"1"})");
    std::string const head =
        R"({"resourceType":"Observation","status":"final","code":{"text":"x"},)";
    EXPECT_EQ(told(known, head + R"("valueQuantity":{"code":"kg","system":"urn:s"}})", {"urn:p"}),
              "");
    EXPECT_EQ(told(known, head + R"("valueQuantity":{"value":1}})", {"urn:p"}),
              "Observation.value.ofType(Quantity): code is missing (urn:p)\n");
    EXPECT_THAT(told(known, head + R"("valueString":"x"})", {"urn:p"}),
                testing::HasSubstr("Observation.value.ofType(string): is none of the slices"));
}

TEST(Slices, AreToldApartByWhatIsThere)
{
    Known known;
    known.structure("urn:p", "Patient", R"({"id":"Patient","path":"Patient"},
        {"id":"Patient.telecom","path":"Patient.telecom","min":0,"max":"*","slicing":{
         "discriminator":[{"type":"exists","path":"period"}],"rules":"open"}},
        {"id":"Patient.telecom:old","path":"Patient.telecom","sliceName":"old","min":0,"max":"1"},
        {"id":"Patient.telecom:old.period","path":"Patient.telecom.period","min":1,"max":"1"},
        {"id":"Patient.telecom:now","path":"Patient.telecom","sliceName":"now","min":1,"max":"*"},
        {"id":"Patient.telecom:now.period","path":"Patient.telecom.period","min":0,"max":"0"},
        {"id":"Patient.telecom:now.use","path":"Patient.telecom.use","min":1,"max":"1"})");
    EXPECT_EQ(told(known, patient(R"("telecom":[{"period":{"start":"2020"}},{"use":"home"}])"),
                   {"urn:p"}),
              "");
    EXPECT_EQ(
        told(known, patient(R"("telecom":[{"period":{"start":"2020"}},{"rank":1}])"), {"urn:p"}),
        "Patient.telecom[1]: use is missing (urn:p)\n");
}

TEST(Slices, AreToldApartByTheProfileOfWhatIsReferredTo)
{
    Known known;
    for (std::string const kind : {"Patient", "Practitioner"}) {
        known.structure("urn:" + kind, kind,
                        R"({"id":")" + kind + R"(","path":")" + kind + R"("},{"id":")" + kind +
                            R"(.name","path":")" + kind + R"(.name","min":1,"max":"*"})");
    }
    auto const slices = [](std::string const& type) {
        return R"j({"id":"Composition","path":"Composition"},
        {"id":"Composition.author","path":"Composition.author","min":1,"max":"*","slicing":{
         "discriminator":[{"type":")j" +
               type + R"j(","path":"resolve()"}],"rules":"closed"}},
        {"id":"Composition.author:patient","path":"Composition.author","sliceName":"patient",
         "min":0,"max":"1","type":[{"code":"Reference","targetProfile":["urn:Patient"]}]},
        {"id":"Composition.author:staff","path":"Composition.author","sliceName":"staff","min":1,
         "max":"*","type":[{"code":"Reference","targetProfile":["urn:Practitioner"]}]})j";
    };
    known.structure("urn:profile", "Composition", slices("profile"));
    known.structure("urn:type", "Composition", slices("type"));
    auto const composition = [](std::string const& name) {
        return R"({"resourceType":"Composition","status":"final","type":{"text":"x"},"date":"2020",
            "title":"x","contained":[{"resourceType":"Practitioner","id":"a",)" +
               name + R"(}],"author":[{"reference":"#a"}]})";
    };
    EXPECT_EQ(told(known, composition(R"("name":[{"text":"A"}])"), {"urn:profile"}), "");
    EXPECT_EQ(told(known, composition(R"("name":[{"text":"A"}])"), {"urn:type"}), "");
    EXPECT_THAT(told(known, composition(R"("active":true)"), {"urn:profile"}),
                testing::HasSubstr("Composition: author (slice staff) is missing"));
    EXPECT_THAT(told(known, composition(R"("active":true)"), {"urn:type"}),
                testing::HasSubstr("author[0]: refers to a resource that does not conform"));
}

TEST(Slices, OfSlices)
{
    Known known;
    known.structure("urn:p", "Patient", R"({"id":"Patient","path":"Patient"},
        {"id":"Patient.identifier","path":"Patient.identifier","min":0,"max":"*","slicing":{
         "discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
        {"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a","min":0,"max":"*",
         "slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open"}},
        {"id":"Patient.identifier:a.system","path":"Patient.identifier.system","min":1,"max":"1",
         "fixedUri":"urn:a"},
        {"id":"Patient.identifier:a/old","path":"Patient.identifier","sliceName":"a/old","min":0,
         "max":"1"},
        {"id":"Patient.identifier:a/old.use","path":"Patient.identifier.use","min":1,"max":"1",
         "fixedCode":"old"},
        {"id":"Patient.identifier:a/old.period","path":"Patient.identifier.period","min":1,
         "max":"1"})");
    EXPECT_EQ(told(known, patient(R"("identifier":[{"system":"urn:b","use":"old"},
        {"system":"urn:a","use":"old"},{"system":"urn:a"}])"),
                   {"urn:p"}),
              "Patient.identifier[1]: period is missing (urn:p)\n");
}

TEST(Slices, ThatNobodyCanTellApartSaySo)
{
    Known known;
    known.structure("urn:p", "Patient", R"j({"id":"Patient","path":"Patient"},
        {"id":"Patient.name","path":"Patient.name","min":0,"max":"*","slicing":{
         "discriminator":[{"type":"value","path":"given.where(true)"}],"rules":"open"}},
        {"id":"Patient.name:a","path":"Patient.name","sliceName":"a","min":1,"max":"1"})j");
    EXPECT_EQ(told(known, patient(R"("name":[{"text":"A"}])"), {"urn:p"}),
              "note Patient: the slices of name cannot be told apart here, so they were not "
              "checked (urn:p)\n");
}

TEST(Discriminators, AreReadStepByStep)
{
    EXPECT_EQ(parse_discriminator("$this")->size(), 0u);
    EXPECT_EQ(parse_discriminator("$this.resolve()")->size(), 1u);
    auto const path = parse_discriminator("extension('http://a.b/c').value.ofType(Coding).code");
    ASSERT_TRUE(path);
    ASSERT_EQ(path->size(), 4u);
    EXPECT_EQ((*path)[0].kind, PathStep::Kind::extension);
    EXPECT_EQ((*path)[0].text, "http://a.b/c");
    EXPECT_EQ((*path)[2].kind, PathStep::Kind::of_type);
    EXPECT_FALSE(parse_discriminator("a.where(b = 1)"));
    EXPECT_FALSE(parse_discriminator("a..b"));
}

} // namespace
} // namespace fhir::validate
