// Why this file exists: an expression that is made to cost time or memory ends with one clear
// issue, soon: all that is walked, made, compared and matched counts as steps.
#include "tests/fhir/path/sentences.h"

#include <ctime>
#include <sys/resource.h>

namespace fhir::path {
namespace {

/// Of this process, so that a busy machine does not count.
double seconds_used() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Peak memory of this process.
long megabytes_used()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

constexpr double seconds_max = 8; // Sanitizers are slow; without them it is less than one.
constexpr long megabytes_max = 1'500;

/// A Bundle of many entries, and beside it a long text.
Tree large()
{
    std::string text = R"({"resourceType":"Bundle","type":"collection","entry":[)";
    for (int i = 0; i < 20'000; ++i) {
        if (i > 0) text += ',';
        text += R"({"fullUrl":"urn:a","resource":{"resourceType":"Basic","language":"en"}})";
    }
    text += R"(],"link":[{"relation":")" + std::string(4'000'000, 'a') + R"(","url":")" +
            std::string(2'000'000, 'a') + R"(b"}]})";
    static std::string kept;
    kept = std::move(text);
    auto tree = json::read(kept);
    EXPECT_TRUE(tree.has_value());
    bind(tree->root(), *r4().type("Bundle"), r4());
    return std::move(*tree);
}

Element const& large_root()
{
    static auto const tree = large();
    return tree.root();
}

/// The code of the issue, or how many items there are.
std::string outcome(std::string_view text)
{
    auto const& root = large_root();
    auto const expression = Expression::compile(text, r4(), root.type);
    if (!expression) return expression.issues()[0].expression + " " + expression.issues()[0].text;
    Tree scratch;
    Environment environment;
    environment.resource = environment.root_resource = &root;
    environment.now = "2024-05-06T10:11:12.000Z";
    auto const items = evaluate(*expression, root, environment, scratch);
    if (items) return std::to_string(items->size());
    EXPECT_FALSE(items.issues()[0].text.empty());
    EXPECT_FALSE(items.issues()[0].expression.empty()) << "the place is missing";
    return items.issues()[0].code;
}

class Costly : public ::testing::TestWithParam<std::string_view> {};

TEST_P(Costly, IsRefusedSoon)
{
    large_root();
    auto const before = seconds_used();
    EXPECT_EQ(outcome(GetParam()), "too-costly");
    EXPECT_LT(seconds_used() - before, seconds_max);
    EXPECT_LT(megabytes_used(), megabytes_max);
}

INSTANTIATE_TEST_SUITE_P(
    Walks, Costly,
    ::testing::Values("entry.where(%resource.entry.count() > 0).count()",
                      "entry.select(%resource.id).count()",
                      "entry.where(%resource.children().count() > 0).count()",
                      "descendants().where(%resource.descendants().count() > 0).count()",
                      "entry.repeat(%resource.entry)",
                      "entry.all(%resource.entry.all(%resource.entry.exists()))",
                      "entry.select(%resource.extension('urn:x')).count()"));

INSTANTIATE_TEST_SUITE_P(
    Growth, Costly,
    ::testing::Values(
        "entry.aggregate($total.combine($total), 1 | 2)",
        "entry.aggregate($total.select($total), 1 | 2)",
        "entry.aggregate(%resource.descendants().combine($total), 1)",
        "entry.aggregate($total + $total, 'ab')", "entry.aggregate($total & $total, 'ab')",
        "entry.aggregate($total.replace('a', 'aa'), 'a')",
        "entry.aggregate($total.replaceMatches('a', 'aa'), 'a')",
        "entry.aggregate($total.escape('html'), '&')", "entry.aggregate($total.encode('hex'), 'a')",
        "entry.aggregate(($total.combine($total)).join(''), 'a')",
        "entry.select(%resource.link.relation.upper())", "entry.select(%resource.link.url & 'a')",
        "link.relation.replace('', %resource.link.relation)",
        "link.relation.replaceMatches('a', %resource.link.relation)",
        "link.relation.replaceMatches('a', '$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0')",
        "link.relation.toChars().count()", "link.relation.split('a').count()",
        "(1).repeat($this + 1)", "('a').repeat($this + 'a')"));

