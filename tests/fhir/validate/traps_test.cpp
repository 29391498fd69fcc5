// Why this file exists: what looks wrong and is right, what looks right and is wrong, and input
// that is made to cost time.
#include "tests/fhir/validate/known.h"
#include "tests/fhir/validate/read_and_check.h"

#include <gmock/gmock.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

using fhir::validate::issues_of;
using fhir::validate::known::patient;
using testing::HasSubstr;
using testing::Not;

/// "error Patient.gender code-invalid" of each issue, a line each.
std::string told_with_codes(fhir::Issues const& issues)
{
    std::string text;
    for (auto const& issue : issues) {
        text += issue.severity == fhir::Severity::warning ? "warning " : "error ";
        text += issue.expression + " " + issue.code + ": " + issue.text + "\n";
    }
    return text;
}

TEST(ValidateTraps, FindsNothingInOurOwnResources)
{
    unsigned count = 0;
    for (auto const& file :
         std::filesystem::directory_iterator{FORAMEN_ROOT "/tests/fhir/testdata"}) {
        if (file.is_directory()) continue; // Of other versions.
        std::ifstream stream{file.path(), std::ios::binary};
        std::string const text{std::istreambuf_iterator<char>{stream}, {}};
        EXPECT_EQ(told_with_codes(issues_of(text)), "") << file.path().filename();
        ++count;
    }
    EXPECT_GE(count, 7u);
}

