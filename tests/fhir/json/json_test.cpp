// Why this file exists: what the JSON reader takes and refuses, and that nothing is lost.
#include "fhir/json/json.h"

#include <gmock/gmock.h>

namespace {

using fhir::json::read;
using fhir::json::write;
using testing::HasSubstr;

std::string again(std::string_view text)
{
    auto const tree = read(text);
    return tree ? write(tree->root()) : "refused: " + tree.issues()[0].text;
}

std::string refusal(std::string_view text, fhir::json::Limits const& limits = {})
{
    auto const tree = read(text, limits);
    return tree ? "taken" : tree.issues()[0].expression + ": " + tree.issues()[0].text;
}

TEST(Json, KeepsWhatItRead)
{
    for (
        std::string_view const text : {
            R"({"resourceType":"Observation","valueQuantity":{"value":1.10}})",
            R"({"a":"\u0001\"\\\n\r\tä€😀"})",
            R"({"a":[1,2.50,-3e+10],"b":true,"c":{"d":["x"]}})",
            R"({"given":["A",null],"_given":[null,{"id":"x"}]})",
            R"({"birthDate":"1970","_birthDate":{"extension":[{"url":"u","valueCode":"c"}]}})",
            R"({"_gender":{"extension":[{"url":"u"}]},"x":1})",
        }) {
        EXPECT_EQ(again(text), text);
    }
}

TEST(Json, PutsResourceTypeFirstWhereverItStood)
{
    EXPECT_EQ(again(R"({"id":"1","resourceType":"Patient"})"),
              R"({"resourceType":"Patient","id":"1"})");
}

TEST(Json, NamesLineAndColumnOfWhatIsWrong)
{
    EXPECT_THAT(refusal("{\n  \"a\": tru\n}"), HasSubstr("line 2, column"));
}

TEST(Json, RefusesWhatIsHostile)
{
    EXPECT_THAT(refusal(R"({"a":1,"a":2})"), HasSubstr("twice"));
    EXPECT_THAT(refusal(R"({"a":1} x)"), HasSubstr("line 1"));
    EXPECT_THAT(refusal(R"({"a":[[1]]})"), HasSubstr("array inside"));
    EXPECT_THAT(refusal(R"({"a":null})"), HasSubstr("null"));
    EXPECT_THAT(refusal(R"([1])"), HasSubstr("one JSON object"));
    EXPECT_THAT(refusal(R"("a")"), HasSubstr("one JSON object"));
    EXPECT_THAT(refusal(""), HasSubstr("line 1"));
    EXPECT_THAT(refusal("{\"a\":\"\xC0\x80\"}"), HasSubstr("UTF-8"));
    EXPECT_THAT(refusal("{\"a\":\"\xED\xA0\x80\"}"), HasSubstr("UTF-8"));
    EXPECT_THAT(refusal(std::string_view{"{\"a\":\"\0\"}", 9}), HasSubstr("NUL"));
    EXPECT_THAT(refusal(R"({"a":"x","_a":[{"id":"1"}]})"), HasSubstr("both be arrays"));
    EXPECT_THAT(refusal(R"({"a":["x"],"_a":[null,{"id":"1"}]})"), HasSubstr("longer"));
    EXPECT_THAT(refusal(R"({"a":{"b":1},"_a":{"id":"1"}})"), HasSubstr("primitive"));
    EXPECT_THAT(refusal(R"({"a":"x","_a":"y"})"), HasSubstr("object or null"));
}

TEST(Json, KeepsItsLimitsBeforeItBuilds)
{
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += R"({"a":)";
    EXPECT_THAT(refusal(deep), HasSubstr("deeply"));
    EXPECT_THAT(refusal(R"({"a":[1,2,3]})", {.elements_max = 2}), HasSubstr("too many"));
    EXPECT_THAT(refusal(R"({"a":1})", {.bytes_max = 4}), HasSubstr("longer"));
}

TEST(Json, NeverQuotesTheText)
{
    EXPECT_THAT(refusal(R"({"SECRET":"x","SECRET":"y"})"), testing::Not(HasSubstr("SECRET")));
}

TEST(Json, WritesPrettyText)
{
    auto const tree = read(R"({"a":[1],"b":{}})");
    EXPECT_EQ(write(tree->root(), fhir::json::Layout::pretty),
              "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}");
}

} // namespace
