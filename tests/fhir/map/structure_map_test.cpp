// Maps as StructureMap resources. Besides this, every map of these tests also runs as a
// StructureMap (from() and made() of workbench.h).
#include "tests/fhir/map/workbench.h"

#include "fhir/validate/validate.h"

namespace fhir::map {
namespace {

using namespace workbench;

constexpr std::string_view whole = R"(/// title = 'All of it'
/// status = active
/// version = "2"
map "urn:m" = "m"
uses "urn:visit" alias Visit as source
uses "http://hl7.org/fhir/StructureDefinition/Patient" as target
imports "urn:lib/*"
let mark = 'x' + 'y';
conceptmap "#c" { prefix s = "urn:a" prefix t = "urn:b" unmapped for s = provided
  s:f == t:female  s:n -- }
group Main(source v : Visit, target t : Patient) extends Start {
  v.person.family 0..1 default('none') first as f where (length() > 1) check (exists()) log "seen"
    -> t.name as n share one, n.family = f, n.use = 'usual' "the name";
  v : Visit as w -> t.active = true, t.id = append(mark, -1, 1.50, v.id, w.person.sex);
  v.person default(v.person) as p -> evaluate(p, 'sex') as s, t.gender = translate(s, '#c', 'code'),
    t.contact as c single, c.relationship as r collate then Sex(p, 'lit', v.id, t) {
      p.sex -> t.language; };
}
group Start(source a, target b) <<types>> { a -> b.multipleBirth = 2; }
group Sex(source p, source q, source r, target t) { q -> t.maritalStatus = cc(q); }
)";

TEST(StructureMap, IsTheMapInOtherWords)
{
    auto const made = to_structure_map({"m.map", std::string{whole}});
    ASSERT_TRUE(made.has_value()) << told(made.issues());
    auto const text = json::write(made->root());
    for (std::string const part : {
             R"("url":"urn:m","version":"2","name":"m","title":"All of it","status":"active",)",
             R"("structure":[{"url":"urn:visit","mode":"source","alias":"Visit"},)",
             R"("import":["urn:lib/*"])",
             R"({"url":"name","valueString":"mark"},{"url":"value","valueString":"'x' + 'y'"})",
             R"("element":[{"code":"f","target":[{"code":"female","equivalence":"equivalent"}]}])",
             R"("unmapped":{"mode":"provided"})",
             R"({"name":"Main","extends":"Start","typeMode":"none","input":)",
             R"({"context":"v","min":0,"max":"1","defaultValueString":"none",)"
             R"("element":"person.family","listMode":"first","variable":"f",)"
             R"x("condition":"(length() > 1)","check":"(exists())","logMessage":"'seen'"})x",
             R"({"context":"t","contextType":"variable","element":"name","variable":"n",)"
             R"("listMode":["share"],"listRuleId":"one"})",
             R"("transform":"copy","parameter":[{"valueId":"f"}])",
             R"({"variable":"arg1","transform":"evaluate","parameter":[{"valueString":"v.id"}]})",
             R"([{"valueId":"mark"},{"valueInteger":-1},{"valueDecimal":1.50},{"valueId":"arg1"})",
             R"("valueString":"v.person"}],"context":"v","element":"person","variable":"p"})",
             R"({"variable":"s","transform":"evaluate",)"
             R"("parameter":[{"valueId":"p"},{"valueString":"sex"}]})",
             R"("valueCode":"single"}])",
             R"("dependent":[{"name":"Sex","variable":["p","arg3","arg4","t"]}])",
             R"("source":[{"context":"p","element":"sex","variable":"vvv"}],)"
             R"("target":[{"context":"t","contextType":"variable","element":"language",)"
             R"("variable":"vvv","transform":"create"}])",
         }) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
}

TEST(StructureMap, IsValidFhir)
{
    auto const made = to_structure_map({"m.map", std::string{whole}});
    ASSERT_TRUE(made.has_value());
    auto const issues = validate::check(made->root(), types());
    EXPECT_TRUE(validate::is_valid(issues)) << told(issues);
}

TEST(StructureMap, MakesTheSame)
{
    auto const library_map =
        std::string{"map \"urn:lib/a\" = \"a\" group X(source a, target b) {}"};
    auto const visit = R"({"id":"1","person":{"family":"Fox","sex":"f"}})";
    auto const result = from({std::string{whole}, library_map}, visit);
    EXPECT_EQ(result, R"({"resourceType":"Patient","id":"xy-11.501f","language":"f","active":true,)"
                      R"("name":[{"use":"usual","family":"Fox"}],"gender":"female",)"
                      R"("maritalStatus":{"text":"lit"},"multipleBirthInteger":2})");
}

std::string map_json(std::string_view inside)
{
    return R"({"resourceType":"StructureMap","url":"urn:m","name":"m",)" + std::string{inside} +
           "}";
}

std::string group_json(std::string_view rules)
{
    return map_json(R"("group":[{"name":"Main","input":[{"name":"v","mode":"source","type":)"
                    R"("urn:visit"},{"name":"t","mode":"target","type":"Patient"}],"rule":[)" +
                    std::string{rules} + "]}]");
}

std::string result_of(std::string const& json, std::string_view visit)
{
    auto const library = load({json});
    return library ? run_json(*library, visit) : "! " + told(library.issues());
}

TEST(StructureMap, OfR5IsReadToo)
{
    auto const json = map_json(
        R"("const":[{"name":"mark","value":"'a' + 'b'"}],"group":[{"name":"Main","input":[)"
        R"({"name":"v","mode":"source","type":"urn:visit"},)"
        R"({"name":"t","mode":"target","type":"Patient"}],"rule":[)"
        R"({"source":[{"context":"v","element":"id","defaultValue":"none","variable":"i"}],)"
        R"("target":[{"context":"t","element":"contact","variable":"c","listMode":"single"}],)"
        R"("dependent":[{"name":"Put","parameter":[{"valueId":"i"},{"valueString":"'"},)"
        R"({"valueDate":"2020-02-03"},{"valueId":"t"}]}]}]},)"
        R"({"name":"Put","input":[{"name":"a","mode":"source"},{"name":"b","mode":"source"},)"
        R"({"name":"d","mode":"source"},{"name":"t","mode":"target"}],"rule":[{"source":)"
        R"([{"context":"a"}],"target":[{"context":"t","element":"id","transform":"append",)"
        R"("parameter":[{"valueId":"mark"},{"valueId":"a"},{"valueId":"b"}]},)"
        R"({"context":"t","element":"birthDate","transform":"copy",)"
        R"("parameter":[{"valueId":"d"}]}]}]}])");
    EXPECT_EQ(result_of(json, "{}"),
              R"({"resourceType":"Patient","id":"abnone'","birthDate":"2020-02-03"})");
}

TEST(StructureMap, TellsTheElementOfAMistake)
{
    auto const one = [](std::string_view rule) { return result_of(group_json(rule), "{}"); };
    EXPECT_EQ(one(R"({"source":[{"context":"v","element":"wieght"}]})"),
              "! m.map:StructureMap.group[0].rule[0].source[0].element: 'wieght' is no element of "
              "Visit; did you mean 'weight'?");
    EXPECT_EQ(one(R"({"source":[{"context":"v","condition":"id.\nlenght() > 1"}]})"),
              "! m.map:StructureMap.group[0].rule[0].source[0].condition at 2:1: there is no "
              "function lenght(); did you mean 'length'?");
    EXPECT_EQ(one(R"({"source":[{"context":"v","check":"id ="}]})"),
              "! m.map:StructureMap.group[0].rule[0].source[0].check at 1:5: here a value, a name "
              "or ( is expected");
    EXPECT_EQ(one(R"({"source":[{"context":"v","condition":"id id"}]})"),
              "! m.map:StructureMap.group[0].rule[0].source[0].condition at 1:4: this is no "
              "FHIRPath");
    EXPECT_EQ(one(R"({"source":[{"context":"v","check":"false"}]})"),
              "! m.map:StructureMap.group[0].rule[0].source[0].check: a check of this map does not "
              "hold");
    EXPECT_EQ(
        one(R"({"source":[{"context":"v","listMode":"share"}]})"),
        "! m.map:StructureMap.group[0].rule[0].source[0].listMode: there is no such list mode "
        "of sources");
    EXPECT_EQ(one(R"({"source":[{"context":"v"}],"target":[{"context":"t","element":"name",)"
                  R"("listMode":["share"]}]})"),
              "! m.map:StructureMap.group[0].rule[0].target[0]: what is shared has a listRuleId");
    EXPECT_EQ(one(R"({"name":"x"})"),
              "! m.map:StructureMap.group[0].rule[0]: a rule has at least one source");
    EXPECT_EQ(one(R"({"source":[{"context":"v"}],"target":[{"context":"t","element":"id",)"
                  R"("transform":"copy","parameter":[{"valueQuantity":{}}]}]})"),
              "! m.map:StructureMap.group[0].rule[0].target[0].parameter[0]: a parameter has a "
              "value without parts");
}

TEST(StructureMap, RefusesWhatIsNone)
{
    EXPECT_EQ(result_of("{}", "{}"), "! m.map: this is no StructureMap with a url");
    EXPECT_EQ(result_of(map_json(R"("status":"draft")"), "{}"),
              "! m.map:StructureMap: there is no group");
    EXPECT_EQ(result_of("\xEF\xBB\xBF{", "{}").substr(0, 8), "! m.map:");
    auto const read =
        result_of("\xEF\xBB\xBF" + group_json(R"({"source":[{"context":"v"}]})"), "{}");
    EXPECT_EQ(read, R"({"resourceType":"Patient"})");
}

TEST(StructureMap, NestsOnlySoDeep)
{
    std::string rules = R"({"source":[{"context":"v"}]})";
    for (int depth = 0; depth < 40; ++depth) {
        rules = R"({"source":[{"context":"v"}],"rule":[)" + rules + "]}";
    }
    EXPECT_NE(result_of(group_json(rules), "{}").find("too deep"), std::string::npos);
}

TEST(StructureMap, TakesContainedConceptMaps)
{
    auto const rule =
        R"({"source":[{"context":"v","element":"id","variable":"i"}],"target":[{"context":"t",)"
        R"("element":"maritalStatus","transform":"translate","parameter":[{"valueId":"i"},)"
        R"({"valueString":"#c"},{"valueString":"CodeableConcept"}]}]})";
    auto json = group_json(rule);
    json.insert(json.find("\"url\""),
                R"("contained":[{"resourceType":"ConceptMap","id":"c","group":[{"source":"urn:a",)"
                R"("target":"urn:b","element":[{"code":"1","target":[{"code":"M",)"
                R"("display":"Married","equivalence":"equal"}]}]}]}],)");
    EXPECT_EQ(result_of(json, R"({"id":"1"})"),
              R"({"resourceType":"Patient","maritalStatus":{"coding":[{"system":"urn:b",)"
              R"("code":"M","display":"Married"}],"text":"Married"}})");
}

} // namespace
} // namespace fhir::map
