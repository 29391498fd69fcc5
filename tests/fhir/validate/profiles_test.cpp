// Why this file exists: all that a profile can ask of an element, and what is said when it is not
// so.
#include "fhir/validate/profile.h"
#include "tests/fhir/validate/known.h"

#include <gmock/gmock.h>

namespace fhir::validate {
namespace {

using known::Known;
using known::patient;
using known::told;

/// A profile "urn:p" of Patient with these elements.
Known patients(std::string const& elements)
{
    Known known;
    known.structure("urn:p", "Patient", R"({"id":"Patient","path":"Patient"},)" + elements);
    return known;
}

TEST(Profiles, CountElements)
{
    auto const known = patients(
        R"({"id":"Patient.name","path":"Patient.name","min":1,"max":"2"},
           {"id":"Patient.name.family","path":"Patient.name.family","min":1,"max":"1"},
           {"id":"Patient.photo","path":"Patient.photo","min":0,"max":"0"})");
    EXPECT_EQ(told(known, patient(R"("name":[{"family":"A"}])"), {"urn:p"}), "");
    EXPECT_EQ(told(known, patient(R"("active":true)"), {"urn:p"}),
              "Patient: name is missing (urn:p)\n");
    EXPECT_EQ(
        told(known, patient(R"("name":[{"family":"A"},{"text":"B"},{"family":"C"}])"), {"urn:p"}),
        "Patient: name may be here 2 times at most (urn:p)\n"
        "Patient.name[1]: family is missing (urn:p)\n");
    EXPECT_EQ(told(known, patient(R"("name":[{"family":"A"}],"photo":[{"title":"x"}])"), {"urn:p"}),
              "Patient: photo may not be here (urn:p)\n");
}

TEST(Profiles, FixValuesAndPatterns)
{
    auto const known = patients(
        R"({"id":"Patient.gender","path":"Patient.gender","min":0,"max":"1","fixedCode":"female"},
           {"id":"Patient.maritalStatus","path":"Patient.maritalStatus","min":0,"max":"1",
            "patternCodeableConcept":{"coding":[{"system":"urn:s","code":"m"}]}},
           {"id":"Patient.name","path":"Patient.name","min":0,"max":"*",
            "fixedHumanName":{"family":"A","given":["B"]}})");
    EXPECT_EQ(told(known, patient(R"("gender":"female","name":[{"family":"A","given":["B"]}],
                       "maritalStatus":{"coding":[{"system":"urn:o","code":"o"},
                       {"system":"urn:s","code":"m","display":"M"}],"text":"x"})"),
                   {"urn:p"}),
              "warning Patient.maritalStatus: use a code of "
              "http://hl7.org/fhir/ValueSet/marital-status where one fits\n");
    EXPECT_EQ(told(known,
                   patient(R"("gender":"male","name":[{"family":"A","given":["B"],"text":"AB"}],
                       "maritalStatus":{"text":"x"})"),
                   {"urn:p"}),
              "Patient.gender: must be exactly the value that the profile fixes, female (urn:p)\n"
              "Patient.maritalStatus: must have all that the profile's pattern has (urn:p)\n"
              "Patient.name[0]: must be exactly the value that the profile fixes (urn:p)\n");
}

TEST(Profiles, NarrowTypesAndTargets)
{
    Known known;
    known.structure("urn:p", "Observation",
                    R"({"id":"Observation","path":"Observation"},
        {"id":"Observation.subject","path":"Observation.subject","min":0,"max":"1",
         "type":[{"code":"Reference",
                  "targetProfile":["http://hl7.org/fhir/StructureDefinition/Patient"]}]},
        {"id":"Observation.value[x]","path":"Observation.value[x]","min":0,"max":"1",
         "type":[{"code":"Quantity"}]},
        {"id":"Observation.value[x].unit","path":"Observation.value[x].unit","min":1,"max":"1"})");
    std::string const head =
        R"({"resourceType":"Observation","status":"final","code":{"text":"x"},)";
    EXPECT_EQ(told(known, head + R"("subject":{"reference":"Patient/1"},
        "valueQuantity":{"value":1,"unit":"kg"}})",
                   {"urn:p"}),
              "");
    EXPECT_EQ(
        told(known, head + R"("subject":{"reference":"Group/1"},"valueString":"x"})", {"urn:p"}),
        "Observation.subject: may refer to Patient only (urn:p)\n"
        "Observation.value.ofType(string): must be of type Quantity (urn:p)\n");
}

