// Groups, imports, lets, default groups, and the header in both forms.
#include "tests/fhir/map/workbench.h"

namespace fhir::map {
namespace {

using namespace workbench;

TEST(MapGroups, GiveUntypedParametersTheTypeOfTheArgument)
{
    auto const text =
        map_to("Bundle", "v.person as p -> t.entry as e, e.resource = create('Patient') as r "
                         "then Name(p, r);") +
        "group Name(source p, target r) { p.family as f -> r.name as n, n.family = f; }";
    EXPECT_EQ(from({text}, R"({"person":{"family":"F"}})"),
              R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient",)"
              R"("name":[{"family":"F"}]}}]})");
}

TEST(MapGroups, CheckUntypedGroupsWithTheTypesOfEachCall)
{
    auto const text =
        map_to("Patient", "v.person as p then Name(p, t); v.answer as a then Name(a, t);") +
        "group Name(source p, target r) {\n p.family as f -> r.id = f;\n}";
    EXPECT_EQ(from({text}, "{}"), "! m.map:7:4: 'family' is no element of Answer");
}

TEST(MapGroups, TakeLiteralsAndPathsAsSources)
{
    auto const text =
        map_to("Patient", "v then Put('x', v.person.family, t);") +
        "group Put(source a, source b, target r : Patient) { a -> r.id = append(a, b); }";
    EXPECT_EQ(from({text}, R"({"person":{"family":"F"}})"),
              R"({"resourceType":"Patient","id":"xF"})");
}

TEST(MapGroups, RunTheRulesOfTheirBaseFirst)
{
    auto const text =
        map_to("Patient", "v then Derived(v, t);") +
        "group Derived(source a : Visit, target b : Patient) extends Base { a -> b.id = 'x'; }\n"
        "group Base(source c : Visit, target d : Patient) { c -> d.active = true; }";
    EXPECT_EQ(from({text}, "{}"), R"({"resourceType":"Patient","id":"x","active":true})");
}

TEST(MapGroups, AreTheDefaultForTheirTypes)
{
    auto const text = map_to("Patient", "v.person -> t.name;") +
                      "group Name(source p : `Person`, target n : HumanName) <<types>> "
                      "{ p.family -> n.family; p.given -> n.given; }";
    EXPECT_EQ(from({text}, R"({"person":{"family":"F","given":["G"]}})"),
              R"({"resourceType":"Patient","name":[{"family":"F","given":["G"]}]})");
    EXPECT_EQ(fault("Patient", "v.person -> t.name;"),
              "m.map:4:13: a HumanName is wanted here, this is a Person; write … as n, n.text = …");
}

TEST(MapGroups, ComeFromImportedMaps)
{
    auto const main = std::string{head} + "imports \"urn:lib*\"\n" +
                      "group Main(source v : Visit, target t : Patient) { v then Put(v, t); }";
    auto const part = std::string{"/// url = 'urn:lib/a'\n/// name = 'a'\n"
                                  "let mark = 'let ' + 'me';\n"
                                  "group Put(source v, target t) { v -> t.id = (mark.upper()); }"};
    EXPECT_EQ(from({main, part}, "{}"), R"({"resourceType":"Patient","id":"LET ME"})");
    EXPECT_EQ(from({main}, "{}"), "! m.map:4:59: there is no group 'Put'");
    auto exact = main;
    exact.replace(exact.find("lib*"), 4, "lib");
    EXPECT_EQ(from({exact, part}, "{}").substr(0, 32), "! m.map:3:9: no map has this url");
    auto second = part;
    second.replace(second.find("lib/a"), 5, "lib/b");
    EXPECT_EQ(from({main, part, second}, "{}"),
              "! m.map:4:59: group 'Put' is in m1.map and in m2.map");
}

TEST(MapGroups, CallEachOtherOnlySoDeep)
{
    auto const text = map_to("Patient", "v then Again(v, t);") +
                      "group Again(source v, target t) { v then Again(v, t); }";
    EXPECT_EQ(from({text}, "{}"), "! m.map:6:7: groups call too deeply");
}

TEST(MapGroups, FollowATreeIntoItsDepth)
{
    auto const text = std::string{
        "map \"urn:m\" = \"m\"\n"
        "uses \"http://hl7.org/fhir/StructureDefinition/Questionnaire\" alias Q as source\n"
        "group Main(source q : Q, target t : Basic) { q.item as i then Item(i, t); }\n"
        "group Item(source i, target t : Basic) {\n"
        "  i.linkId as l -> t.identifier = id('urn:x', l); i.item as j then Item(j, t); }"};
    auto const library = load({text});
    ASSERT_TRUE(library.has_value()) << told(library.issues());
    auto const source =
        read(R"({"resourceType":"Questionnaire","item":[{"linkId":"1","item":[{"linkId":"2"}]}]})",
             *r4().type("Questionnaire"));
    Element const* const sources[] = {&source.root()};
    auto const result = run(*library->find("urn:m"), sources, {});
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(json::write(result->root()),
              R"({"resourceType":"Basic","identifier":[{"system":"urn:x","value":"1"},)"
              R"({"system":"urn:x","value":"2"}]})");
}

TEST(MapGroups, WantAllSourcesOfTheFirstOne)
{
    auto const library = load({map_to("Patient", "v -> t.active = true;")});
    ASSERT_TRUE(library.has_value());
    auto const result = run(*library->find("m"), {}, {});
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(library->find("other"), nullptr);
}

TEST(MapTrace, NamesTheRuleOfWhatATransformMakes)
{
    auto const library =
        load({map_to("Patient", "v.id as i -> t.maritalStatus = cc('s', i) \"m\";\n"
                                "v then Sex(v, t.gender);") +
              "group Sex(source v, target g) { v.id as i -> g = i \"sex\"; }"});
    ASSERT_FALSE(library.has_value()); // A target that is no variable.
    auto const sound = load({map_to("Patient", "v.id as i -> t.maritalStatus = cc('s', i) \"m\";\n"
                                               "v -> t.gender as g then Sex(v, g);") +
                             "group Sex(source v, target g) { v.id as i -> g = i \"sex\"; }"});
    ASSERT_TRUE(sound.has_value()) << told(sound.issues());
    std::vector<TraceLine> trace;
    run_json(*sound, R"({"id":"1"})", &trace);
    std::string told_lines;
    for (auto const& one : trace) {
        told_lines += one.target + " " + one.where + " " + one.group + " " + one.rule + "\n";
    }
    EXPECT_EQ(told_lines, "Patient.gender m.map:7:46 Sex sex\n"
                          "Patient.maritalStatus m.map:4:14 Main m\n"
                          "Patient.maritalStatus.coding[0].system m.map:4:14 Main m\n"
                          "Patient.maritalStatus.coding[0].code m.map:4:14 Main m\n");
}

TEST(MapTrace, NamesTheRuleOfEachElement)
{
    auto const library =
        load({map_to("Patient", "v.id as i -> t.name as n, n.text = i \"my rule\";")});
    ASSERT_TRUE(library.has_value());
    std::vector<TraceLine> trace;
    run_json(*library, R"({"id":"1"})", &trace);
    ASSERT_EQ(trace.size(), 2u);
    EXPECT_EQ(trace[1].where, "m.map:4:27");
    EXPECT_EQ(trace[1].rule, "my rule");
    EXPECT_EQ(trace[1].target, "Patient.name[0].text");
}

} // namespace
} // namespace fhir::map