TEST(ValidateTraps, TakesAConditionalReference)
{
    EXPECT_EQ(told_with_codes(issues_of(patient(R"("managingOrganization":
        {"reference":"Organization?identifier=https://example.org/Id/a|1"})"))),
              "");
    EXPECT_THAT(told_with_codes(issues_of(patient(R"("managingOrganization":
        {"reference":"Patient?identifier=https://example.org/Id/a|1"})"))),
                HasSubstr("Organization"));
}

TEST(ValidateTraps, DoesNotTakeAnyPathForATypeOfResource)
{
    EXPECT_EQ(told_with_codes(issues_of(patient(
                  R"("managingOrganization":{"reference":"https://example.org/Site/A1"})"))),
              "");
}

TEST(ValidateTraps, HoldsAStatedTypeAgainstTheReference)
{
    EXPECT_THAT(told_with_codes(issues_of(patient(R"("generalPractitioner":
        [{"reference":"Practitioner/1","type":"Organization"}])"))),
                HasSubstr("generalPractitioner[0]"));
}

TEST(ValidateTraps, DoesNotTakeAValueForAResource)
{
    for (auto const* const text : {R"({"resourceType":"Bundle","type":"collection","entry":[
            {"resource":"Patient","_resource":{"id":"x"}}]})",
                                   R"({"resourceType":"Patient","contained":["Patient"]})"}) {
        EXPECT_THAT(told_with_codes(issues_of(text)), HasSubstr("must be a resource")) << text;
    }
}

TEST(ValidateTraps, SeesWhatJsonLeftEmpty)
{
    EXPECT_THAT(told_with_codes(issues_of(patient(R"("name":[],"active":true)"))),
                HasSubstr("empty"));
    EXPECT_THAT(told_with_codes(issues_of(patient(R"("active":true,"_active":{})"))),
                HasSubstr("empty"));
    EXPECT_THAT(told_with_codes(issues_of(patient(R"("name":[{"given":[]}])"))),
                HasSubstr("empty"));
}

TEST(ValidateTraps, SaysOneThingOfOneFault)
{
    EXPECT_EQ(issues_of(patient(R"("gender":5)")).size(), 1u);
}

TEST(ValidateTraps, ShowsNoKeyThatIsNoName)
{
    auto const text =
        told_with_codes(issues_of(patient(R"("9434 SECRET":1,"":"SECRET","SECRET 1":{"a":1})")));
    EXPECT_THAT(text, Not(HasSubstr("SECRET")));
    EXPECT_THAT(told_with_codes(issues_of(R"({"resourceType":"SECRET 1970"})")),
                Not(HasSubstr("SECRET")));
}

TEST(ValidateTraps, NamesAChoiceAsFhirPathDoes)
{
    EXPECT_THAT(told_with_codes(issues_of(R"({"resourceType":"Observation","status":"final",
        "code":{"text":"x"},"valueQuantity":{"valu":1}})")),
                HasSubstr("Observation.value.ofType(Quantity).valu "));
}

TEST(ValidateTraps, AContainedResourceMayPointAtItsContainer)
{
    EXPECT_EQ(
        told_with_codes(issues_of(patient(R"("contained":[{"resourceType":"Provenance","id":"p",
        "target":[{"reference":"#"}],"recorded":"2030-01-14T10:15:01Z",
        "agent":[{"who":{"display":"x"}}]}])"))),
        "");
}

struct Value {
    char const* element;
    bool fits;
};

class Formats : public testing::TestWithParam<Value> {};

TEST_P(Formats, AreHeld)
{
    auto const text =
        patient(R"("extension":[{"url":"u",)" + std::string{GetParam().element} + "}]");
    EXPECT_EQ(issues_of(text).empty(), GetParam().fits) << text << told_with_codes(issues_of(text));
}

INSTANTIATE_TEST_SUITE_P(
    Table, Formats,
    testing::Values(
        Value{R"("valueDate":"0000")", false}, Value{R"("valueDate":"0001-01-01")", true},
        Value{R"("valueDate":"2000-02-29")", true}, Value{R"("valueDate":"1900-02-29")", false},
        Value{R"("valueDate":"2030-1-01")", false}, Value{R"("valueDate":"")", false},
        Value{R"("valueDateTime":"2030-01-14T10:15")", false},
        Value{R"("valueDateTime":"2030-01-14T10:15:00")", false},
        Value{R"("valueDateTime":"2030-01-14T10:15:60.123456789Z")", true},
        Value{R"("valueDateTime":"2030-01-14T24:00:00Z")", false},
        Value{R"("valueInstant":"2030-01-14T10:15:00+14:00")", true},
        Value{R"("valueInstant":"2030-01-14T10:15:00+14:01")", false},
        Value{R"("valueInstant":"2030-01-14")", false},
        Value{R"("valueInstant":"2030-01-14T10:15:00.Z")", false},
        Value{R"("valueTime":"17:15")", false}, Value{R"("valueTime":"17:15:00Z")", false},
        Value{R"("valueOid":"urn:oid:1.2.0")", true}, Value{R"("valueOid":"urn:oid:12.3")", false},
        Value{R"("valueOid":"urn:oid:1.02")", false}, Value{R"("valueOid":"urn:oid:3.1")", false},
        Value{R"("valueOid":"urn:oid:1")", false}, Value{R"("valueOid":"urn:oid:1.2.")", false},
        Value{R"("valueInteger":-0)", false}, Value{R"("valueInteger":2147483647)", true},
        Value{R"("valueInteger":2147483648)", false}, Value{R"("valueInteger":-2147483648)", true},
        Value{R"("valueInteger":1e3)", false}, Value{R"("valueInteger":1.0)", false},
        Value{R"("valuePositiveInt":0)", false}, Value{R"("valueUnsignedInt":0)", true},
        Value{R"("valueUnsignedInt":-1)", false}, Value{R"("valueDecimal":-1.50e-3)", true},
        Value{R"("valueDecimal":"1.5")", false}, Value{R"("valueCode":"a b")", true},
        Value{R"("valueCode":"a  b")", false}, Value{R"("valueCode":" a")", false},
        Value{R"("valueString":" ")", false}, Value{R"("valueString":"a\u0000b")", false},
        Value{R"("valueString":"a\u0007b")", false}, Value{R"("valueString":"a\r\n\tb")", true},
        Value{R"("valueMarkdown":"a\u001bb")", false}, Value{R"("valueUri":"a\u0001")", false},
        Value{R"("valueUri":"a b")", false}, Value{R"("valueId":"a_b")", false},
        Value{R"("valueBase64Binary":"Zm9v YmFy")", true},
        Value{R"("valueBase64Binary":"Zm9")", false},
        Value{R"("valueBase64Binary":"Zm9=x")", false},
        Value{R"("valueBase64Binary":"====")", false},
        Value{R"("valueUuid":"urn:uuid:0B1C7A54-27b1-4f6e-9a63-4a3f7c2d1e01")", false}));

TEST(FormatsOfText, SeeAWrongCharacterWhereverItStands)
{
    for (std::size_t size = 1; size < 20; ++size) {
        for (std::size_t place = 0; place < size; ++place) {
            auto const with = [&](std::string_view name, std::string_view wrong) {
                auto text = std::string(place, 'a').append(wrong).append(size - place - 1, 'a');
                return patient(R"("extension":[{"url":"urn:u",")" + std::string{name} + R"(":")" +
                               text + R"("}])");
            };
            for (auto const* name : {"valueString", "valueCode", "valueUri"}) {
                EXPECT_FALSE(issues_of(with(name, "\\u0007")).empty()) << name << place;
                EXPECT_TRUE(issues_of(with(name, "\u00fc")).empty()) << name << place;
            }
            EXPECT_FALSE(issues_of(with("valueUri", " ")).empty()) << place;
        }
    }
}

class Narrative : public testing::TestWithParam<Value> {};

TEST_P(Narrative, IsHeld)
{
    std::string const div{GetParam().element};
    auto const text = patient(R"("text":{"status":"generated","div":")" + div + R"("})");
    EXPECT_EQ(issues_of(text).empty(), GetParam().fits) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Narrative,
    testing::Values(
        Value{"<div>a &lt; on=b <b class='x'>javascript: is a word</b><br/></div>", true},
        Value{"<div xmlns='http://www.w3.org/1999/xhtml'><a href='#x'>x</a></div>", true},
        Value{"<div><!-- a note --><table><tr><td colspan='2'>1</td></tr></table></div>", true},
        Value{"<divx></divx>", false}, Value{"<div>a<b></div>", false},
        Value{"<div></div><script>x</script><div></div>", false},
        Value{"<div><SCRIPT>x</SCRIPT></div>", false}, Value{"<div><style>x</style></div>", false},
        Value{"<div><svg/onload=x></svg></div>", false},
        Value{"<div><img src='x'/onerror='y'/></div>", false},
        Value{"<div><a href='java&#115;cript:x'>x</a></div>", false},
        Value{"<div><a href=' JavaScript:x'>x</a></div>", false},
        Value{"<div><a href='data:text/html,x'>x</a></div>", false},
        Value{"<div><img src='data:image/png;base64,AAAA'/></div>", true},
        Value{"<div><?x y?></div>", false}, Value{"<div><![CDATA[x]]></div>", false},
        Value{"<div><b/></div>x", false}, Value{"<div>a < b</div>", false}, Value{"<div>", false},
        Value{"plain", false}));

/// Seconds of a core that reading and checking took: others may keep this one waiting.
double cost_of(std::string const& text)
{
    auto const start = std::clock();
    (void)issues_of(text);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

constexpr double seconds_max = 5; // Also under a sanitizer; quadratic work took minutes.

TEST(ValidateTraps, ManyWrongNamesCostNoMoreThanTheyWeigh)
{
    std::string text = R"({"resourceType":"Patient")";
    for (int i = 0; i < 500'000; ++i) text += ",\"birthDat" + std::to_string(i) + "\":1";
    EXPECT_LT(cost_of(text + "}"), seconds_max);
}

TEST(ValidateTraps, ManyContainedResourcesCostNoMoreThanTheyWeigh)
{
    std::string text =
        R"({"resourceType":"List","status":"current","mode":"working","contained":[)";
    for (int i = 0; i < 100'000; ++i) {
        text += R"({"resourceType":"Basic","id":")" + std::to_string(i) + "\"},";
    }
    text.back() = ']';
    text += R"(,"entry":[)";
    for (int i = 0; i < 100'000; ++i) text += R"({"item":{"reference":"#99999"}},)";
    text.back() = ']';
    EXPECT_LT(cost_of(text + "}"), seconds_max);
}

TEST(ValidateTraps, ManyUnderscorePartsCostNoMoreThanTheyWeigh)
{
    std::string text = R"({"resourceType":"Patient")";
    for (int i = 0; i < 150'000; ++i) text += ",\"a" + std::to_string(i) + "\":1";
    for (int i = 0; i < 150'000; ++i) text += ",\"_a" + std::to_string(i) + "\":{\"id\":\"1\"}";
    EXPECT_LT(cost_of(text + "}"), seconds_max);
}

} // namespace