TEST(Profiles, HoldTypesAgainstTheirProfiles)
{
    Known known;
    known.structure("urn:p", "Patient", R"({"id":"Patient","path":"Patient"},
        {"id":"Patient.name","path":"Patient.name","min":0,"max":"*",
         "type":[{"code":"HumanName","profile":["urn:family","urn:text"]}]},
        {"id":"Patient.address","path":"Patient.address","min":0,"max":"*",
         "type":[{"code":"Address","profile":["urn:city"]}]},
        {"id":"Patient.photo","path":"Patient.photo","min":0,"max":"*",
         "type":[{"code":"Attachment","profile":["urn:nowhere"]}]})");
    known.structure("urn:family", "HumanName", R"({"id":"HumanName","path":"HumanName"},
        {"id":"HumanName.family","path":"HumanName.family","min":1,"max":"1"})");
    known.structure("urn:text", "HumanName", R"({"id":"HumanName","path":"HumanName"},
        {"id":"HumanName.text","path":"HumanName.text","min":1,"max":"1"})");
    known.structure("urn:city", "Address", R"({"id":"Address","path":"Address"},
        {"id":"Address.city","path":"Address.city","min":1,"max":"1"})");
    EXPECT_EQ(told(known, patient(R"("name":[{"family":"A"},{"text":"B"},{"given":["C"]}],
                       "address":[{"city":"D"},{"text":"E"}],"photo":[{"title":"x"}])"),
                   {"urn:p"}),
              "Patient.name[2]: conforms to none of urn:family, urn:text (urn:p)\n"
              "Patient.address[1]: city is missing (urn:city)\n"
              "note Patient.photo[0]: was not held against urn:nowhere: add the package that has "
              "it (urn:p)\n");
}

TEST(Profiles, BindByStrength)
{
    auto known = patients(
        R"({"id":"Patient.maritalStatus","path":"Patient.maritalStatus","min":0,"max":"1",
            "binding":{"strength":"required","valueSet":"urn:vs"}},
           {"id":"Patient.contact","path":"Patient.contact","min":0,"max":"*"},
           {"id":"Patient.contact.relationship","path":"Patient.contact.relationship","min":0,
            "max":"*","binding":{"strength":"extensible","valueSet":"urn:vs"}},
           {"id":"Patient.language","path":"Patient.language","min":0,"max":"1",
            "binding":{"strength":"required","valueSet":"urn:snomed"}})");
    known.code("urn:vs", "urn:s", "a");
    known.code("http://hl7.org/fhir/ValueSet/patient-contactrelationship", "urn:s", "b");
    auto const base = "warning Patient.maritalStatus: use a code of "
                      "http://hl7.org/fhir/ValueSet/marital-status where one fits\n";
    EXPECT_EQ(told(known, patient(R"("maritalStatus":{"coding":[{"system":"urn:s","code":"a"}]})"),
                   {"urn:p"}),
              base);
    EXPECT_EQ(told(known, patient(R"("maritalStatus":{"coding":[{"system":"urn:t","code":"a"}]})"),
                   {"urn:p"}),
              std::string{base} + "Patient.maritalStatus: must be a code of urn:vs\n");
    EXPECT_EQ(told(known, patient(R"("maritalStatus":{"text":"x"},"contact":[{"name":{"family":"A"},
                       "relationship":[{"coding":[{"system":"urn:s","code":"b"}]},
                       {"text":"free"}]}],"language":"en")"),
                   {"urn:p"}),
              "Patient.maritalStatus: needs a coding of urn:vs\n"
              "warning Patient.contact[0].relationship[0]: use a code of urn:vs where one fits\n"
              "note Patient.language: whether this is a code of urn:snomed cannot be decided here: "
              "this value set is not known, so add its package\n");
}

TEST(Profiles, AskTheirOwnRules)
{
    auto const known = patients(
        R"j({"id":"Patient.name","path":"Patient.name","min":0,"max":"*","constraint":[
            {"key":"n-1","severity":"error","human":"A family name needs a given one.",
             "expression":"family.exists() implies given.exists()"},
            {"key":"n-2","severity":"warning","human":"Say how it is used.",
             "expression":"use.exists()"},
            {"key":"n-3","severity":"error","human":"?","expression":"nonsense("}]})j");
    auto const lines = told(known, patient(R"("name":[{"family":"A"}])"), {"urn:p"});
    EXPECT_THAT(lines,
                testing::StartsWith("Patient.name[0]: n-1: A family name needs a given one.\n"
                                    "warning Patient.name[0]: n-2: Say how it is used.\n"
                                    "note Patient.name[0]: the rule n-3 is no FHIRPath"));
}

TEST(Profiles, OfMetaAreHeldForEveryResource)
{
    auto const known = patients(R"({"id":"Patient.name","path":"Patient.name","min":1,"max":"*"})");
    EXPECT_EQ(told(known, R"({"resourceType":"Bundle","type":"collection","entry":[
        {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","active":true,
         "meta":{"profile":["urn:p","urn:nowhere",
                            "http://hl7.org/fhir/StructureDefinition/Patient"]}}}]})",
                   {}),
              "Bundle.entry[0].resource: name is missing (urn:p)\n"
              "warning Bundle.entry[0].resource.meta.profile[1]: is not known here, so it was not "
              "checked: add its package\n");
}

TEST(Profiles, ThatAreAskedForMustBeKnownAndOfTheType)
{
    auto const known = patients(R"({"id":"Patient.name","path":"Patient.name","min":1,"max":"*"})");
    auto const* const group = R"({"resourceType":"Basic","code":{"text":"x"}})";
    EXPECT_EQ(told(known, group, {"urn:p"}),
              "Basic: is no Patient, which the profile is for (urn:p)\n");
    EXPECT_EQ(told(known, group, {"http://hl7.org/fhir/StructureDefinition/Patient"}),
              "Basic: is no Patient\n");
    EXPECT_EQ(told(known, group, {"urn:nowhere"}),
              "Basic: the profile that was asked for is not known here: add its package\n");
}

