// Why this file exists: expressions come with profiles and maps from outside, so whatever is put
// together from pieces of the language ends in an answer or an issue, soon. (Sanitizers watch.)
#include "tests/fhir/path/sentences.h"

#include <array>
#include <cstdint>

namespace fhir::path {
namespace {

constexpr std::array pieces{"name",
                            "given",
                            "telecom",
                            "birthDate",
                            "extension",
                            "value",
                            ".",
                            ".",
                            "(",
                            ")",
                            "(",
                            ")",
                            ",",
                            "[0]",
                            "[-1]",
                            " and ",
                            " or ",
                            " = ",
                            " ~ ",
                            " < ",
                            " | ",
                            " + ",
                            " - ",
                            " * ",
                            " / ",
                            " div ",
                            " mod ",
                            " & ",
                            " in ",
                            " is ",
                            " as ",
                            "Quantity",
                            "System.Integer",
                            "FHIR.code",
                            "where(",
                            "select(",
                            "repeat(",
                            "children()",
                            "descendants()",
                            "all(",
                            "aggregate($this+",
                            "iif(",
                            "sort(",
                            "sort(-$this)",
                            "$this",
                            "$index",
                            "$total",
                            "%resource",
                            "%context",
                            "{}",
                            "true",
                            "'a'",
                            "'\\u00e9x'",
                            "1",
                            "2147483647",
                            "99999999999999999999.5",
                            "0.000000000000001",
                            "@2024-02-29",
                            "@2024T",
                            "@T23:59:59.999",
                            "@2024-01-01T10:00:00+14:00",
                            "9999 years",
                            "4 'mg'",
                            "1 'km'",
                            "3 'mm[Hg]'",
                            "1 'Ym12'",
                            "1 'a'",
                            "2 months",
                            "lowBoundary(",
                            "highBoundary(",
                            "precision()",
                            "power(",
                            "sqrt()",
                            "exp()",
                            "ln()",
                            "log(",
                            "round(",
                            "toQuantity('g')",
                            "toString()",
                            "toDateTime()",
                            "type()",
                            "elementDefinition()",
                            "resolve()",
                            "memberOf('x')",
                            "conformsTo('x')",
                            "slice('a', 'b')",
                            "encode('base64')",
                            "decode('hex')",
                            "escape('html')",
                            "matches('(a*)*b')",
                            "replaceMatches('.', '$0$0')",
                            "replace('', 'ab')",
                            "split('')",
                            "join('x')",
                            "substring(1, 2)",
                            "timezoneOffsetOf()",
                            "dateOf()",
                            "combine(",
                            "union(",
                            "exclude(",
                            "intersect(",
                            "distinct()",
                            "count()",
                            "first()",
                            "not()",
                            "today()",
                            "now()",
                            "trace('t')"};

class Chance {
public:
    std::size_t below(std::size_t count)
    {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return static_cast<std::size_t>(state_ % count);
    }

private:
    std::uint64_t state_ = 0x9E3779B97F4A7C15;
};

/// Mostly closed and in the order of a path, else nothing would ever run.
std::string put_together(Chance& chance)
{
    std::string text;
    int open = 0;
    for (auto left = 1 + chance.below(12); left > 0; --left) {
        std::string_view const piece = pieces[chance.below(pieces.size())];
        bool const follows = !text.empty() && (piece.back() == ')' || piece.back() == '(') &&
                             piece.size() > 1 && text.back() != '(' && text.back() != ' ';
        if (follows) text += '.';
        text += piece;
        for (char const one : piece) open += one == '(' ? 1 : one == ')' ? -1 : 0;
    }
    for (; open > 0; --open) text += chance.below(4) == 0 ? "1)" : "$this)";
    return text;
}

TEST(FhirPath, AnswersOrRefusesWhateverIsPutTogether)
{
    auto const tree = patient();
    Chance chance;
    unsigned compiled = 0;
    unsigned answered = 0;
    for (int i = 0; i < 30'000; ++i) {
        auto const text = put_together(chance);
        auto const* const focus = i % 2 == 0 ? r4().type("Patient") : nullptr;
        auto const expression = Expression::compile(text, r4(), focus);
        if (!expression) {
            ASSERT_FALSE(expression.issues().empty()) << text;
            continue;
        }
        ++compiled;
        Tree scratch;
        Environment environment;
        environment.now = "2024-05-06T10:11:12.000Z";
        environment.steps_max = 2'000;
        auto const items = evaluate(*expression, tree.root(), environment, scratch);
        if (items) ++answered;
        else ASSERT_FALSE(items.issues()[0].text.empty()) << text;
    }
    EXPECT_GT(compiled, 1'000u);
    EXPECT_GT(answered, 500u);
}

} // namespace
} // namespace fhir::path
