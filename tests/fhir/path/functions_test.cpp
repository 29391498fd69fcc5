// Why this file exists: sentences about the functions that came after the core of the language,
// so that they are tested without the official suite.
#include "tests/fhir/path/sentences.h"

namespace fhir::path {
namespace {

class Functions : public Language {};

TEST_P(Functions, Gives) { EXPECT_EQ(ask(GetParam().expression), GetParam().result); }

INSTANTIATE_TEST_SUITE_P(
    Sorting, Functions,
    ::testing::Values(Sentence{"(3 | 1 | 2).sort()", "1, 2, 3"},
                      Sentence{"(3 | 1 | 2).sort(-$this)", "3, 2, 1"},
                      Sentence{"('b' | 'a').sort(-$this)", "b, a"},
                      Sentence{"name.given.sort()", "James, Jim, Peter"},
                      Sentence{"telecom.sort(-rank).rank", "2, 1"}, Sentence{"{}.sort()", ""},
                      // What has no key stands last, and first when turned round.
                      Sentence{"name.sort(family).use", "official, usual"},
                      Sentence{"name.sort(-family).use", "usual, official"},
                      Sentence{"name.sort(given)", "! 1:11 exception"},
                      Sentence{"(1 | 'a').sort()", "! 1:11 exception"},
                      Sentence{"(@2024-02 | @2023 | @2024-01).sort()", "2023, 2024-01, 2024-02"}));

INSTANTIATE_TEST_SUITE_P(
    Numbers, Functions,
    ::testing::Values(Sentence{"81.sqrt()", "9"}, Sentence{"2.sqrt()", "1.41421356237309505"},
                      Sentence{"0.0625.sqrt()", "0.25"}, Sentence{"(-1).sqrt()", ""},
                      Sentence{"0.sqrt()", "0"}, Sentence{"0.exp()", "1"},
                      Sentence{"1.exp().round(5)", "2.71828"}, Sentence{"100000.exp()", ""},
                      Sentence{"1.ln()", "0"}, Sentence{"0.ln()", ""}, Sentence{"16.log(2)", "4"},
                      Sentence{"1000.log(10)", "3"}, Sentence{"5.log(1)", ""},
                      Sentence{"5.log('2')", "! 1:3 exception"}, Sentence{"2.power(10)", "1024"},
                      Sentence{"2.power(-1)", "0.5"}, Sentence{"2.5.power(2)", "6.25"},
                      Sentence{"2.power(31)", ""}, Sentence{"2.0.power(100) > 0", "true"},
                      Sentence{"(-1).power(0.5)", ""}, Sentence{"0.power(-1)", ""},
                      Sentence{"{}.power(2)", ""}, Sentence{"'a'.sqrt()", "! 1:5 exception"},
                      Sentence{"0.00001234", "0.00001234"}, Sentence{"-0.5 + 0.25", "-0.25"},
                      Sentence{"1.0 / 3", "0.3333333333333333333333333333"}));

INSTANTIATE_TEST_SUITE_P(
    Boundaries, Functions,
    ::testing::Values(
        Sentence{"1.587.lowBoundary()", "1.58650000"}, Sentence{"1.587.highBoundary(2)", "1.59"},
        Sentence{"(-1.587).lowBoundary(2)", "-1.59"}, Sentence{"1.lowBoundary(29)", ""},
        Sentence{"1.5 'cm'.highBoundary(2) = 1.55 'cm'", "true"},
        Sentence{"@2023-02.highBoundary()", "2023-02-28"},
        Sentence{"@2024.lowBoundary(6)", "2024-01"},
        Sentence{"@2024-05-06.highBoundary(4)", "2024"}, Sentence{"@2024.highBoundary(17)", ""},
        Sentence{"@2024-01-01T08.highBoundary()", "2024-01-01T08:59:59.999-12:00"},
        Sentence{"@2024-01-01T08:05+01:00.lowBoundary(17)", "2024-01-01T08:05:00.000+01:00"},
        Sentence{"@2024T.lowBoundary()", "2024-01-01T00:00:00.000+14:00"},
        Sentence{"@T10.highBoundary()", "10:59:59.999"},
        Sentence{"@T10:30.highBoundary(4)", "10:30"},
        Sentence{"@T10:30:00.1.highBoundary()", "10:30:00.199"},
        Sentence{"@T10:30.lowBoundary(3)", ""}, Sentence{"birthDate.lowBoundary(6)", "1974-12"},
        Sentence{"'a'.lowBoundary()", "! 1:5 exception"}, Sentence{"{}.lowBoundary()", ""},
        Sentence{"1.58700.precision() | @2014.precision()", "5, 4"},
        Sentence{"@2014-01-05T10:30:00.000.precision()", "17"},
        Sentence{"@T10:30.precision() | @T10:30:00.000.precision()", "4, 9"},
        Sentence{"true.precision()", "! 1:6 exception"}));

INSTANTIATE_TEST_SUITE_P(
    Components, Functions,
    ::testing::Values(
        Sentence{"birthDate.yearOf() | birthDate.monthOf() | birthDate.dayOf()", "1974, 12, 25"},
        Sentence{"@2024.monthOf()", ""}, Sentence{"@T10:30:15.250.millisecondOf()", "250"},
        Sentence{"@T10:30.hourOf() | @T10:30.minuteOf()", "10, 30"}, Sentence{"@T10.yearOf()", ""},
        Sentence{"@2024-01-01T10:00:07-05:30.timezoneOffsetOf()", "-5.5"},
        Sentence{"@2024-01-01T10:00:07-05:30.secondOf()", "7"},
        Sentence{"@2024-01-01T10:00:07Z.dateOf() is Date", "true"},
        Sentence{"@2024-01-01T10:00:07Z.timeOf()", "10:00:07"},
        Sentence{"@2024-01.dateOf()", "2024-01"}, Sentence{"@2024-01-01.timeOf()", ""},
        Sentence{"1.yearOf()", "! 1:3 exception"}, Sentence{"@T10:30 + 1 day", "! 1:9 exception"}));

INSTANTIATE_TEST_SUITE_P(
    Notations, Functions,
    ::testing::Values(Sentence{"'subjects?_d'.encode('base64')", "c3ViamVjdHM/X2Q="},
                      Sentence{"'subjects?_d'.encode('urlbase64')", "c3ViamVjdHM_X2Q="},
                      Sentence{"'7465'.decode('hex') & 'te'.encode('hex')", "te7465"},
                      Sentence{"'!!'.decode('base64')", ""},
                      Sentence{"'a'.encode('rot13')", "! 1:5 exception"},
                      Sentence{"'<a & b>'.escape('html')", "&lt;a &amp; b&gt;"},
                      Sentence{"'&amp;lt;'.unescape('html')", "&lt;"},
                      Sentence{R"('a"b'.escape('json'))", R"(a\"b)"},
                      Sentence{"'abcb'.lastIndexOf('b') | 'abc'.lastIndexOf('x')", "3, -1"},
                      Sentence{"'abc'.matchesFull('b') or 'abc'.matchesFull('a.c').not()", "false"},
                      Sentence{"'Brönn'.matches('ö.n') and 'Brönn'.matchesFull('Br.nn')", "true"},
                      Sentence{"'Brönn'.substring(2, 2) & 'abc'.substring(1, 1)", "önb"},
                      Sentence{"coalesce({}, name.where(false), 'x', 1 / 0)", "x"}));

INSTANTIATE_TEST_SUITE_P(
    Reflection, Functions,
    ::testing::Values(Sentence{"1.type().namespace & '.' & 1.type().name", "System.Integer"},
                      Sentence{"Patient.type().name & ' ' & Patient.type().baseType",
                               "Patient DomainResource"},
                      Sentence{"active.type().namespace", "FHIR"},
                      Sentence{"name.first().elementDefinition().path", "Patient.name"},
                      Sentence{"name.first().elementDefinition().max", "*"},
                      Sentence{"gender.elementDefinition().type.code", "code"},
                      Sentence{"birthDate.elementDefinition().min = 0", "true"},
                      Sentence{"checkModifiers().active", "true"},
                      Sentence{"descendants().as(code).count() > 3", "true"},
                      Sentence{"name.as(HumanName)", "! 1:6 exception"}));

/// What an expression gives on the patient with so many steps.
std::string ask_within(unsigned steps, std::string_view text)
{
    auto const tree = patient();
    auto expression = Expression::compile(text, r4(), nullptr);
    if (!expression) return "! " + expression.issues()[0].text;
    Tree scratch;
    Environment environment;
    environment.steps_max = steps;
    auto const items = evaluate(*expression, tree.root(), environment, scratch);
    return items ? std::to_string(items->size()) : items.issues()[0].code;
}

TEST(FhirPathFunctions, CountTheirSteps)
{
    EXPECT_EQ(ask_within(150, "descendants().count()"), "1");
    EXPECT_EQ(ask_within(150, "descendants().sort(1)"), "too-costly");
    EXPECT_EQ(ask_within(90, "descendants().select(type())"), "too-costly");
    EXPECT_EQ(ask_within(60, "descendants().type()"), "too-costly");
    EXPECT_EQ(ask_within(60, "descendants().resolve()"), "too-costly");
    EXPECT_EQ(ask_within(60, "descendants().elementDefinition()"), "too-costly");
    EXPECT_EQ(ask_within(40, "descendants().checkModifiers()"), "too-costly");
}

TEST(FhirPathFunctions, KeepTheirHeadOnLongNumbers)
{
    std::string const nines(36, '9');
    EXPECT_EQ(ask(nines + ".0.power(1000)"), "! 1:1 this number has too many digits");
    EXPECT_EQ(ask("99999999999999999999.9.power(1000)"), "");
    EXPECT_EQ(ask("12345678901234567890.5.sqrt() > 3513641828.8"), "true");
    EXPECT_EQ(ask("0.000000000000000000000000000000001.lowBoundary(28)"),
              "0.0000000000000000000000000000");
    EXPECT_EQ(ask("9223372036854775807.0 + 1.0"), "9223372036854775808.0");
    EXPECT_EQ(ask("-9223372036854775807.5"), "-9223372036854775807.5");
}

} // namespace
} // namespace fhir::path