TEST(Profiles, OfReferencesAreHeldWhereTheResourceIsInTheBundle)
{
    Known known;
    known.structure("urn:o", "Observation", R"({"id":"Observation","path":"Observation"},
        {"id":"Observation.subject","path":"Observation.subject","min":0,"max":"1",
         "type":[{"code":"Reference","targetProfile":["urn:named"]}]})");
    known.structure("urn:named", "Patient", R"({"id":"Patient","path":"Patient"},
        {"id":"Patient.name","path":"Patient.name","min":1,"max":"*"})");
    auto const bundle = [](std::string const& reference, std::string const& patient) {
        return R"({"resourceType":"Bundle","type":"collection","entry":[
            {"fullUrl":"https://a.example/Observation/1","resource":{"resourceType":"Observation",
             "id":"1","meta":{"profile":["urn:o"]},"status":"final","code":{"text":"x"},
             "subject":{"reference":")" +
               reference + R"("}}},{"fullUrl":"https://a.example/Patient/2","resource":
            {"resourceType":"Patient","id":"2",)" +
               patient + "}}]}";
    };
    auto const* const wrong = "Bundle.entry[0].resource.subject: refers to a resource that does "
                              "not conform to urn:named (urn:o)\n";
    EXPECT_EQ(told(known, bundle("Patient/2", R"("name":[{"text":"A"}])"), {}), "");
    EXPECT_EQ(told(known, bundle("Patient/2", R"("active":true)"), {}), wrong);
    EXPECT_EQ(told(known, bundle("https://a.example/Patient/2", R"("active":true)"), {}), wrong);
    EXPECT_EQ(told(known, bundle("Patient/3", R"("active":true)"), {}), "");
    EXPECT_EQ(told(known, bundle("Device/3", R"("active":true)"), {}),
              "Bundle.entry[0].resource.subject: may refer to urn:named only (urn:o)\n");
}

TEST(Profiles, ThatPointAtEachOtherEnd)
{
    Known known;
    known.structure("urn:p", "Patient", R"({"id":"Patient","path":"Patient"},
        {"id":"Patient.name","path":"Patient.name","min":0,"max":"*",
         "type":[{"code":"HumanName","profile":["urn:a"]}]})");
    known.structure("urn:a", "HumanName", R"({"id":"HumanName","path":"HumanName"},
        {"id":"HumanName.period","path":"HumanName.period","min":0,"max":"1",
         "type":[{"code":"Period","profile":["urn:b","urn:c"]}]})");
    known.structure("urn:b", "Period", R"({"id":"Period","path":"Period",
        "type":[{"code":"Period","profile":["urn:c"]}]})");
    known.structure("urn:c", "Period", R"({"id":"Period","path":"Period",
        "type":[{"code":"Period","profile":["urn:b"]}]})");
    EXPECT_EQ(told(known, patient(R"("name":[{"period":{"start":"2020"}}])"), {"urn:p"}), "");
}

TEST(Profiles, WithoutASnapshotAreRefused)
{
    auto const tree = known::read(R"({"resourceType":"StructureDefinition","url":"urn:x",
        "type":"Patient","differential":{"element":[{"path":"Patient"}]}})");
    auto const made = Profile::compile(tree.root(), r4());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.issues()[0].expression, "urn:x");
    EXPECT_EQ(made.issues()[0].text, "has no snapshot: make one first");
    auto const crooked = known::read(R"({"resourceType":"StructureDefinition","url":"urn:x",
        "type":"Patient","snapshot":{"element":[{"path":"Patient.name.family"}]}})");
    EXPECT_FALSE(Profile::compile(crooked.root(), r4()));
}

/// What is known, but has no snapshot.
class WithoutSnapshot final : public Conformance {
public:
    Element const* structure(std::string_view) const override { return nullptr; }
    Element const* resource(std::string_view url) const override
    {
        return url == "urn:bare" ? &bare_.root() : nullptr;
    }
    Membership member(std::string_view, std::string_view, std::string_view) const override
    {
        return Membership::unknown;
    }
    Type const* type(std::string_view name) const override { return r4().type(name); }
    ValueSet const* value_set(std::string_view url) const override { return r4().value_set(url); }

private:
    Tree bare_;
};

TEST(Profiles, ThatCannotBeUsedSayWhy)
{
    auto const claims = patient(R"("active":true,"meta":{"profile":["urn:bare","urn:none"]})");
    EXPECT_EQ(told(WithoutSnapshot{}, claims, {"urn:bare"}),
              "warning Patient.meta.profile[0]: has no snapshot and none could be made, so it was "
              "not checked: add the packages it builds on\n"
              "warning Patient.meta.profile[1]: is not known here, so it was not checked: add its "
              "package\n"
              "Patient: the profile that was asked for has no snapshot and none could be made: add "
              "the packages it builds on\n");
}

} // namespace
} // namespace fhir::validate
