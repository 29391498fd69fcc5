// What a mapping author is told, before any data comes, and where.
#include "tests/fhir/map/workbench.h"

namespace fhir::map {
namespace {

using namespace workbench;

struct Mistake {
    std::string_view type;
    std::string_view rules;
    std::string_view told;
};
void PrintTo(Mistake const& one, std::ostream* out) { *out << one.rules; }

class Mistakes : public ::testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, AreToldWithTheirPlace)
{
    EXPECT_EQ(fault(GetParam().type, GetParam().rules), GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(
    Map, Mistakes,
    ::testing::Values(
        Mistake{"Patient", "v.wieght -> t.id;",
                "m.map:4:3: 'wieght' is no element of Visit; did you mean 'weight'?"},
        Mistake{"Patient", "v.id -> t.idd;",
                "m.map:4:11: 'idd' is no element of Patient; did you mean 'id'?"},
        Mistake{"Patient", "w.id -> t.id;", "m.map:4:1: there is no variable 'w'"},
        Mistake{"Patient", "v.id as i -> v.id = i;", "m.map:4:14: 'v' is a source, not a target"},
        Mistake{"Patient", "v then Mian(v, t);",
                "m.map:4:8: there is no group 'Mian'; did you mean 'Main'?"},
        Mistake{"Patient", "v then Main(v);",
                "m.map:4:8: group 'Main' has 2 parameters, here are 1"},
        Mistake{"Patient", "v then Main(t, t);",
                "m.map:4:13: parameter 'v' is a Visit, this is a Patient"},
        Mistake{"Patient", "v then Main(v, v);",
                "m.map:4:16: parameter 't' is a target: give it one\n"
                "m.map:4:16: parameter 't' is a Patient, this is a Visit"},
        Mistake{"Patient", "v -> t.id = apend('x');",
                "m.map:4:13: there is no transform apend(); did you mean 'append'?"},
        Mistake{"Patient", "v -> t.id = truncate('x');",
                "m.map:4:13: truncate() takes 2 arguments"},
        Mistake{"Patient", "v -> t.id = dateOp('x');", "m.map:4:13: dateOp() takes 3 arguments"},
        Mistake{"Patient", "v -> t.birthDate = dateOp(v.start, 1, 'moons');",
                "m.map:4:39: units of time are 'years', 'months', 'days', 'hours' …"},
        Mistake{"Patient", "v.id as i -> t.id = escape(i, 'text', 'pdf');",
                "m.map:4:39: escape() knows 'text', 'xml', 'html' and 'json'"},
        Mistake{"Observation", "v.id as i -> t.value = cast(i);",
                "m.map:4:24: cast() needs the name of a type here: cast(v, 'string')"},
        Mistake{"Patient", "v.id as i -> t.id = (iif(true, \"don't\", i));",
                "m.map:4:32: inside an expression this text stands in single quotes, with \\' "
                "for '"},
        Mistake{"Patient", "v.id as i -> t.name = i collate;",
                "m.map:4:14: a HumanName is wanted here, this is a string; write … as n, n.text = "
                "…\nm.map:4:14: only an element that is made can be shared, not a value"},
        Mistake{"Patient", "v.id as i -> t.id = translate(i, 'urn:none', 'code');",
                "m.map:4:34: there is no code table with this url"},
        Mistake{"Patient", "v.id as i -> t.id = cast(i, 'strin');",
                "m.map:4:29: there is no cast to this type; did you mean 'string'?"},
        Mistake{"Patient", "v where (idd = 'x') -> t.id = 'y';",
                "m.map:4:10: 'idd' is no element of Visit; did you mean 'id'?"},
        Mistake{"Patient", "v where (id.lenght() > 1) -> t.id = 'y';",
                "m.map:4:13: there is no function lenght(); did you mean 'length'?"},
        Mistake{"Patient", "v -> t.id = (v.person.familly);",
                "m.map:4:23: 'familly' is no element of Person; did you mean 'family'?"},
        Mistake{"Patient", "v.id as id where (id = 'x') -> t.id = id;",
                "m.map:4:19: 'id' is a variable and an element here: write %id or $this.id"},
        Mistake{"Patient", "v.person as person, v as w where (person.exists()) -> t.id = 'x';",
                "m.map:4:35: 'person' is a variable and an element here: write %person or "
                "$this.person"},
        Mistake{"Observation", "v -> t.value as x;",
                "m.map:4:6: this element has several types (Quantity, CodeableConcept, string, "
                "boolean, …): write = create('…')"},
        Mistake{"Observation", "v -> t.value = create('Patient');",
                "m.map:4:23: this element is never a Patient; it is one of Quantity, "
                "CodeableConcept, string, boolean, …"},
        Mistake{"Observation", "v -> t.valueQuantity as q, q.value = 'x' ; v -> t.code = 'x';",
                "m.map:4:49: a CodeableConcept is wanted here, this is a string; write cc(…) or "
                "translate(…, 'CodeableConcept')"},
        Mistake{"Bundle", "v -> t.entry as e, e.resource as r;",
                "m.map:4:20: any resource can stand here: write = create('Patient')"},
        Mistake{"Bundle", "v -> t.entry.fullUrl = 'x';",
                "m.map:4:8: 'entry' is a list: write t.entry as x, x.fullUrl = …"},
        Mistake{"Bundle", "v -> t.entry as e, e.resource = create('Patent');",
                "m.map:4:40: there is no type 'Patent'"},
        Mistake{"Patient", "v -> append('x');",
                "m.map:4:6: this value goes nowhere: write … as variable"},
        Mistake{"Patient", "v.id -> t.id", "m.map:5:1: here ; is expected"},
        Mistake{"Patient", "v.id as -> t.id;", "m.map:4:9: here a variable is expected"},
        Mistake{"Patient", "v.id where ( -> t.id;",
                "m.map:4:14: here a value, a name or ( is expected"},
        Mistake{"Patient", "v -> t.id = 'open;", "m.map:4:13: this string does not end"},
        Mistake{"Patient", "v.answer : Answr as a -> t.id = 'x';",
                "m.map:4:12: there is no type 'Answr'"}));

std::string whole_fault(std::string const& text)
{
    auto const library = load({text});
    return library ? "" : told(library.issues());
}

TEST(MapFile, NeedsAHeaderAndAGroup)
{
    EXPECT_EQ(whole_fault(""),
              "m.map:1:1: here map \"url\" = \"name\", or lines /// url = '…' above, is expected");
    EXPECT_EQ(whole_fault("map \"u\" = \"n\""), "m.map:1:14: here at least one group is expected");
    EXPECT_EQ(
        whole_fault(
            "map \"u\" = \"n\" uses \"urn:no\" alias X as source group A(source a, target b) {}"),
        "m.map:1:20: no type is known by this url");
    EXPECT_EQ(whole_fault("map \"u\" = \"n\" group A(source a) {} group A(source a) {}"),
              "m.map:1:42: group 'A' stands here twice");
    EXPECT_EQ(whole_fault("map \"u\" = \"n\" group A(source a : Nope, target b) {}"),
              "m.map:1:34: there is no type 'Nope'");
    EXPECT_EQ(whole_fault("map \"u\" = \"n\" let a = b; group A(source a) {}"),
              "m.map:1:23: 'b' is no element of a let, which sees only earlier lets");
}

TEST(MapFile, TellsEveryMistakeAtOnce)
{
    auto const all = fault("Patient", "v.a -> t.b;\nv.c -> t.d;");
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 3) << all;
}

TEST(MapFile, SurvivesBeingCutAnywhere)
{
    auto const whole = map_to(
        "Patient", "v.person as p where (family.exists()) -> t.name as n share x, "
                   "n.family = append(p.family, \"q\") then { p -> n.use = 'usual' \"r\"; };");
    for (std::size_t size = 0; size < whole.size() - 2; ++size) {
        EXPECT_NE(whole_fault(whole.substr(0, size)), "") << size;
    }
}

TEST(CodeTables, AreChecked)
{
    auto const codes = [](std::string const& json) {
        auto const library = load({map_to("Patient", "v -> t.active = true;")}, {json});
        return library ? "" : told(library.issues());
    };
    EXPECT_EQ(codes("{}"), "codes.json: this is no ConceptMap with a url");
    EXPECT_EQ(codes(R"({"resourceType":"ConceptMap","url":"u","group":[{"element":[{"code":"a"},)"
                    R"({"code":"a"}]}]})"),
              "codes.json: code 'a' stands twice in this table");
    EXPECT_EQ(codes("{").substr(0, 11), "codes.json:");
}

} // namespace
} // namespace fhir::map
