// Why this file exists: limits that a profile sets to a value, and what cannot be held against
// them.
#include "tests/fhir/validate/known.h"

#include <gmock/gmock.h>

namespace fhir::validate {
namespace {

using known::Known;

/// What a profile of Observation says of a value whose ElementDefinition is "value[x]" of `type`
/// with `limit`, at noon of 2030-06-15.
std::string told_of(std::string const& type, std::string const& limit, std::string const& value)
{
    Known known;
    known.structure("urn:p", "Observation", R"({"id":"Observation","path":"Observation"},
        {"id":"Observation.value[x]","path":"Observation.value[x]","min":0,"max":"1",
         "type":[{"code":")" + type + R"("}],)" + limit + "}");
    auto const tree = known::read(
        R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"value)" + value +
        "}");
    Validator const validator{known};
    Options options;
    options.now = "2030-06-15T12:00:00Z";
    std::string_view const asked[]{"urn:p"};
    auto issues = validator.check(tree.root(), options, asked);
    std::erase_if(issues, [](Issue const& issue) { return issue.text.starts_with("dom-6"); });
    auto text = known::told(issues);
    return text.empty() ? text : text.substr(text.find(": ") + 2);
}

TEST(Limits, OfLengthCountCharactersAndNotBytes)
{
    auto const three = R"("maxLength":3)";
    EXPECT_EQ(told_of("string", three, R"(String":"äöü")"), "");
    EXPECT_EQ(told_of("string", three, R"(String":"abcd")"),
              "may have 3 characters at most (urn:p)\n");
}

TEST(Limits, OfNumbers)
{
    auto const five = R"("minValueInteger":-5,"maxValueInteger":5)";
    EXPECT_EQ(told_of("integer", five, "Integer\":-5"), "");
    EXPECT_EQ(told_of("integer", five, "Integer\":-6"), "must be at least -5 (urn:p)\n");
    EXPECT_EQ(told_of("integer", five, "Integer\":6"),
              "must be at most 5 (urn:p)\n");
}

TEST(Limits, OfTimesLeaveOpenWhatIsNotCertain)
{
    auto const may = R"("minValueDateTime":"2020-05","maxValueDateTime":"2020-06-01T10:00:00Z")";
    EXPECT_EQ(told_of("dateTime", may, R"(DateTime":"2020-05-01")"), "");
    EXPECT_EQ(told_of("dateTime", may, R"(DateTime":"2020")"), "");
    EXPECT_EQ(told_of("dateTime", may, R"(DateTime":"2020-04-30")"),
              "must be at least 2020-05 (urn:p)\n");
    EXPECT_EQ(told_of("dateTime", may, R"(DateTime":"2020-06-01T11:30:00+01:00")"),
              "must be at most 2020-06-01T10:00:00Z (urn:p)\n");
    EXPECT_EQ(told_of("time", R"("minValueTime":"09:00:00")", R"(Time":"08:59:59")"),
              "must be at least 09:00:00 (urn:p)\n");
}

TEST(Limits, OfTimesMayBeADistanceFromNow)
{
    auto const recent = R"("minValueQuantity":{"value":-6,"system":"http://unitsofmeasure.org",
        "code":"mo"},"maxValueQuantity":{"value":0,"code":"d"})";
    EXPECT_EQ(told_of("dateTime", recent, R"(DateTime":"2029-12-16T12:00:00Z")"), "");
    EXPECT_EQ(told_of("dateTime", recent, R"(DateTime":"2029-12-14T12:00:00Z")"),
              "must be at least now() - 6 months (urn:p)\n");
    EXPECT_EQ(told_of("dateTime", recent, R"(DateTime":"2030-06-16T12:00:00Z")"),
              "must be at most now() + 0 days (urn:p)\n");
}

TEST(Limits, OfQuantitiesKnowUnits)
{
    auto const light = R"("maxValueQuantity":{"value":2,"system":"http://unitsofmeasure.org",
        "code":"kg"})";
    auto const of = [](char const* value, char const* code) {
        return R"(Quantity":{"value":)" + std::string{value} +
               R"(,"unit":"x","system":"http://unitsofmeasure.org","code":")" + code + "\"}";
    };
    EXPECT_EQ(told_of("Quantity", light, of("1999", "g")), "");
    EXPECT_EQ(told_of("Quantity", light, of("2001", "g")), "must be at most 2 kg (urn:p)\n");
    EXPECT_EQ(told_of("Quantity", light, of("9", "m")), "");
}

TEST(Limits, OfOtherKindsAreNoFhirPath)
{
    // What a package says is never run as it stands.
    EXPECT_EQ(told_of("Quantity", R"("maxValueQuantity":{"value":2,"code":"kg' or true or '"})",
                      R"(Quantity":{"value":9,"system":"urn:s","code":"kg"})"),
              "");
}

std::string told_of_code(std::string const& category)
{
    Known known;
    known.structure("urn:p", "Observation", R"({"id":"Observation","path":"Observation"},
        {"id":"Observation.category","path":"Observation.category","min":0,"max":"*","binding":{
         "strength":"preferred","valueSet":"urn:few","extension":[{
         "url":"http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet",
         "valueCanonical":"urn:all"}]}})");
    known.code("urn:all", "urn:s", "a");
    return known::told(known, R"({"resourceType":"Observation","status":"final",
        "code":{"text":"x"},"category":[{)" + category + "}]}", {"urn:p"});
}

TEST(Limits, OfCodesHoldWhateverTheStrengthIs)
{
    EXPECT_EQ(told_of_code(R"("coding":[{"system":"urn:o","code":"b"},
                                        {"system":"urn:s","code":"a"}])"), "");
    EXPECT_EQ(told_of_code(R"("text":"only words")"), "");
    EXPECT_EQ(told_of_code(R"("coding":[{"system":"urn:s","code":"b"}])"),
              "Observation.category[0]: must be a code of urn:all: the profile allows no others "
              "(urn:p)\n");
}

} // namespace
} // namespace fhir::validate
