// Why this file exists: what is written is FHIR XML, or an issue says why it cannot be.
#include "tests/fhir/xml/reading.h"

#include <gmock/gmock.h>

namespace fhir::xml {

namespace {

using testing::HasSubstr;

enum class Binding { unbound, bound };

/// The XML of a JSON text without its declaration, or "Patient.name[0]: what is wrong".
std::string xml_of(std::string const& text, Binding binding = Binding::bound,
                   Layout layout = Layout::compact)
{
    auto tree = json::read(text);
    if (!tree) return tree.issues()[0].text;
    auto const* const type = r4().type(tree->root().text);
    if (binding == Binding::bound && type != nullptr) bind(tree->root(), *type, r4());
    auto const written = write(tree->root(), layout);
    if (!written) return written.issues()[0].expression + ": " + written.issues()[0].text;
    return written->substr(written->find("?>") + 2);
}

std::string patient_of(std::string const& inside) { return patient(inside); }

TEST(WritingXml, PutsElementsIntoTheOrderOfTheirDefinitions)
{
    EXPECT_EQ(xml_of(R"({"birthDate":"2000-01-01","name":[{"given":["A","B"],"family":"C"}],)"
                     R"("resourceType":"Patient","active":true,"id":"p"})"),
              patient_of("<id value=\"p\"/><active value=\"true\"/><name><family value=\"C\"/>"
                         "<given value=\"A\"/><given value=\"B\"/></name>"
                         "<birthDate value=\"2000-01-01\"/>"));
}

TEST(WritingXml, WritesIdsAndUrlsAsAttributes)
{
    auto const json = R"({"resourceType":"Patient","name":[{"id":"n","_given":[{"id":"g",)"
                      R"("extension":[{"valueCode":"c","url":"u"}]}],"given":["A"]}]})";
    auto const expected = patient_of(
        "<name id=\"n\"><given id=\"g\" value=\"A\"><extension url=\"u\"><valueCode value=\"c\"/>"
        "</extension></given></name>");
    EXPECT_EQ(xml_of(json), expected);
    EXPECT_EQ(xml_of(json, Binding::unbound), expected);
}

TEST(WritingXml, WrapsResourcesInside)
{
    EXPECT_EQ(xml_of(R"({"resourceType":"Patient","contained":[{"resourceType":"Group","id":"g"},)"
                     R"({"resourceType":"Group"}]})"),
              patient_of("<contained><Group><id value=\"g\"/></Group></contained>"
                         "<contained><Group/></contained>"));
}

TEST(WritingXml, EscapesWhatAReaderWouldChange)
{
    EXPECT_EQ(xml_of(R"({"resourceType":"Patient","language":"<&>\"'\t\r\n"})"),
              patient_of("<language value=\"&lt;&amp;&gt;&quot;'&#x9;&#xD;&#xA;\"/>"));
}

TEST(WritingXml, LaysOutForPeople)
{
    EXPECT_EQ(xml_of(R"({"resourceType":"Patient","contained":[{"resourceType":"Group",)"
                     R"("id":"g"}],"active":true})",
                     Binding::bound, Layout::pretty),
              "\n<Patient xmlns=\"http://hl7.org/fhir\">\n"
              "  <contained>\n    <Group>\n      <id value=\"g\"/>\n    </Group>\n  </contained>\n"
              "  <active value=\"true\"/>\n</Patient>\n");
}

TEST(WritingXml, CallsWhatIsNoResourceByItsType)
{
    auto const tree = read(patient("<name><family value='A'/></name>"), r4());
    ASSERT_TRUE(tree);
    auto const written = write(*tree->root().child("name"));
    ASSERT_TRUE(written);
    EXPECT_THAT(*written, HasSubstr("<name xmlns=\"http://hl7.org/fhir\"><family value=\"A\"/>"));
}

std::string with_div(std::string const& div)
{
    return xml_of(R"({"resourceType":"Patient","text":{"status":"empty","div":")" + div + "\"}}");
}

TEST(WritingXml, KeepsANarrativeAsItStands)
{
    EXPECT_THAT(
        with_div(R"(<div xmlns='http://www.w3.org/1999/xhtml'>a\r\n &lt;<b>&#160;</b></div>)"),
        HasSubstr("<status value=\"empty\"/><div xmlns='http://www.w3.org/1999/xhtml'>a\r\n "
                  "&lt;<b>&#160;</b></div></text>"));
}

TEST(WritingXml, GivesANarrativeTheNamespaceThatItLacks)
{
    EXPECT_THAT(with_div("<div class='c'><p>a</p></div>"),
                HasSubstr("<div xmlns=\"http://www.w3.org/1999/xhtml\" class='c'><p>a</p></div>"));
}

TEST(WritingXml, LetsNothingBreakOutOfANarrative)
{
    for (std::string const div : {
             "<div/></text><active value='true'/><text>",
             "<div><div></div>",
             "a",
             "",
             "<p/>",
             "<div>&nbsp;</div>",
             "<div>&x;</div>",
             "<!DOCTYPE x><div/>",
             "<?xml version='1.0'?><div/>",
             "<div/><div/>",
             "<div/>a",
             "<div><b></div>",
             "<div xmlns='http://hl7.org/fhir'/>",
             "<div><x:b/></div>",
             "<div a='<'/>",
             "<div>\\u0001</div>",
         }) {
        EXPECT_THAT(with_div(div), testing::StartsWith("Patient.text.div: ")) << div;
    }
}

TEST(WritingXml, SaysWhatXmlCannotHold)
{
    EXPECT_THAT(xml_of(R"({"resourceType":"Patient","name":[{"text":"a"},{"given":["\u0001"]}]})"),
                testing::StartsWith("Patient.name[1].given[0]: this text has a character"));
    EXPECT_THAT(xml_of(R"({"resourceType":"Patient","a b":"c"})"),
                testing::StartsWith("Patient.?: this name cannot"));
    EXPECT_THAT(xml_of(R"({"resourceType":"Patient/><x"})"), HasSubstr("this name cannot"));
    EXPECT_THAT(xml_of(R"({"resourceType":"Patient","contained":[{"id":"a"}]})"),
                HasSubstr("no resourceType"));
    EXPECT_THAT(xml_of(R"({"resourceType":"Patient","name":[{"id":"a","_id":{"id":"b"}}]})"),
                HasSubstr("as an attribute"));
    EXPECT_THAT(xml_of(R"({"resourceType":"Patient","name":[{"id":["a","b"]}]})"),
                HasSubstr("cannot repeat"));
    EXPECT_THAT(xml_of(R"({"resourceType":"Patient","text":{"div":"<div/>","_div":{"id":"a"}}})"),
                HasSubstr("no place for children"));
}

TEST(WritingXml, ListsMoreThanTheFirstFault)
{
    auto tree = json::read(R"({"resourceType":"Patient","a":"\u0001","b":"\u0002"})");
    ASSERT_TRUE(tree);
    auto const written = write(tree->root());
    ASSERT_FALSE(written);
    EXPECT_EQ(written.issues().size(), 2u);
}

} // namespace

} // namespace fhir::xml
