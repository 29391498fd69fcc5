// Each transform, and what it does with nothing.
#include "tests/fhir/map/workbench.h"

#include <regex>

namespace fhir::map {
namespace {

using namespace workbench;

constexpr std::string_view visit =
    R"({"id":"a<b>&'c'","start":"2024-03-01T09:15:00+01:00","weight":80.5,"age":42,"note":["n1"]})";

/// The value of Basic.id as the transform makes it.
std::string text(std::string const& transform)
{
    auto const json = made("Basic", "v -> t.id = " + transform + ";", visit);
    auto const begin = json.find("\"id\":\"");
    return begin == std::string::npos ? json : json.substr(begin + 6, json.size() - begin - 8);
}

TEST(MapTransforms, GiveTexts)
{
    EXPECT_EQ(text("append('x', v.age, '-', v.weight, v.person.family)"), "x42-80.5");
    EXPECT_EQ(text("truncate(v.start, 10)"), "2024-03-01");
    EXPECT_EQ(text("truncate('Größe', 3)"), "Grö");
    EXPECT_EQ(text("escape(v.id, 'text', 'xml')"), "a&lt;b&gt;&amp;&#39;c&#39;");
    EXPECT_EQ(text("cast(v.start, 'date')"), "2024-03-01");
    EXPECT_EQ(text("evaluate(v, start.toString().substring(0, 4))"), "2024");
    EXPECT_EQ(text("evaluate(v, 'age + 1')"), "43");
    EXPECT_EQ(text("(now().toString())"), "2024-05-06T10:00:00Z");
    EXPECT_EQ(text("toDate('31/12/2023', 'dd/MM/yyyy')"), "2023-12-31");
    EXPECT_EQ(text("toDateTime('3.1.2023 4:05 pmZ', 'd.M.yyyy h:mm aZ')"), "2023-01-03T16:05:00Z");
    EXPECT_EQ(text("toTime('0915', 'HHmm')"), "09:15:00");
}

TEST(MapTransforms, SayWhenAValueCannotBeMade)
{
    EXPECT_EQ(text("cast(v.id, 'integer')"),
              "! m.map:4:6: this value cannot be cast to the wanted type");
    EXPECT_EQ(text("toDate(v.id, 'dd/MM/yyyy')"),
              "! m.map:4:6: this value is not of the written format");
    EXPECT_EQ(text("toDate('31/02/2023', 'dd/MM/yyyy')")[0], '!');
    EXPECT_EQ(text("pointer(t)"), "! m.map:4:6: what is pointed to has no id yet");
    EXPECT_EQ(text("(v.id.substring('x'))"), "! m.map:4:29: substring() wants an integer here");
}

TEST(MapTransforms, SetNothingFromNothing)
{
    for (auto const* one :
         {"append(v.person.family)", "truncate(v.person.family, 3)", "(v.person.family)",
          "cast(v.person.family, 'date')", "escape(v.person.family, 'text', 'xml')",
          "v.person.family", "pointer(v.person)", "toDate(v.person.family, 'yyyy')"}) {
        EXPECT_EQ(text(one), R"({"resourceType":"Basic"})") << one;
    }
}

TEST(MapTransforms, MakeTheSameUuidsOfTheSameSeed)
{
    auto const rules = "v -> t.id = uuid(), t.identifier as i, i.value = uuid();";
    auto const first = made("Basic", rules, visit);
    EXPECT_EQ(first, made("Basic", rules, visit));
    std::regex const form{"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"};
    std::smatch found;
    ASSERT_TRUE(std::regex_search(first, found, form));
    std::string const one = found.str();
    auto const rest = found.suffix().str();
    ASSERT_TRUE(std::regex_search(rest, found, form));
    EXPECT_NE(one, found.str());
}

TEST(MapTransforms, MakeElementsWithParts)
{
    auto const value = [](std::string const& transform) {
        auto const json = made("Observation", "v -> t.value = " + transform + ";", visit);
        auto const begin = json.find("\"value");
        return begin == std::string::npos ? json : json.substr(begin, json.size() - begin - 1);
    };
    EXPECT_EQ(value("cc('urn:s', 'c', 'D')"),
              R"("valueCodeableConcept":{"coding":[{"system":"urn:s","code":"c","display":"D"}]})");
    EXPECT_EQ(value("qty('<120.0 mm[Hg]')"),
              R"("valueQuantity":{"value":120.0,"comparator":"<","unit":"mm[Hg]"})");
    EXPECT_EQ(value("qty(v.weight, 'kg', 'http://unitsofmeasure.org', 'kg')"),
              R"("valueQuantity":{"value":80.5,"unit":"kg","system":"http://unitsofmeasure.org",)"
              R"("code":"kg"})");
    EXPECT_EQ(made("Patient",
                   "v -> t.identifier = id('urn:s', v.age, 'MR'), t.telecom = cp('a@b'), "
                   "t.telecom = cp('fax', '1');",
                   visit),
              R"({"resourceType":"Patient","identifier":[{"type":{"coding":[{"system":)"
              R"("http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"urn:s",)"
              R"("value":"42"}],)"
              R"("telecom":[{"system":"email","value":"a@b"},{"system":"fax","value":"1"}]})");
    EXPECT_EQ(
        made("Observation", "v -> t.code as c, c.coding = c('urn:s', 'x');", visit),
        R"({"resourceType":"Observation","code":{"coding":[{"system":"urn:s","code":"x"}]}})");
}

constexpr char const* codes = R"({"resourceType":"ConceptMap","url":"urn:codes","group":[{
 "source":"urn:from","target":"urn:to","element":[
 {"code":"a","target":[{"code":"A","display":"Letter A","equivalence":"equivalent"}]},
 {"code":"u","target":[{"extension":[{"url":"urn:foramen:unverified","valueBoolean":true}],
                        "code":"U","display":"Unproven","equivalence":"equivalent"}]},
 {"code":"t","target":[{"display":"Text only"}]},
 {"code":"n","target":[{"equivalence":"unmatched"}]},
 {"code":"w","target":[{"code":"X","equivalence":"unmatched"},
                        {"code":"W","equivalence":"wider"}]}]}]})";