INSTANTIATE_TEST_SUITE_P(
    Texts, Costly,
    ::testing::Values("entry.where(%resource.link.relation.contains(%resource.link.url))",
                      "entry.where(%resource.link.relation.indexOf(%resource.link.url) = 1)",
                      "entry.where(%resource.link.relation.lastIndexOf(%resource.link.url) = 1)",
                      "entry.where(%resource.link.relation ~ %resource.link.url)",
                      "entry.where(%resource.link.relation.length() = 1)",
                      "entry.where(%resource.link.relation = %resource.link.relation.trim())",
                      "entry.where(%resource.link.relation.toInteger() = 1)"));

INSTANTIATE_TEST_SUITE_P(
    Patterns, Costly,
    ::testing::Values("link.relation.matches('(a*)*b')", "link.relation.matches('(a|a)*b')",
                      "link.relation.matches('(a|aa)+$b')", "link.relation.matches('(.*)*x')",
                      "link.relation.matches('(?=(a+))(a*a*)*b')",
                      "link.relation.matches('(((((a*)*)*)*)*)*b')",
                      "link.relation.matchesFull('(a?){50}(a*)*c')",
                      "link.relation.replaceMatches('(a*)*b', '')",
                      "entry.where('aaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.matches('(a*)*b'))",
                      "entry.where('aaaaaaaaaaaaaaaaaaaaaaac'.matches('^(a|a)*$|^(a|a|a)*b'))",
                      "descendants().where('aaaaaaaaaaaa'.matches('(a|b|ab)*(a|b|ab)*c'))",
                      "descendants().where(''.matches('((((()*)*)*)*)*((((()*)*)*)*)*x'))",
                      "descendants().where('x'.matches(%resource.type & '(((a*)*)*)*' & 'b'))"));

// What is long but honest still has its answer.
struct Honest {
    std::string_view expression;
    std::string_view result;
};
void PrintTo(Honest const& one, std::ostream* out) { *out << one.expression; }
class LongButHonest : public ::testing::TestWithParam<Honest> {};

TEST_P(LongButHonest, IsAnswered)
{
    auto const before = seconds_used();
    EXPECT_EQ(outcome(GetParam().expression), GetParam().result);
    EXPECT_LT(seconds_used() - before, seconds_max);
}

INSTANTIATE_TEST_SUITE_P(
    Whole, LongButHonest,
    ::testing::Values(Honest{"descendants().count()", "1"},
                      Honest{"entry.resource.where(language = 'en')", "20000"},
                      Honest{"entry.where(fullUrl.matches('^urn:[a-z]+$'))", "20000"},
                      Honest{"entry.select(%resource.type)", "20000"},
                      Honest{"entry.resource.repeat(children())", "1"},
                      Honest{"link.relation.matches('^a+$')", "1"},
                      Honest{"link.where(relation.contains(url))", "0"},
                      Honest{"link.relation.replaceMatches('a+', '').length()", "1"},
                      Honest{"entry.aggregate($total + 1, 0)", "1"},
                      Honest{"entry.fullUrl.join(',').length()", "1"}, Honest{"2.power(1000)", "0"},
                      Honest{"2.power(2.power(2.power(5)))", "0"},
                      Honest{"9.power(9).power(9).power(9).power(9)", "0"},
                      Honest{"1000.exp().exp().exp()", "0"},
                      Honest{"@2024-01-01 + 2147483647 years", "0"}));

TEST(FhirPathLimits, AWrongExpressionOfAnyLengthIsRefusedSoon)
{
    auto const before = seconds_used();
    std::string unknown;
    for (int i = 0; i < 1'900; ++i) unknown += "(nameofpatientinfull.wrongly() | ";
    EXPECT_EQ(outcome(unknown).find("too-costly"), std::string::npos);
    std::string siblings = "lnik";
    for (int i = 0; i < 250; ++i) siblings += " | lnik0" + std::to_string(i) + ".wheer(true)";
    EXPECT_NE(outcome(siblings).find("'link'"), std::string::npos) << outcome(siblings);
    auto const blank = std::string(1'000'000, '\n');
    EXPECT_EQ(outcome(blank + "type." + blank + "given").substr(0, 7), "2000001") << "its line";
    for (auto const* const piece : {"(", "-", "a.", "a[", "a(", "iif(true,", "1+", "{", "'", "`",
                                    "a is ", "a as b.", "/*", "@", "%", "$this.", "not()."}) {
        std::string text;
        for (int i = 0; i < 100'000; ++i) text += piece;
        EXPECT_NE(outcome(text), "") << piece;
    }
    EXPECT_LT(seconds_used() - before, 2 * seconds_max);
}

} // namespace
} // namespace fhir::path
