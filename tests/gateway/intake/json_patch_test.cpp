// A patch changes what it names and nothing else; one that is wrong says where, and quotes nothing.
#include "gateway/intake/json_patch.h"

#include <gmock/gmock.h>

namespace foramen {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string patched(std::string const& document, std::string const& patch)
{
    auto const made = apply_json_patch(document, patch);
    return made ? *made : "error: " + made.error().text();
}
ErrorKind kind(std::string const& document, std::string const& patch)
{
    auto const made = apply_json_patch(document, patch);
    EXPECT_FALSE(made) << *made;
    return made ? ErrorKind::fault : made.error().kind();
}

TEST(JsonPatch, DoesWhatEachOperationSays)
{
    EXPECT_EQ(patched(R"({"a":1})", R"([{"op":"add","path":"/b","value":[2]}])"),
              R"({"a":1,"b":[2]})");
    EXPECT_EQ(patched(R"({"a":[1,3]})", R"([{"op":"add","path":"/a/1","value":2}])"),
              R"({"a":[1,2,3]})");
    EXPECT_EQ(patched(R"({"a":[1]})", R"([{"op":"add","path":"/a/-","value":2}])"),
              R"({"a":[1,2]})");
    EXPECT_EQ(patched(R"({"a":1,"b":2})", R"([{"op":"remove","path":"/a"}])"), R"({"b":2})");
    EXPECT_EQ(patched(R"({"a":1})", R"([{"op":"replace","path":"/a","value":2}])"), R"({"a":2})");
    EXPECT_EQ(patched(R"({"a":1})", R"([{"op":"move","from":"/a","path":"/b"}])"), R"({"b":1})");
    EXPECT_EQ(patched(R"({"a":1})", R"([{"op":"copy","from":"/a","path":"/b"}])"),
              R"({"a":1,"b":1})");
    EXPECT_EQ(patched(R"({"a~b":{"c/d":1}})", R"([{"op":"test","path":"/a~0b/c~1d","value":1}])"),
              R"({"a~b":{"c/d":1}})");
}

TEST(JsonPatch, IsAConflictWhenATestDoesNotHold)
{
    EXPECT_EQ(kind(R"({"a":1})", R"([{"op":"test","path":"/a","value":2}])"), ErrorKind::conflict);
    EXPECT_EQ(kind(R"({"a":1})", R"([{"op":"test","path":"/a"}])"), ErrorKind::incorrect);
}

TEST(JsonPatch, NeverTakesAMissingPathForTheWholeDocument)
{
    for (std::string const patch :
         {R"([{"op":"add","value":{}}])", R"([{"op":"add","path":7,"value":{}}])",
          R"([{"op":"add","path":"a","value":1}])", R"([{"op":"add","path":"#/a","value":1}])",
          R"([{"op":"copy","path":"/b"}])", R"([{"op":"move","from":null,"path":"/b"}])",
          R"([{"op":"add","path":"/a~2","value":1}])", R"([{"path":"/a","value":1}])",
          R"([{"op":"merge","path":"/a","value":1}])", R"([{"op":"add","path":"/a"}])",
          R"([{"op":"remove","path":""}])", R"([7])"}) {
        EXPECT_EQ(kind(R"({"a":1})", patch), ErrorKind::incorrect) << patch;
    }
}

TEST(JsonPatch, DoesNotCutAPointerAtANull)
{
    EXPECT_EQ(kind(R"({"a":1})", R"([{"op":"remove","path":"/a\u0000b"}])"), ErrorKind::incorrect);
}

TEST(JsonPatch, CountsInListsAsRfc6901Says)
{
    for (std::string const index : {"01", "2", "-1", "1e0", "x", ""}) {
        auto const patch = R"([{"op":"replace","path":"/a/)" + index + R"(","value":9}])";
        EXPECT_EQ(kind(R"({"a":[1,2]})", patch), ErrorKind::incorrect) << index;
        auto const more = R"([{"op":"remove","path":"/a/)" + index + R"("}])";
        EXPECT_EQ(kind(R"({"a":[1,2]})", more), ErrorKind::incorrect) << index;
    }
}

TEST(JsonPatch, MovesNothingIntoItself)
{
    EXPECT_THAT(patched(R"({"a":{"b":1}})", R"([{"op":"move","from":"/a","path":"/a/b"}])"),
                HasSubstr("inside of what is moved"));
    EXPECT_EQ(patched(R"({"a":{"b":1}})", R"([{"op":"copy","from":"/a","path":"/a/c"}])"),
              R"({"a":{"b":1,"c":{"b":1}}})");
}

TEST(JsonPatch, DoesNotGrowWithoutEnd)
{
    std::string patch = "[";
    for (int i = 0; i < 60; ++i) {
        patch += R"({"op":"copy","from":"/a","path":"/a/-"},)";
    }
    patch.back() = ']';
    EXPECT_THAT(patched(R"({"a":["0123456789012345678901234567890123456789"]})", patch),
                HasSubstr("operation "));
    std::string wide = "[";
    for (int i = 0; i < 60; ++i) {
        wide += R"({"op":"copy","from":"/a","path":"/b"},{"op":"copy","from":"/b","path":"/a/c)" +
                std::to_string(i) + "\"},";
    }
    wide.back() = ']';
    auto const made = patched(R"({"a":{"x":[1]}})", wide);
    EXPECT_THAT(made, HasSubstr("error: operation "));
}

TEST(JsonPatch, RefusesWhatIsTooDeepToRead)
{
    std::string const deep = std::string(100'000, '[') + std::string(100'000, ']');
    EXPECT_EQ(kind("{}", R"([{"op":"add","path":"/a","value":)" + deep + "}]"),
              ErrorKind::incorrect);
}

TEST(JsonPatch, NamesTheOperationAndQuotesNothing)
{
    auto const made = apply_json_patch(
        R"({"a":1})",
        R"([{"op":"test","path":"/a","value":1},{"op":"remove","path":"/Markerson"}])");
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().text(), HasSubstr("operation 2"));
    EXPECT_THAT(made.error().text(), HasSubstr("/path"));
    EXPECT_THAT(made.error().text(), Not(HasSubstr("Markerson")));
}

TEST(JsonPatch, RefusesWhatIsNoPatch)
{
    EXPECT_EQ(kind("{}", "{}"), ErrorKind::incorrect);
    EXPECT_EQ(kind("{}", "[{]"), ErrorKind::incorrect);
    EXPECT_EQ(kind("{}", std::string{"[]\0[", 4}), ErrorKind::incorrect);
    EXPECT_EQ(kind("{}", "[{\"op\":\"add\",\"path\":\"/a\",\"value\":\"\xff\"}]"),
              ErrorKind::incorrect);
}

} // namespace
} // namespace foramen
