// Why this file exists: names decide a match together with a number, so each word of the policy
// (equal, similar, part, former, nickname, initial) means exactly one thing.
#include "gateway/matching/name_likeness.h"

#include "gateway/matching/nickname.h"
#include "tests/gateway/matching/people.h"

namespace foramen::matching {

namespace {

NameLikeness family(std::string_view one, std::string_view other)
{
    auto const first = fold(one);
    auto const second = fold(other);
    EXPECT_EQ(compare_family(first, second), compare_family(second, first)) << one << other;
    return compare_family(first, second);
}
NameLikeness given(std::string_view one, std::string_view other)
{
    auto const first = fold(one);
    auto const second = fold(other);
    EXPECT_EQ(compare_given(first, second), compare_given(second, first)) << one << other;
    return compare_given(first, second);
}

} // namespace

TEST(FamilyName, IsComparedInTheWordsOfThePolicy)
{
    EXPECT_EQ(family("Richardson", "RICHARDSON"), NameLikeness::equal);
    EXPECT_EQ(family("Łukasiewicz", "UKASIEWICZ"), NameLikeness::letters_lost);
    EXPECT_EQ(family("Smith-Jones", "JONES"), NameLikeness::part);
    EXPECT_EQ(family("Garcia Marquez", "MÁRQUEZ"), NameLikeness::part);
    EXPECT_EQ(family("Richardson", "RICHARDSEN"), NameLikeness::similar);
    EXPECT_EQ(family("Smith", "WILLIAMS"), NameLikeness::different);
    EXPECT_EQ(family("van der Berg", "VAN"), NameLikeness::different) << "many are called van";
    EXPECT_EQ(family("Ng-Li", "LI"), NameLikeness::different) << "too short to tell";
    EXPECT_EQ(family("", "SMITH"), NameLikeness::missing);
}

TEST(GivenName, IsComparedInTheWordsOfThePolicy)
{
    EXPECT_EQ(given("Anna", "ANNA"), NameLikeness::equal);
    EXPECT_EQ(given("Anna Louise", "ANNA"), NameLikeness::equal) << "middle names are left out";
    EXPECT_EQ(given("Anne-Marie", "ANNEMARIE"), NameLikeness::equal);
    EXPECT_EQ(given("Anna Louise", "ANNA MARIA"), NameLikeness::similar) << "less than equal";
    EXPECT_EQ(given("Zoë", "ZO?"), NameLikeness::letters_lost);
    EXPECT_EQ(given("William", "BILL"), NameLikeness::nickname);
    EXPECT_EQ(given("Anna", "A"), NameLikeness::initial);
    EXPECT_EQ(given("Anna", "A L"), NameLikeness::initial);
    EXPECT_EQ(given("Anna", "J"), NameLikeness::different);
    EXPECT_EQ(given("Jonathan", "JONATHON"), NameLikeness::similar);
    EXPECT_EQ(given("James", "JACOB"), NameLikeness::different) << "twins often share an initial";
    EXPECT_EQ(given("Joanne", "JANE"), NameLikeness::different) << "twins again";
    EXPECT_EQ(given("Maria", "MARIE"), NameLikeness::different);
    EXPECT_EQ(given("Anna", "HANNA"), NameLikeness::different) << "the initial must fit";
    EXPECT_EQ(given("Louise", "ANNA LOUISE"), NameLikeness::different);
    EXPECT_EQ(given("", "ANNA"), NameLikeness::missing);
}

TEST(Nicknames, AreFormsOfOneName)
{
    EXPECT_TRUE(are_nicknames(U"MARGARET", U"PEGGY"));
    EXPECT_TRUE(are_nicknames(U"PEGGY", U"MARGARET"));
    EXPECT_TRUE(are_nicknames(U"ALEX", U"ALEXANDRA"));
    EXPECT_FALSE(are_nicknames(U"ALEXANDER", U"ALEXANDRA"));
    EXPECT_FALSE(are_nicknames(U"BERT", U"ROBERTA"));
    EXPECT_FALSE(are_nicknames(U"", U""));
    EXPECT_FALSE(are_nicknames(U" ", U"ANN"));
}

TEST(SwappedNames, AreSeenFromBothSides)
{
    auto const one = fold(name("Thomas", "James"));
    auto const other = fold(name("JAMES", "THOMAS"));
    EXPECT_TRUE(are_swapped(one, other));
    EXPECT_TRUE(are_swapped(other, one));
    EXPECT_FALSE(are_swapped(one, one));
    EXPECT_FALSE(are_swapped(one, fold(name("JAMES", "SMITH"))));
    EXPECT_FALSE(are_swapped(fold(name("", "")), fold(name("", ""))));
}

} // namespace foramen::matching
