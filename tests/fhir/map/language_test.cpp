// The corners of the language: the syntax of later versions, list modes, default groups that only
// the data chooses, all relations of a conceptmap.
#include "tests/fhir/map/workbench.h"

#include "fhir/path/path.h"

namespace fhir::map {
namespace {

using namespace workbench;

std::string patient(std::string_view inside)
{
    return R"({"resourceType":"Patient",)" + std::string{inside} + "}";
}

TEST(MapMetadata, MayHaveTextOfSeveralLines)
{
    auto const text = std::string{"/// url = 'urn:m' // where it lives\n"
                                  "/// name = \"m\"\n"
                                  "/// description = \"\"\"\nIt's text, group and all:\n"
                                  "map \"x\" = \"y\"\n\"\"\"\n"
                                  "/// status = draft\n"
                                  "group Main(source v : `urn:visit`, target t : Patient) {\n"
                                  "  v.idd -> t.id;\n}"};
    // The lines still count.
    EXPECT_EQ(from({text}, "{}").substr(0, 11), "! m.map:9:5");
    auto const open = text.substr(0, text.find("\n\"\"\"\n///"));
    EXPECT_EQ(from({open}, "{}"), "! m.map:3:1: this text in \"\"\" does not end");
}

TEST(MapExpressions, MayHaveTextInDoubleQuotes)
{
    EXPECT_EQ(made("Patient", R"(v where id = "1" -> t.id = (iif(true, "yes", "no")) "rule";)",
                   R"({"id":"1"})"),
              patient(R"("id":"yes")"));
    EXPECT_EQ(made("Patient",
                   R"(v where id = '1' then { v -> t.id = append("a" + 'b') "in"; } "o";)",
                   R"({"id":"1"})"),
              patient(R"("id":"ab")"));
    EXPECT_EQ(made("Patient", R"(v.id default "it's" as i -> t.id = i;)", "{}"),
              patient(R"("id":"it's")"));
}

TEST(MapExpressions, TellTheirPlaceInTheFile)
{
    EXPECT_EQ(fault("Patient", "v where (\n  id.lenght() > 1) -> t.id = 'y';"),
              "m.map:5:6: there is no function lenght(); did you mean 'length'?");
    EXPECT_EQ(made("Patient", "v where ('é' = 'é' and\n note.single() = 'a') -> t.id = 'y';",
                   R"({"note":["a","b"]})")
                  .substr(0, 11),
              "! m.map:5:7");
}

TEST(MapImports, TakeWildcardsAnywhere)
{
    auto const main = std::string{head} + "imports \"urn:*:v?*4\"\n" +
                      "group Main(source v : Visit, target t : Patient) { v then Put(v, t); }";
    auto right = main;
    right.replace(right.find("v?*4"), 4, "v*4");
    auto const part = std::string{"map \"urn:lib:v3to4\" = \"a\"\n"
                                  "group Put(source v, target t) { v -> t.id = 'x'; }"};
    EXPECT_EQ(from({right, part}, "{}"), patient(R"("id":"x")"));
    EXPECT_EQ(from({main, part}, "{}"), "! m.map:4:59: there is no group 'Put'");
}

TEST(MapRules, CallGroupsAndHaveRulesToo)
{
    auto const text = map_to("Patient", "v.id as i then Put(i, t) { i -> t.active = true; };\n"
                                        "v.person as p -> Sex(p, t), t.birthDate = '2000-01-01';") +
                      "group Put(source i, target t : Patient) { i -> t.id = i; }\n"
                      "group Sex(source p, target t : Patient) { p.sex as s -> t.gender = s; }";
    EXPECT_EQ(from({text}, R"({"id":"1","person":{"sex":"female"}})"),
              patient(R"("id":"1","active":true,"gender":"female","birthDate":"2000-01-01")"));
}

TEST(MapRules, CollateIntoTheFirstItem)
{
    EXPECT_EQ(made("Patient",
                   "v.person as p -> t.name as n collate, n.family = p.family;\n"
                   "v.person as p -> t.name as n, n.use = 'usual';\n"
                   "v.person as p -> t.name as n collate, n.given = p.given;",
                   R"({"person":{"family":"F","given":["G"]}})"),
              patient(R"("name":[{"family":"F","given":["G"]},{"use":"usual"}])"));
}

TEST(MapRules, LogWithAText)
{
    auto const library = load({map_to("Patient", "v.id as i log \"seen\" -> t.id = i \"r\";")});
    ASSERT_TRUE(library.has_value()) << told(library.issues());
    std::vector<TraceLine> trace;
    run_json(*library, R"({"id":"1"})", &trace);
    ASSERT_EQ(trace.size(), 2u);
    EXPECT_EQ(trace[0].where, "m.map:4:15");
    EXPECT_EQ(trace[0].target, "log");
    EXPECT_EQ(trace[0].rule, "r");
    EXPECT_EQ(trace[1].group, "Main");
}

TEST(MapTransforms, CastToWhatTheElementIs)
{
    EXPECT_EQ(made("Patient", "v.start as s -> t.birthDate = cast(s);",
                   R"({"start":"2020-02-03T10:00:00Z"})"),
              patient(R"("birthDate":"2020-02-03")"));
    EXPECT_EQ(made("Patient", "v.id as i -> t.active = cast(i);", R"({"id":"true"})"),
              patient(R"("active":true)"));
    EXPECT_EQ(made("Patient", "v.id as i -> t.active = cast(i);", R"({"id":"maybe"})"),
              "! m.map:4:14: this value cannot be cast to the wanted type");
}

TEST(MapTransforms, MoveDates)
{
    EXPECT_EQ(made("Patient", "v.start as s -> t.birthDate = dateOp(s, -1, 'month');",
                   R"({"start":"2020-03-31"})"),
              patient(R"("birthDate":"2020-02-29")"));
    EXPECT_EQ(made("Appointment", "v.start as s -> t.start = dateOp(s, 90, 'minutes');",
                   R"({"start":"2020-03-31T23:00:00Z"})"),
              R"({"resourceType":"Appointment","start":"2020-04-01T00:30:00Z"})");
    EXPECT_EQ(
        made("Patient", "v.id as s -> t.birthDate = dateOp(s, 1, 'day');", R"({"id":"monday"})"),
        "! m.map:4:14: dateOp() wants a date and how much is added to it");
}

TEST(MapTransforms, EscapeFromAllAndToAll)
{
    auto const id = [](std::string const& call, std::string const& text) {
        return made("Patient", "v.id as i -> t.id = escape(i, " + call + ");",
                    R"({"id":")" + text + R"("})");
    };
    EXPECT_EQ(id("'text', 'xml'", "a<b & 'c'"), patient(R"("id":"a&lt;b &amp; &#39;c&#39;")"));
    EXPECT_EQ(id("'html', 'text'", "&lt;&#x41;&#66;&gt;&apos;"), patient(R"("id":"<AB>'")"));
    EXPECT_EQ(id("'xml', 'json'", "&quot;"), patient(R"("id":"\\\"")"));
    EXPECT_EQ(id("'json', 'text'", R"(\\u0041\\uD83D\\uDE00\\n)"), patient(R"("id":"A😀\n")"));
    EXPECT_EQ(id("'xml', 'text'", "&what;"),
              "! m.map:4:14: this text is not of the format to escape from");
    EXPECT_EQ(id("'json', 'text'", R"(\\uD83Dx)"),
              "! m.map:4:14: this text is not of the format to escape from");
}

/// Extensions of one Basic into those of another.
std::string copied(std::string const& groups, std::string_view extension)
{
    auto const library =
        load({"map \"urn:m\" = \"m\"\n"
              "group Main(source s : Basic, target t : Basic) {\n"
              "  s.extension as e -> t.extension as f then { e.value -> f.value; };\n}\n" +
              groups});
    if (!library) return "! " + told(library.issues());
    auto const source =
        read(R"({"resourceType":"Basic","extension":[)" + std::string{extension} + "]}",
             *r4().type("Basic"));
    Element const* const sources[] = {&source.root()};
    auto const result = run(*library->find("m"), sources, {});
    return result ? json::write(result->root()) : "! " + told(result.issues());
}

TEST(MapDefaultGroups, AreChosenByTheData)
{
    auto const groups = std::string{
        "group C(source s : Coding, target t : CodeableConcept) <<type+>> { s -> t.coding = s; }\n"
        "group Q(source s : Quantity, target t : Quantity) <<type+>> { s.value -> t.value; }\n"
        "group R(source s : Reference, target t : Reference) <<types>> { s -> t.display = 'x'; }"};
    auto const as = [](std::string const& inside) {
        return R"({"resourceType":"Basic","extension":[{)" + inside + "}]}";
    };
    EXPECT_EQ(copied(groups, R"({"valueCoding":{"code":"c"}})"),
              as(R"("valueCodeableConcept":{"coding":[{"code":"c"}]})"));
    EXPECT_EQ(copied(groups, R"({"valueQuantity":{"value":1.10,"unit":"mg"}})"),
              as(R"("valueQuantity":{"value":1.10})"));
    // Not the default without a target's type.
    EXPECT_EQ(copied(groups, R"({"valueReference":{"reference":"A/1"}})"),
              as(R"("valueReference":{"reference":"A/1"})"));
    EXPECT_EQ(copied(groups, R"({"valueString":"s"})"), as(R"("valueString":"s")"));
}

TEST(MapDefaultGroups, MakeWhatAChoiceShallHold)
{
    auto const text = map_to("Observation", "v.person -> t.value;") +
                      "group P(source p : Person, target c : CodeableConcept) <<type+>> "
                      "{ p.family as f -> c.text = f; }";
    EXPECT_EQ(from({text}, R"({"person":{"family":"F"}})"),
              R"({"resourceType":"Observation","valueCodeableConcept":{"text":"F"}})");
}

TEST(MapConceptmaps, KnowAllRelations)
{
    auto const text = std::string{head} +
                      R"(conceptmap "t" { prefix s = "urn:a" prefix d = 'urn:b'
  s:a - d:A  s:b == d:"B b";  s:c = d:'C'  s:d <= d:D s:e >= d:E s:f <- d:F s:g >- d:G s:h ~ d:H
  s:i != d:I  s:j --  s:k -- ; s:"l l" - d:L
}
group Main(source v : Visit, target t : Patient) {
  v.answer as a -> t.identifier as i, i.value = translate(a.question, '#t'),
    i.system = translate(a.question, '#t', 'system');
})";
    auto const value = [&](std::string const& code) {
        auto const whole = from({text}, R"({"answer":[{"question":")" + code + R"("}]})");
        auto const at = whole.find("value\":\"");
        return at == std::string::npos ? whole
                                       : whole.substr(at + 8, whole.find('"', at + 8) - at - 8);
    };
    for (std::string const code : {"a", "c", "d", "e", "f", "g", "h"}) {
        EXPECT_EQ(value(code), std::string(1, static_cast<char>(code[0] - 32)));
    }
    EXPECT_EQ(value("b"), "B b");
    EXPECT_EQ(value("l l"), "L");
    for (std::string const code : {"i", "j", "k"})
        EXPECT_EQ(value(code), R"({"resourceType":"Patient"})");
    EXPECT_EQ(value("x"), "! m.map:8:39: the code table has no row for this code");
}

TEST(MapConceptmaps, MayStandAboveTheHeader)
{
    auto const table = std::string{"conceptmap '#t' { prefix s = \"urn:a\" s:a - s:b }\n"};
    EXPECT_EQ(from({table + map_to("Patient", "v.id as i -> t.id = translate(i, '#t');")},
                   R"({"id":"a"})"),
              patient(R"("id":"b")"));
    EXPECT_EQ(from({table}, "{}").substr(0, 13), "! m.map:2:1: ");
}

TEST(MapConceptmaps, SendUnmappedCodesToAnother)
{
    auto const table = [](std::string const& url, std::string const& code,
                          std::string const& next) {
        return R"({"resourceType":"ConceptMap","url":")" + url +
               R"(","group":[{"element":[{"code":")" + code + R"(","target":[{"code":"to-)" + code +
               R"(","equivalence":"equal"}]}],)" + R"("unmapped":{"mode":"other-map","url":")" +
               next + R"("}}]})";
    };
    auto const rules = "v.id as i -> t.id = translate(i, 'urn:1', 'code');";
    std::vector<std::string> const tables{table("urn:1", "a", "urn:2"),
                                          table("urn:2", "b", "urn:1")};
    EXPECT_EQ(made("Patient", rules, R"({"id":"b"})", tables), patient(R"("id":"to-b")"));
    // A ring ends.
    EXPECT_EQ(made("Patient", rules, R"({"id":"c"})", tables),
              "! m.map:4:14: the code table has no row for this code");
    EXPECT_EQ(made("Patient", rules, R"({"id":"b"})", {tables[0]}),
              "! urn:1: unmapped codes go on in another code table, which is not there");
}

TEST(MapSurroundings, AreAskedByExpressions)
{
    struct Known final : path::Surroundings {
        std::optional<bool> conforms_to(Element const&, std::string_view structure) override
        {
            return structure == "urn:good";
        }
    };
    auto const library =
        load({map_to("Patient", "v where conformsTo('urn:good') -> t.active = true;\n"
                                "v where conformsTo('urn:bad') -> t.id = 'bad';")});
    ASSERT_TRUE(library.has_value()) << told(library.issues());
    auto const source = read("{}", *types().type("Visit"));
    Element const* const sources[] = {&source.root()};
    Known known;
    map::Run settings;
    settings.surroundings = &known;
    auto const result = run(*library->find("m"), sources, settings);
    ASSERT_TRUE(result.has_value()) << told(result.issues());
    EXPECT_EQ(json::write(result->root()), patient(R"("active":true)"));
}

} // namespace
} // namespace fhir::map
