// Why this file exists: what the JSON reader takes and refuses, and that nothing is lost.
#include "fhir/json/json.h"

#include <gmock/gmock.h>

#include <atomic>
#include <optional>
#include <thread>

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
    for (std::string_view const text : {
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

TEST(Json, EscapesWhereverInATextOfWhateverLength)
{
    for (std::size_t size = 1; size < 40; ++size) {
        for (std::size_t place = 0; place < size; ++place) {
            for (auto const& [special, escaped] :
                 {std::pair{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"}, {'\x1f', "\\u001f"}}) {
                std::string text(size, '\xC3');
                text[place] = special;
                fhir::Tree tree;
                tree.append(tree.root(), "a", fhir::Kind::string).text = text;
                auto wanted = std::string(place, '\xC3') + escaped;
                wanted.append(size - place - 1, '\xC3');
                EXPECT_EQ(fhir::json::write(tree.root()), R"({"a":")" + wanted + R"("})");
            }
        }
    }
}

TEST(Json, WritesTextsLongerThanItsPage)
{
    for (std::size_t const size : {2040u, 2047u, 2048u, 2049u, 5000u}) {
        auto const text = R"({"a":")" + std::string(size, 'x') + R"(","b":"\"","c":[1,2]})";
        EXPECT_EQ(again(text), text);
    }
}

TEST(Json, SharesTheSpaceOfDroppedTreesWithNoOther)
{
    auto const text = R"({"a":")" + std::string(40'000, 'x') + R"("})";
    std::vector<std::jthread> threads;
    std::atomic<int> wrong{0};
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            std::optional<fhir::Tree> kept;
            for (int round = 0; round < 200; ++round) {
                auto tree = read(text);
                if (kept && write(kept->root()) != text) ++wrong;
                kept = *std::move(tree); // The one before goes, and its space to the next.
            }
            std::jthread elsewhere{[tree = *std::move(kept)] { (void)tree.root(); }};
        });
    }
    threads.clear();
    EXPECT_EQ(wrong, 0);
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

TEST(Json, RefusesHalfACharacter)
{
    for (auto const* const text :
         {R"({"a":"\ud800"})", R"({"a":"\udc00"})", R"({"\udc00":1})", R"({"a":"\udc00\ud800"})"}) {
        EXPECT_NE(refusal(text), "taken") << text;
    }
    EXPECT_EQ(again(R"({"a":"\ud83d\ude00"})"), "{\"a\":\"\xF0\x9F\x98\x80\"}");
}

TEST(Json, RefusesUnderscoresThatJoinNothing)
{
    EXPECT_THAT(refusal(R"({"a":["x","y"],"_a":[{"id":"1"}]})"), HasSubstr("shorter"));
    EXPECT_THAT(refusal(R"({"__a":{"id":"1"}})"), HasSubstr("underscore"));
    EXPECT_THAT(refusal(R"({"_":{"id":"1"}})"), HasSubstr("underscore"));
    EXPECT_THAT(refusal(R"({"_a":"x"})"), HasSubstr("object or null"));
}

TEST(Json, TakesResourceTypeForATypeOnlyWhereAResourceStands)
{
    constexpr std::string_view text{
        R"({"resourceType":"A","instance":[{"id":"1","resourceType":"B"}]})"};
    auto const tree = read(text);
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->root().text, "A");
    EXPECT_EQ(tree->root().child("instance")->value("resourceType"), "B");
    EXPECT_EQ(again(text), text);
    auto const inside = read(R"({"contained":[{"id":"1","resourceType":"B"}]})");
    ASSERT_TRUE(inside);
    EXPECT_EQ(inside->root().child("contained")->text, "B");
}

TEST(Json, LetsEmptyArraysVanishAndRemembersThem)
{
    auto const tree = read(R"({"a":[],"b":{"c":[1]}})");
    ASSERT_TRUE(tree);
    EXPECT_TRUE(tree->root().had_empty);
    EXPECT_FALSE(tree->root().child("b")->had_empty);
    EXPECT_EQ(write(tree->root()), R"({"b":{"c":[1]}})");
}

TEST(Json, WritesNothingOfAPartThatHoldsNothing)
{
    EXPECT_EQ(again(R"({"_a":[{"b":1}],"_x":{"_x":{}}})"), R"({"_a":[{"b":1}]})");
    EXPECT_EQ(again(R"({"a":[1,2],"_a":[null,{"_x":{"_y":{}}}]})"), R"({"a":[1,2]})");
    EXPECT_EQ(again(R"({"_x":{"_x":{"id":"y"}}})"), R"({"_x":{"_x":{"id":"y"}}})");
}

TEST(Json, WritesARunOfSeveralAsAnArrayThoughNobodySaidSo)
{
    fhir::Tree tree;
    tree.append(tree.root(), "a", fhir::Kind::string).text = "x";
    tree.append(tree.root(), "a", fhir::Kind::string).text = "y";
    EXPECT_EQ(write(tree.root()), R"({"a":["x","y"]})");
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
