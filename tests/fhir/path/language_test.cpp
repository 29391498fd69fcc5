// Why this file exists: sentences of FHIRPath and what they give, on one small patient.
#include "tests/fhir/path/sentences.h"

namespace fhir::path {
namespace {

TEST_P(Language, Gives) { EXPECT_EQ(ask(GetParam().expression), GetParam().result); }

INSTANTIATE_TEST_SUITE_P(
    Paths, Language,
    ::testing::Values(
        Sentence{"name.given", "Peter, James, Jim"}, Sentence{"Patient.name[0].given[1]", "James"},
        Sentence{"Resource.id.exists()", "false"}, Sentence{"name.first().family", "Chalmers"},
        Sentence{"name.where(use = 'usual').given", "Jim"},
        Sentence{"name.given.where($index = 1 or $this = 'Jim')", "James, Jim"},
        Sentence{"telecom.where(system='phone' and use='work').value.first()", "(03) 5555 6473"},
        Sentence{"multipleBirth", "3"}, Sentence{"multipleBirth.ofType(integer) + 4", "7"},
        Sentence{"multipleBirth.ofType(boolean)", ""},
        Sentence{"extension('urn:weight').value", "80.50 kg"},
        Sentence{"extension.value.ofType(Quantity).value * 2", "161.00"},
        Sentence{"birthDate.extension('urn:time').exists()", "true"},
        Sentence{"birthDate.value is System.Date", "true"},
        Sentence{"active is boolean and active is System.Boolean = false", "true"},
        Sentence{"name.select(given.first() & '!')", "Peter!, Jim!"},
        Sentence{"name.select(use | given).count()", "5"}, Sentence{"gender.ofType(string)", ""},
        Sentence{"name.select(given.intersect('Jim' | 'James')).count()", "2"},
        Sentence{"gender is string", "true"},
        Sentence{"name.given | name.given | 'Jim'", "Peter, James, Jim"},
        Sentence{"telecom.rank.aggregate($this + $total, 0)", "3"},
        Sentence{"%resource.gender & %context.gender", "malemale"},
        Sentence{"%ucum", "http://unitsofmeasure.org"},
        Sentence{"descendants().where($this is code).distinct().count()", "7"}));

INSTANTIATE_TEST_SUITE_P(
    Logic, Language,
    ::testing::Values(Sentence{"{} and false", "false"}, Sentence{"{} and true", ""},
                      Sentence{"{} or true", "true"}, Sentence{"{} implies true", "true"},
                      Sentence{"true xor {}", ""}, Sentence{"false implies {}", "true"},
                      Sentence{"active and gender", "true"}, Sentence{"name.empty().not()", "true"},
                      Sentence{"1 + 2 * 3 = 7", "true"}, Sentence{"(1 | 2 | 2).count()", "2"},
                      Sentence{"1 in (1 | 2) and ((1 | 2) contains 3).not()", "true"},
                      Sentence{"iif(active, 'yes', 1 / 0)", "yes"},
                      Sentence{"iif({}, 'yes', 'no')", "no"},
                      Sentence{"'a' ~ 'A' and ('a' = 'A').not()", "true"},
                      Sentence{"(1 | 2) ~ (2 | 1)", "true"}, Sentence{"(1 | 2) = (2 | 1)", "false"},
                      Sentence{"name.all(given.exists())", "true"},
                      Sentence{"{}.all(false)", "true"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, Language,
    ::testing::Values(Sentence{"0.1 + 0.2 = 0.3", "true"}, Sentence{"1.10", "1.10"},
                      Sentence{"1.2 * 1.3", "1.56"}, Sentence{"5 div 2 | 5 mod 2", "2, 1"},
                      Sentence{"1 / 4", "0.25"}, Sentence{"1 / 0", ""},
                      Sentence{"2147483647 + 1", ""}, Sentence{"-5.5.abs()", "-5.5"},
                      Sentence{"(-5.5).abs()", "5.5"},
                      Sentence{"(1.5).ceiling() | (-1.5).floor() | (1.9).truncate()", "2, -2, 1"},
                      Sentence{"(3.14159).round(2)", "3.14"},
                      Sentence{"'42'.toInteger() + 1", "43"}, Sentence{"'4x'.toInteger()", ""},
                      Sentence{"'1.50'.toDecimal()", "1.50"}, Sentence{"1 > 2 or 2.0 >= 2", "true"},
                      Sentence{"3 'mg' + 4 'mg'", "7 mg"}, Sentence{"7 days = 1 week", "true"},
                      Sentence{"3 'mg' < 4 'kg'", "true"}));

INSTANTIATE_TEST_SUITE_P(
    Dates, Language,
    ::testing::Values(Sentence{"birthDate < @1975", "true"}, Sentence{"birthDate = @1974", ""},
                      Sentence{"@2024-01-31 + 1 month", "2024-02-29"},
                      Sentence{"@2024-03-01 - 1 day", "2024-02-29"},
                      Sentence{"@2024-01-01T10:00:00Z = @2024-01-01T11:00:00+01:00", "true"},
                      Sentence{"@2024-01-01T10:00:00Z > @2024-01-01T10:00:00", ""},
                      Sentence{"@T10:30 + 45 minutes", "11:15"},
                      Sentence{"@2024 ~ @2024-01", "false"}, Sentence{"today()", "2024-05-06"},
                      Sentence{"now() > @2024", ""}, Sentence{"now() > @2023", "true"},
                      Sentence{"'2024-05'.toDate() is Date", "true"},
                      Sentence{"birthDate + 18 years <= today()", "true"},
                      Sentence{"@2023-02-29", "! 1:1 there is no such date or time"}));

INSTANTIATE_TEST_SUITE_P(
    Texts, Language,
    ::testing::Values(Sentence{"'Brönnimann'.length()", "10"}, Sentence{"'Brönn'.upper()", "BRÖNN"},
                      Sentence{"'abc'.substring(1, 1) & 'abc'.substring(5)", "b"},
                      Sentence{"'a,b,c'.split(',').join('-')", "a-b-c"},
                      Sentence{"' x '.trim()", "x"}, Sentence{"'abc'.indexOf('c')", "2"},
                      Sentence{"'aXbX'.replace('X', '--')", "a--b--"},
                      Sentence{"'ab'.toChars()", "a, b"},
                      Sentence{"'2024-05'.matches('^[0-9]{4}')", "true"},
                      Sentence{"'abc'.replaceMatches('', 'x')", "abc"},
                      Sentence{"'a1b22'.replaceMatches('[0-9]+', '#')", "a#b#"},
                      Sentence{R"('it\'s \u00e9')", "it's é"},
                      Sentence{"name.given.startsWith('P')", "! 1:12 exception"}));

INSTANTIATE_TEST_SUITE_P(
    Mistakes, Language,
    ::testing::Values(
        Sentence{"name.gven", "! 1:6 'gven' is no element of HumanName; did you mean 'given'?"},
        Sentence{"name.exsts()", "! 1:6 there is no function exsts(); did you mean 'exists'?"},
        Sentence{"defineVariable('x')", "! 1:1 function defineVariable() is not supported yet"},
        Sentence{"name.first(1)", "! 1:6 first() takes 0 arguments"},
        Sentence{"1 +\n ", "! 2:2 here a value, a name or ( is expected"},
        Sentence{"Encounter.status", "! 1:1 the focus is Patient here, never Encounter"},
        Sentence{"%nothing", "! 1:1 there is no variable %nothing"},
        Sentence{"'open", "! 1:1 this string does not end"},
        Sentence{"1 /* open", "! 1:3 this comment does not end"},
        Sentence{"name as Humanname", "! 1:6 there is no type 'Humanname'"},
        Sentence{"'a'.matches('(')", "! 1:13 this is no valid regular expression"},
        Sentence{"valueQuantity", "! 1:1 'valueQuantity' is no element of Patient"}));

TEST(FhirPath, NestsOnlySoDeep)
{
    EXPECT_TRUE(ask(std::string(5'000, '(') + "1" + std::string(5'000, ')')).starts_with("! "));
    std::string chain = "name";
    for (int i = 0; i < 3'000; ++i) chain += ".first()";
    EXPECT_EQ(ask(chain).substr(0, 1), "!");
}

TEST(FhirPath, StopsAfterTooManySteps)
{
    auto const tree = patient();
    auto expression =
        Expression::compile("descendants().where(descendants().count() > 0)", r4(), nullptr);
    ASSERT_TRUE(expression.has_value());
    Tree scratch;
    Environment environment;
    environment.steps_max = 50;
    auto const items = evaluate(*expression, tree.root(), environment, scratch);
    ASSERT_FALSE(items.has_value());
    EXPECT_EQ(items.issues()[0].code, "too-costly");
}

TEST(FhirPath, SeesVariablesOnlyWithPercent)
{
    auto const tree = patient();
    std::string_view const names[] = {"gender"};
    auto expression = Expression::compile("gender & %gender", r4(), r4().type("Patient"),
                                          Variables{{names, names + 1}});
    ASSERT_TRUE(expression.has_value());
    Tree scratch;
    Collection const variables[] = {{tree.root().child("birthDate")}};
    Environment environment;
    environment.variables = variables;
    auto const items = evaluate(*expression, tree.root(), environment, scratch);
    ASSERT_TRUE(items.has_value());
    EXPECT_EQ((*items)[0]->text, "male1974-12-25");
}

} // namespace
} // namespace fhir::path