std::string translated(std::string const& code, std::string const& field)
{
    auto const target = field == "Coding"            ? "t.code as c, c.coding"
                        : field == "CodeableConcept" ? "t.code"
                                                     : "t.id";
    return made("Basic",
                "v -> " + std::string{target} + " = translate('" + code + "', 'urn:codes', '" +
                    field + "');",
                visit, {codes});
}

TEST(MapTranslate, GivesEachField)
{
    EXPECT_EQ(translated("a", "code"), R"({"resourceType":"Basic","id":"A"})");
    EXPECT_EQ(translated("a", "system"), R"({"resourceType":"Basic","id":"urn:to"})");
    EXPECT_EQ(translated("a", "display"), R"({"resourceType":"Basic","id":"Letter A"})");
    EXPECT_EQ(translated("a", "Coding"),
              R"({"resourceType":"Basic","code":{"coding":[{"system":"urn:to","code":"A",)"
              R"("display":"Letter A"}]}})");
    EXPECT_EQ(translated("a", "CodeableConcept"),
              R"({"resourceType":"Basic","code":{"coding":[{"system":"urn:to","code":"A",)"
              R"("display":"Letter A"}],)"
              R"("text":"Letter A"}})");
    EXPECT_EQ(translated("w", "code"), R"({"resourceType":"Basic","id":"W"})");
}

TEST(MapTranslate, NeverSendsACodeThatNobodyHasProven)
{
    EXPECT_EQ(translated("u", "CodeableConcept"),
              R"({"resourceType":"Basic","code":{"text":"Unproven"}})");
    EXPECT_EQ(translated("t", "CodeableConcept"),
              R"({"resourceType":"Basic","code":{"text":"Text only"}})");
    EXPECT_EQ(translated("u", "display"), R"({"resourceType":"Basic","id":"Unproven"})");
    for (auto const* field : {"code", "system", "Coding"}) {
        EXPECT_EQ(translated("u", field).substr(0, 8), "! m.map:") << field;
    }
    EXPECT_EQ(translated("n", "CodeableConcept"), R"({"resourceType":"Basic"})");
}

TEST(MapTranslate, RefusesACodeThatTheTableDoesNotKnow)
{
    EXPECT_EQ(translated("z", "code"), "! m.map:4:6: the code table has no row for this code");
}

TEST(MapTranslate, TakesTablesOfTheMapItself)
{
    auto const text = "map \"urn:m\" = \"m\"\nuses \"urn:visit\" alias Visit as source\n"
                      "conceptmap \"#s\" { prefix a = \"urn:a\" prefix b = \"urn:b\"\n"
                      " unmapped for a = provided\n a:in-progress - b:started\n a:\"two words\" == "
                      "b:x a:no != b:y }\n"
                      "group Main(source v : Visit, target t : Basic) {\n"
                      " v.note as n -> t.identifier as i, i.value = translate(n, '#s', 'code'); }";
    auto const library = load({text});
    ASSERT_TRUE(library.has_value()) << told(library.issues());
    EXPECT_EQ(run_json(*library, R"({"note":["in-progress","two words","other","no"]})"),
              R"({"resourceType":"Basic","identifier":[{"value":"started"},{"value":"x"},)"
              R"({"value":"other"}]})");
}

} // namespace
} // namespace fhir::map
