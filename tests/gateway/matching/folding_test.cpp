// Why this file exists: a letter lost on the way must not make one patient into two, nor two into
// one.
#include "gateway/matching/folding.h"

#include <gmock/gmock.h>

#include <random>

namespace foramen::matching {

namespace {

Spelling compare(std::string_view one, std::string_view other)
{
    auto const first = fold(one);
    auto const second = fold(other);
    EXPECT_EQ(compare_spelling(first, second), compare_spelling(second, first)) << one << other;
    return compare_spelling(first, second);
}

} // namespace

TEST(Folding, WritesOneNameInOneWay)
{
    EXPECT_EQ(fold("O'Brien-Núñez").joined, U"OBRIENNUNEZ");
    EXPECT_THAT(fold("O'Brien-Núñez").words, testing::ElementsAre(U"OBRIEN", U"NUNEZ"));
    EXPECT_EQ(fold("Łukasiewicz").joined, U"LUKASIEWICZ");
    EXPECT_EQ(fold("  de   la Cruz ").joined, U"DELACRUZ");
    EXPECT_EQ(fold("Zoe\u0308").joined, U"ZOE") << "the accent apart";
    EXPECT_EQ(fold("Nguyễn").joined, U"NGUYEN");
    EXPECT_EQ(fold("Straße").joined, U"STRASSE");
    EXPECT_EQ(fold("Æsir Ørsted Þór").joined, U"AESIRORSTEDTHOR");
    EXPECT_EQ(fold("Șerban Țîrlea Žižek Ğül İnan ıŞık").joined, U"SERBANTIRLEAZIZEKGULINANISIK");
    EXPECT_EQ(fold("St. John").joined, U"STJOHN");
    EXPECT_TRUE(fold("").empty());
    EXPECT_TRUE(fold(" -' ").empty());
}

TEST(Folding, TakesAnyBytes)
{
    EXPECT_EQ(fold("Z\xEBo").joined, U"Z?O") << "Latin-1 in what should be UTF-8";
    EXPECT_EQ(fold("\xC3").joined, U"?");
    EXPECT_EQ(fold("\xF4\x90\x80").joined, U"???");
    std::mt19937 random{1};
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes(random() % 12, '\0');
        for (auto& byte : bytes) byte = static_cast<char>(random());
        EXPECT_EQ(fold(bytes).joined.size(), fold(bytes).letters.size());
    }
}

TEST(Folding, TakesNothingForANameThatIsTooLongForOne)
{
    EXPECT_EQ(fold(std::string(name_bytes_max, 'A')).joined.size(), name_bytes_max);
    EXPECT_TRUE(fold(std::string(name_bytes_max + 1, 'A')).empty());
}

TEST(Folding, SeesTheSameNameBehindOtherLetters)
{
    EXPECT_EQ(compare("Müller", "MULLER"), Spelling::equal);
    EXPECT_EQ(compare("Müller", "Mueller"), Spelling::equal);
    EXPECT_EQ(compare("Østergård", "OESTERGAARD"), Spelling::equal);
    EXPECT_EQ(compare("O’Brien", "OBRIEN"), Spelling::equal);
    EXPECT_EQ(compare("O'Brien", "O BRIEN"), Spelling::equal);
    EXPECT_EQ(compare("Smith-Jones", "SMITH JONES"), Spelling::equal);
    EXPECT_EQ(compare("Smith", "SMYTH"), Spelling::other);
    EXPECT_EQ(compare("", ""), Spelling::other) << "nothing is equal to nothing";
}

TEST(Folding, ForgivesLettersThatACharacterSetDoesNotHave)
{
    // standards/imaging.md 1.6 (9): seen at Orthanc.
    EXPECT_EQ(compare("ŁUKASIEWICZ", "UKASIEWICZ"), Spelling::letters_lost);
    EXPECT_EQ(compare("Łukasiewicz", "?UKASIEWICZ"), Spelling::letters_lost);
    EXPECT_EQ(compare("Dvořák", "DVOÁK"), Spelling::letters_lost);
    EXPECT_EQ(compare("Zoë", "ZO?"), Spelling::letters_lost);
    EXPECT_EQ(compare("Zoë", "ZO??"), Spelling::letters_lost) << "both bytes of a letter";
    EXPECT_EQ(compare("Zoë", "ZO\xEB"), Spelling::letters_lost) << "Latin-1 bytes undeclared";
    EXPECT_EQ(compare("Şişçi", "?i?çi"), Spelling::letters_lost);
}

TEST(Folding, ForgivesNoOtherLetter)
{
    EXPECT_EQ(compare("Zoë", "ZO"), Spelling::other) << "Latin-1 has an ë";
    EXPECT_EQ(compare("LUKASIEWICZ", "UKASIEWICZ"), Spelling::other) << "an L is never lost";
    EXPECT_EQ(compare("Smith", "SM?TH"), Spelling::other) << "nor is an I";
    EXPECT_EQ(compare("ŁŐŚ", "S"), Spelling::other) << "one letter proves nothing";
    EXPECT_EQ(compare("ŁŐŚĆ", "????"), Spelling::other);
    EXPECT_EQ(compare("Šimić", "????????"), Spelling::other);
}

TEST(JaroWinkler, GivesTheFiguresOfThePapers)
{
    // Winkler 1990, table of examples.
    EXPECT_NEAR(jaro_winkler(U"MARTHA", U"MARHTA"), 0.9611, 0.0001);
    EXPECT_NEAR(jaro_winkler(U"DWAYNE", U"DUANE"), 0.8400, 0.0001);
    EXPECT_NEAR(jaro_winkler(U"DIXON", U"DICKSONX"), 0.8133, 0.0001);
    EXPECT_EQ(jaro_winkler(U"ANNA", U"ANNA"), 1.0);
    EXPECT_EQ(jaro_winkler(U"ANNA", U""), 0.0);
    EXPECT_EQ(jaro_winkler(U"ABC", U"XYZ"), 0.0);
}

TEST(JaroWinkler, IsTheSameFromBothSidesAndStaysInItsBounds)
{
    std::mt19937 random{2};
    auto const word = [&] {
        std::u32string letters(random() % 10, U'A');
        for (auto& letter : letters) letter += static_cast<char32_t>(random() % 4);
        return letters;
    };
    for (int i = 0; i < 50'000; ++i) {
        auto const one = word();
        auto const other = word();
        auto const likeness = jaro_winkler(one, other);
        ASSERT_EQ(likeness, jaro_winkler(other, one));
        ASSERT_GE(likeness, 0.0);
        ASSERT_LE(likeness, 1.0);
        ASSERT_EQ(likeness == 1.0, one == other && !one.empty());
    }
}

} // namespace foramen::matching
