// Maps come from people, and sometimes from far away: what is too deep, too large or no text is
// refused with its place, and soon.
#include "tests/fhir/map/workbench.h"

#include <chrono>

namespace fhir::map {
namespace {

using namespace workbench;

std::string repeated(std::string_view text, std::size_t count)
{
    std::string made;
    made.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) made += text;
    return made;
}

std::string refusal(std::string const& map)
{
    auto const begin = std::chrono::steady_clock::now();
    auto const library = load({map});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{20});
    return library ? "" : library.issues()[0].expression + ": " + library.issues()[0].text;
}

TEST(HostileMaps, AreNotTooDeep)
{
    EXPECT_EQ(refusal(map_to("Patient", repeated("v then { ", 40))),
              "m.map:4:296: rules nest too deeply");
    EXPECT_EQ(refusal(map_to("Patient", "v where " + repeated("(", 100'000) + "-> t.id = 'x';")),
              "m.map:4:109: this expression nests too deeply");
    EXPECT_EQ(refusal(map_to("Patient", "v -> t.id = (v" + repeated(".id", 1'000) + ");")),
              "m.map:4:913: this expression nests too deeply");
}

TEST(HostileMaps, AreNotTooLarge)
{
    EXPECT_EQ(refusal(map_to("Patient", repeated(" ", 1024 * 1024))),
              "m.map: this map is larger than 1 MiB");
    auto const rules = repeated("v -> t.active = true;\n", 10'000);
    EXPECT_EQ(refusal(map_to("Patient", rules)),
              "m.map:3:7: a group this large cannot be compiled: split it");
    EXPECT_EQ(refusal("map \"a\" = \"b\"\n" + repeated("group G(source a) {}\n", 3'000)),
              "m.map:2002:7: too many groups");
    EXPECT_EQ(refusal("map \"a\" = \"b\"\n" + repeated("let a = 1;\n", 50'000)),
              "m.map:1002:5: too many lets");
    EXPECT_NE(refusal(map_to("Patient", repeated("v.a -> t.b; ", 2'000))), "");
}

TEST(HostileMaps, CallGroupsWithTooManyTypes)
{
    // Twelve parameters of two types each, in all 4096 combinations, of two groups.
    std::string parameters;
    std::string shifted;
    for (int i = 1; i <= 12; ++i) {
        parameters += ", source x" + std::to_string(i);
        if (i > 1) shifted += ", x" + std::to_string(i);
    }
    auto const group = [&](std::string const& name, std::string const& other) {
        return "group " + name + "(source v, source p" + parameters + ") { v then " + other +
               "(v, p" + shifted + ", v), " + name + "(v, p" + shifted + ", p); }\n";
    };
    std::string const start = "v.person as p then A(v, p, v, v, v, v, v, v, v, v, v, v, v, v);";
    EXPECT_EQ(refusal(map_to("Patient", start) + group("A", "B") + group("B", "A")),
              "m.map:7:7: too many types meet in untyped groups: give parameters types");
}

TEST(HostileMaps, AreUtf8)
{
    EXPECT_EQ(refusal(map_to("Patient", "v -> t.id = '\xC3\x28';")),
              "m.map:4:14: this is no UTF-8");
}

} // namespace
} // namespace fhir::map
