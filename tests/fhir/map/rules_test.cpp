// What rules mean: sources, targets, lists, types (fhir/map/README.md).
#include "tests/fhir/map/workbench.h"

namespace fhir::map {
namespace {

using namespace workbench;

TEST(MapRules, CopyAPrimitiveAsTheTargetsType)
{
    EXPECT_EQ(made("Observation",
                   "v.id -> t.id; v.weight as w -> t.value = create('Quantity') as q, "
                   "q.value = w;",
                   R"({"id":"7","weight":80.50})"),
              R"({"resourceType":"Observation","id":"7","valueQuantity":{"value":80.50}})");
    EXPECT_EQ(made("Patient", "v.urgent -> t.active; v.age as a -> t.multipleBirth = a;",
                   R"({"urgent":true,"age":2})"),
              R"({"resourceType":"Patient","active":true,"multipleBirthInteger":2})");
    EXPECT_EQ(made("Patient", "v.age as a -> t.id = a;", R"({"age":42})"),
              R"({"resourceType":"Patient","id":"42"})");
}

TEST(MapRules, RefuseAValueThatIsNotOfTheTargetsType)
{
    EXPECT_EQ(made("Patient", "v.id as a -> t.active = a;", R"({"id":"perhaps"})"),
              "! m.map:4:14: this value is not of the type that the element has");
    EXPECT_EQ(made("Patient", "v.id as a -> t.active = a;", R"({"id":"true"})"),
              R"({"resourceType":"Patient","active":true})");
}

TEST(MapRules, DoNotRunWithoutTheirSource)
{
    EXPECT_EQ(made("Patient", "v.id as i -> t.active = true;", "{}"),
              R"({"resourceType":"Patient"})");
    EXPECT_EQ(made("Patient", "v.person.family as f -> t.active = true;", R"({"person":{}})"),
              R"({"resourceType":"Patient"})");
}

TEST(MapRules, RunOnceForEachItemAndForEachCombination)
{
    EXPECT_EQ(made("Patient", "v.person.given as g -> t.name as n, n.text = g;",
                   R"({"person":{"given":["A","B"]}})"),
              R"({"resourceType":"Patient","name":[{"text":"A"},{"text":"B"}]})");
    EXPECT_EQ(made("Patient",
                   "v.note as a, v.person.given as b -> t.name as n, n.text = append(a, b);",
                   R"({"note":["1","2"],"person":{"given":["A","B"]}})"),
              R"({"resourceType":"Patient","name":[{"text":"1A"},{"text":"1B"},{"text":"2A"},)"
              R"({"text":"2B"}]})");
}

TEST(MapRules, ChooseByListMode)
{
    auto const notes = [](std::string const& mode) {
        auto const json = made("Patient", "v.note " + mode + " as n -> t.name as x, x.text = n;",
                               R"({"note":["1","2","3"]})");
        std::string texts;
        for (char const one : json.substr(std::string{R"({"resourceType":"Patient")"}.size())) {
            if (one >= '1' && one <= '9') texts.push_back(one);
        }
        return texts;
    };
    EXPECT_EQ(notes("first"), "1");
    EXPECT_EQ(notes("last"), "3");
    EXPECT_EQ(notes("not_first"), "23");
    EXPECT_EQ(notes("not_last"), "12");
    EXPECT_EQ(made("Patient", "v.note only_one as n -> t.id = n;", R"({"note":["1","2"]})"),
              "! m.map:4:1: only one is expected here");
}

TEST(MapRules, HoldTheirCardinality)
{
    EXPECT_EQ(
        made("Patient", "v.id 1..1 as i -> t.id = i;", "{}"),
        "! m.map:4:1: the source has another number of this element than its cardinality says");
    EXPECT_EQ(made("Patient", "v.note 0..2 as n -> t.name as x, x.text = n;",
                   R"({"note":["1","2","3"]})")[0],
              '!');
    EXPECT_EQ(made("Patient", "v.id 1..1 as i -> t.id = i;", R"({"id":"a"})"),
              R"({"resourceType":"Patient","id":"a"})");
}

TEST(MapRules, TakeTheDefaultWhereThereIsNothing)
{
    EXPECT_EQ(made("Patient", "v.id default('none') as i -> t.id = i;", "{}"),
              R"({"resourceType":"Patient","id":"none"})");
    EXPECT_EQ(made("Patient", "v.id default('none') as i -> t.id = i;", R"({"id":"a"})"),
              R"({"resourceType":"Patient","id":"a"})");
}

TEST(MapRules, AskWhereAndCheck)
{
    auto const rule =
        "v.answer as a where (question = 'b') check (text.exists()) -> t.id = a.text;";
    EXPECT_EQ(made("Patient", rule, R"({"answer":[{"question":"a"},{"question":"b","text":"x"}]})"),
              R"({"resourceType":"Patient","id":"x"})");
    EXPECT_EQ(made("Patient", rule, R"({"answer":[{"question":"b"}]})"),
              "! m.map:4:44: a check of this map does not hold");
    EXPECT_EQ(made("Patient", "v.answer as a where question = 'b' -> t.id = a.text;",
                   R"({"answer":[{"question":"b","text":"x"}]})"),
              R"({"resourceType":"Patient","id":"x"})");
}

TEST(MapRules, MakeElementsInTheOrderOfTheSpecification)
{
    EXPECT_EQ(made("Patient",
                   "v -> t.birthDate = '1970-01-01', t.name as n, n.text = 'a', t.gender = 'male', "
                   "t.name as m, m.text = 'b', t.active = true;",
                   "{}"),
              R"({"resourceType":"Patient","active":true,"name":[{"text":"a"},{"text":"b"}],)"
              R"("gender":"male","birthDate":"1970-01-01"})");
}

TEST(MapRules, PutItemsFirstLastOrSingle)
{
    EXPECT_EQ(made("Patient",
                   "v -> t.name as a, a.text = '1'; v -> t.name as b first, b.text = '2'; "
                   "v -> t.name as c last, c.text = '3';",
                   "{}"),
              R"({"resourceType":"Patient","name":[{"text":"2"},{"text":"1"},{"text":"3"}]})");
    EXPECT_EQ(made("Patient",
                   "v -> t.name as a, a.text = '1'; v -> t.name as b single, b.text = '2';", "{}"),
              "! m.map:4:38: the map wants a single item in this list");
}

TEST(MapRules, ShareOneElementForEachParent)
{
    EXPECT_EQ(made("Patient",
                   "v.person as p then { p.family as f -> t.name as n share name, n.family = f;"
                   " p.given as g -> t.name as n share name, n.given = g; };",
                   R"({"person":{"family":"F","given":["A","B"]}})"),
              R"({"resourceType":"Patient","name":[{"family":"F","given":["A","B"]}]})");
}

TEST(MapRules, RefuseToSetASingleElementTwice)
{
    EXPECT_EQ(made("Patient", "v -> t.gender = 'male', t.gender = 'female';", "{}"),
              "! m.map:4:25: this element can stand only once, and it is set already");
}

TEST(MapRules, FindOrMakeWhatIsMadeWithoutAValue)
{
    EXPECT_EQ(made("Observation", "v -> t.code as c, c.text = 'x'; v -> t.code.id = 'y';", "{}"),
              R"({"resourceType":"Observation","code":{"id":"y","text":"x"}})");
}

TEST(MapRules, RemoveWhatStaysEmpty)
{
    EXPECT_EQ(made("Patient",
                   "v -> t.name as n, t.contact as c, c.name as m; v.id as i -> t.id = i;",
                   R"({"id":""})"),
              R"({"resourceType":"Patient"})");
}

TEST(MapRules, GiveAChoiceItsNameByTheValue)
{
    auto const value = [](std::string const& transform) {
        return made("Observation", "v -> t.value = " + transform + ";",
                    R"({"weight":1.0,"age":3,"urgent":false,"start":"2024-01-01T10:00:00Z"})");
    };
    EXPECT_NE(value("'text'").find("\"valueString\":\"text\""), std::string::npos);
    EXPECT_NE(value("v.age").find("\"valueInteger\":3"), std::string::npos);
    EXPECT_NE(value("v.urgent").find("\"valueBoolean\":false"), std::string::npos);
    EXPECT_NE(value("v.start").find("\"valueDateTime\":\"2024"), std::string::npos);
    EXPECT_NE(value("(v.age + 1)").find("\"valueInteger\":4"), std::string::npos);
    EXPECT_NE(value("qty(v.weight, 'kg')").find("\"valueQuantity\":{\"value\":1.0"),
              std::string::npos);
    EXPECT_NE(value("cc('x')").find("\"valueCodeableConcept\":{\"text\":\"x\""), std::string::npos);
}

TEST(MapRules, PutResourcesIntoABundle)
{
    EXPECT_EQ(made("Bundle",
                   "v -> t.entry as e, e.resource = create('Patient') as p, p.id = v.id, "
                   "e.fullUrl = pointer(p), t.entry as f, f.resource = create('Flag') as g, "
                   "g.subject as s, s.reference = reference(p);",
                   R"({"id":"1"})"),
              R"({"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:1","resource":)"
              R"({"resourceType":"Patient","id":"1"}},{"resource":{"resourceType":"Flag",)"
              R"("subject":{"reference":"urn:uuid:1"}}}]})");
}

TEST(MapRules, CopyAWholeResourceAsItIsThen)
{
    EXPECT_EQ(made("Bundle",
                   "v -> t.entry as e, e.resource = create('Patient') as p, p.active = true, "
                   "t.entry as f, f.resource = p, p.gender = 'male';",
                   "{}"),
              R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient",)"
              R"("active":true,"gender":"male"}},{"resource":{"resourceType":"Patient",)"
              R"("active":true}}]})");
}

TEST(MapRules, BindAVariableWithoutAnElement)
{
    EXPECT_EQ(made("Patient",
                   "v -> append(v.id, '!') as x, (v.age * 2) as y, t as p, p.id = x, "
                   "p.multipleBirth = y;",
                   R"({"id":"a","age":4})"),
              R"({"resourceType":"Patient","id":"a!","multipleBirthInteger":8})");
}

TEST(MapRules, MakeOneItemForEachValueOfAnExpression)
{
    EXPECT_EQ(made("HumanName", "v -> t.given = (person.given.select($this.upper()));",
                   R"({"person":{"given":["a","b"]}})"),
              R"({"given":["A","B"]})");
    EXPECT_EQ(
        made("HumanName", "v -> t.family = (person.given);", R"({"person":{"given":["a","b"]}})"),
        "! m.map:4:6: one value is expected here");
}

} // namespace
} // namespace fhir::map
