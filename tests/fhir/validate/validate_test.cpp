// Why this file exists: each kind of fault is found, where it is, and nothing else is.
#include "tests/fhir/validate/known.h"
#include "tests/fhir/validate/read_and_check.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

using fhir::validate::issues_of;
using fhir::validate::known::told;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Validate, TakesWhatIsRight)
{
    EXPECT_EQ(told(issues_of(R"({"resourceType":"Patient","id":"a","gender":"female",
        "birthDate":"1970-05","name":[{"family":"X","given":["A",null],"_given":[null,
        {"extension":[{"url":"urn:x","valueCode":"y"}]}]}],"multipleBirthInteger":2,
        "text":{"status":"generated",
        "div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">on</div>"}})")),
              "");
}

struct Broken {
    char const* resource;
    char const* where;
    char const* what;
};

class ValidateBroken : public testing::TestWithParam<Broken> {};

TEST_P(ValidateBroken, IsFoundWhereItIs)
{
    auto const issues = issues_of(GetParam().resource);
    ASSERT_EQ(issues.size(), 1u) << told(issues);
    EXPECT_EQ(issues[0].expression, GetParam().where);
    EXPECT_THAT(issues[0].text, HasSubstr(GetParam().what));
}

INSTANTIATE_TEST_SUITE_P(
    Table, ValidateBroken,
    testing::Values(
        Broken{R"({"resourceType":"Patientt"})", "Patientt", "resourceType"},
        Broken{R"({"resourceType":"DomainResource","id":"a"})", "DomainResource", "resourceType"},
        Broken{R"({"resourceType":"Patient","birthdate":"1970-01-01"})", "Patient.birthdate",
               "did you mean birthDate?"},
        Broken{R"({"resourceType":"Patient","gender":"zzz"})", "Patient.gender", "must be a code"},
        Broken{R"({"resourceType":"Patient","gender":["male"]})", "Patient.gender", "single"},
        Broken{R"({"resourceType":"Patient","name":{"family":"x"}})", "Patient.name[0]", "array"},
        Broken{R"({"resourceType":"Patient","active":"true"})", "Patient.active", "true or false"},
        Broken{R"({"resourceType":"Patient","active":{"a":1}})", "Patient.active", "plain value"},
        Broken{R"({"resourceType":"Patient","birthDate":"2030-02-30"})", "Patient.birthDate",
               "date"},
        Broken{R"({"resourceType":"Patient","name":[{}]})", "Patient.name[0]", "empty"},
        Broken{R"({"resourceType":"Patient","name":["x"]})", "Patient.name[0]", "object"},
        Broken{R"({"resourceType":"Patient","name":[{"given":[null]}]})",
               "Patient.name[0].given[0]", "neither"},
        Broken{R"({"resourceType":"Patient","multipleBirthInteger":2,"multipleBirthBoolean":true})",
               "Patient.multipleBirth.ofType(boolean)", "choice"},
        Broken{R"({"resourceType":"Patient","multipleBirthInteger":2.5})",
               "Patient.multipleBirth.ofType(integer)", "whole number"},
        Broken{R"({"resourceType":"Patient","managingOrganization":{"reference":"Patient/1"}})",
               "Patient.managingOrganization", "Organization"},
        Broken{R"({"resourceType":"Patient","managingOrganization":{"reference":"#o"}})",
               "Patient.managingOrganization", "contained"},
        Broken{R"({"resourceType":"Observation","code":{"text":"x"}})", "Observation", "status is"},
        Broken{R"({"resourceType":"Patient","id":"a b"})", "Patient.id", "letters"},
        Broken{R"({"resourceType":"Patient","text":{"status":"generated",
               "div":"<div><img src='x' onerror='y'/></div>"}})",
               "Patient.text.div", "scripts"},
        Broken{R"({"resourceType":"Bundle","type":"collection","entry":[
               {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","active":true}},
               {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","active":true}}]})",
               "Bundle.entry[1].fullUrl", "twice"},
        Broken{R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":
               {"resourceType":"Patient","generalPractitioner":[{"reference":"urn:uuid:2"}]}}]})",
               "Bundle.entry[0].resource.generalPractitioner[0]", "no entry"},
        Broken{R"({"resourceType":"Patient","managingOrganization":{"reference":"Organization/"}})",
               "Patient.managingOrganization", "is no reference: write Type/id"},
        Broken{R"({"resourceType":"Patient","managingOrganization":
               {"reference":"organization/1"}})",
               "Patient.managingOrganization", "is no reference"},
        Broken{R"({"resourceType":"Patient","managingOrganization":{"reference":"a urn: b"}})",
               "Patient.managingOrganization", "is no reference"},
        Broken{R"({"resourceType":"Patient","multipleBirthInteger":"2"})",
               "Patient.multipleBirth.ofType(integer)", "without quotes"},
        Broken{R"({"a":1})", "Resource", "resourceType is missing"}));

TEST(Validate, TakesEachFormOfAReference)
{
    for (auto const* reference :
         {"Organization/1", "Organization/a-B.1/_history/2", "urn:oid:1.2.3",
          "https://example.org/any/Organization/1", "Organization?identifier=urn:s%7C1"}) {
        auto const text = R"({"resourceType":"Patient","managingOrganization":{"reference":")" +
                          std::string{reference} + "\"}}";
        EXPECT_EQ(told(issues_of(text)), "") << reference;
    }
}

TEST(Validate, AsksAResourceWithoutElementsForThoseThatMustBeThere)
{
    EXPECT_EQ(told(issues_of(R"({"resourceType":"Patient"})")), "");
    EXPECT_EQ(told(issues_of(R"({"resourceType":"Observation"})")),
              "Observation: status is missing\nObservation: code is missing\n");
}

TEST(Validate, ListsAllFaultsAndSaysWhenThereAreMore)
{
    std::string text = R"({"resourceType":"Patient","name":[)";
    for (int i = 0; i < 2'000; ++i) text += "{},";
    text.back() = ']';
    auto const issues = issues_of(text + "}");
    EXPECT_EQ(issues.size(), 1'001u);
    EXPECT_EQ(issues.back().code, "too-costly");
}

TEST(Validate, NeverQuotesAValue)
{
    auto const issues = issues_of(
        R"({"resourceType":"Patient","gender":"SECRET","birthDate":"SECRET","id":"SECRET!"})");
    EXPECT_EQ(issues.size(), 3u);
    EXPECT_THAT(told(issues), testing::Not(HasSubstr("SECRET")));
}

TEST(Validate, FindsNothingInTheExamplesOfUkCore)
{
    std::filesystem::path const folder{FORAMEN_ROOT "/../shared/data/ukcore/examples"};
    if (!std::filesystem::exists(folder)) return; // Only beside the shared data.
    unsigned count = 0;
    for (auto const& file : std::filesystem::directory_iterator{folder}) {
        if (file.path().extension() != ".json") continue;
        std::ostringstream text;
        text << std::ifstream{file.path()}.rdbuf();
        auto const issues = issues_of(text.str());
        // Its onBehalfOf is "Organization/https://…".
        if (file.path().stem() == "UKCore-Provenance-RARecordConsent-Example") continue;
        EXPECT_TRUE(fhir::validate::is_valid(issues)) << file.path().filename() << "\n"
                                                      << told(issues);
        ++count;
    }
    EXPECT_GT(count, 100u);
}

} // namespace
