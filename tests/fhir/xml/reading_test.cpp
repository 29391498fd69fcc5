// Why this file exists: what XML says is what the tree has, kinds, runs and narrative included.
#include "tests/fhir/xml/reading.h"

#include <gmock/gmock.h>

namespace fhir::xml {

namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(ReadingXml, GivesEveryPrimitiveTheKindThatJsonHas)
{
    EXPECT_EQ(json_of_patient("<active value='true'/><multipleBirthInteger value='2'/>"),
              R"({"resourceType":"Patient","active":true,"multipleBirthInteger":2})");
    EXPECT_EQ(json_of("<Observation xmlns='http://hl7.org/fhir'><valueQuantity>"
                      "<value value='1.50'/><unit value='7'/></valueQuantity></Observation>"),
              R"({"resourceType":"Observation","valueQuantity":{"value":1.50,"unit":"7"}})");
}

TEST(ReadingXml, DropsThePlusThatJsonHasNot)
{
    EXPECT_EQ(json_of_patient("<multipleBirthInteger value='+2'/>"),
              R"({"resourceType":"Patient","multipleBirthInteger":2})");
}

TEST(ReadingXml, MakesAListOfWhatRepeatsByDefinition)
{
    EXPECT_EQ(json_of_patient("<name><family value='A'/><given value='B'/></name>"),
              R"({"resourceType":"Patient","name":[{"family":"A","given":["B"]}]})");
}

TEST(ReadingXml, PutsIdsAndExtensionsOfPrimitivesWhereTheyBelong)
{
    EXPECT_EQ(json_of_patient("<name id='n'><given id='g' value='B'/><given><extension url='u'>"
                              "<valueCode value='c'/></extension></given></name>"),
              R"({"resourceType":"Patient","name":[{"id":"n","given":["B",null],)"
              R"("_given":[{"id":"g"},{"extension":[{"url":"u","valueCode":"c"}]}]}]})");
}

TEST(ReadingXml, ReadsResourcesInside)
{
    EXPECT_EQ(json_of("<Bundle xmlns='http://hl7.org/fhir'><entry><resource><Patient>"
                      "<id value='p'/><contained><Group><id value='g'/></Group></contained>"
                      "</Patient></resource></entry></Bundle>"),
              R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient",)"
              R"("id":"p","contained":[{"resourceType":"Group","id":"g"}]}}]})");
}

TEST(ReadingXml, BindsTheTree)
{
    auto const tree = read(patient("<name id='i'><family value='A'/></name>"), r4());
    ASSERT_TRUE(tree);
    auto const& name = *tree->root().child("name");
    EXPECT_EQ(tree->root().type, r4().type("Patient"));
    EXPECT_EQ(name.type, r4().type("HumanName"));
    EXPECT_EQ(name.child("family")->type, r4().type("string"));
    EXPECT_EQ(name.child("family")->definition, r4().type("HumanName")->element("family"));
    EXPECT_EQ(name.child("id")->definition, r4().type("HumanName")->element("id"));
}

TEST(ReadingXml, NormalisesValuesAsXmlDoes)
{
    EXPECT_EQ(
        json_of_patient("<name><text value='a&lt;b&gt;&amp;&quot;&apos;&#65;&#x1F600;'/></name>"),
        "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"a<b>&\\\"'A\xF0\x9F\x98\x80\"}]}");
    EXPECT_EQ(json_of_patient("<name><text value='a\r\nb\tc\nd&#xA;e&#9;f'/></name>"),
              R"({"resourceType":"Patient","name":[{"text":"a b c d\ne\tf"}]})");
}

TEST(ReadingXml, TakesAPrefixForTheDefaultNamespace)
{
    EXPECT_EQ(json_of("<f:Patient xmlns:f='http://hl7.org/fhir'><f:active value='true'/>"
                      "</f:Patient>"),
              R"({"resourceType":"Patient","active":true})");
}

TEST(ReadingXml, LeavesOutWhatSaysNothing)
{
    EXPECT_EQ(json_of("\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n"
                      "<?xml-stylesheet href='x.css'?><!-- a -->\n"
                      "<Patient xmlns='http://hl7.org/fhir' "
                      "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
                      "xsi:schemaLocation='http://hl7.org/fhir fhir-single.xsd'><!-- b -->"
                      "<?c d?><active value='true'></active></Patient>\n<!-- e -->"),
              R"({"resourceType":"Patient","active":true})");
}

std::string narrative(std::string const& div)
{
    auto const tree = read(patient("<text><status value='generated'/>" + div + "</text>"), r4());
    if (!tree) return tree.issues()[0].expression + ": " + tree.issues()[0].text;
    return std::string{tree->root().child("text")->value("div")};
}

TEST(ReadingXml, KeepsANarrativeAsItWasWritten)
{
    for (std::string const div : {
             "<div xmlns=\"http://www.w3.org/1999/xhtml\">a\r\n\t <b id='x' >&amp;&#160;</b "
             "></div>",
             "<div  xmlns='http://www.w3.org/1999/xhtml' xml:lang='en'><br/><!-- c --></div>",
             "<div xmlns='http://www.w3.org/1999/xhtml'><![CDATA[a<b]]></div>",
             "<div xmlns='http://www.w3.org/1999/xhtml'/>",
         }) {
        EXPECT_EQ(narrative(div), div);
    }
}

TEST(ReadingXml, MakesANarrativeStandAloneThatLeansOnPrefixes)
{
    EXPECT_EQ(narrative("<h:div xmlns:h='http://www.w3.org/1999/xhtml' class='c'>a<h:br/>"
                        "<h:b>&lt;</h:b></h:div>"),
              "<div xmlns=\"http://www.w3.org/1999/xhtml\" class='c'>a<br/><b>&lt;</b></div>");
    EXPECT_EQ(narrative("<div xmlns='http://www.w3.org/1999/xhtml' "
                        "xmlns:h='http://www.w3.org/1999/xhtml'><p>a</p><h:p>b</h:p></div>"),
              "<div xmlns='http://www.w3.org/1999/xhtml' xmlns:h='http://www.w3.org/1999/xhtml'>"
              "<p>a</p><p>b</p></div>");
}

TEST(ReadingXml, RefusesANarrativeThatIsNone)
{
    EXPECT_THAT(narrative("<p xmlns='http://www.w3.org/1999/xhtml'/>"), HasSubstr("only the div"));
    EXPECT_THAT(narrative("<div>a</div>"), HasSubstr("a narrative is a div with xmlns"));
    EXPECT_THAT(narrative("<div xmlns='http://www.w3.org/1999/xhtml'><svg "
                          "xmlns='http://www.w3.org/2000/svg'/></div>"),
                HasSubstr("only elements of XHTML"));
    EXPECT_THAT(narrative("<div xmlns='http://www.w3.org/1999/xhtml'><?php x?></div>"),
                HasSubstr("processing instruction"));
    EXPECT_THAT(narrative("<div xmlns='http://www.w3.org/1999/xhtml'>&nbsp;</div>"),
                HasSubstr("only &lt;"));
    EXPECT_THAT(json_of_patient("<div xmlns='http://www.w3.org/1999/xhtml'/>"),
                HasSubstr("XHTML is not allowed here"));
}

TEST(ReadingXml, KeepsWhatItDoesNotKnowWhenAsked)
{
    auto const text = patient("<animal><species><text value='cat'/></species></animal>"
                              "<odd value='1'/><odd value='2'/>"
                              "<later><Foo><id value='f'/></Foo></later><active value='true'/>");
    EXPECT_THAT(json_of(text), HasSubstr("no element of this name"));
    EXPECT_EQ(json_of(text, Unknown::keep),
              R"({"resourceType":"Patient","animal":{"species":{"text":"cat"}},"odd":["1","2"],)"
              R"("later":{"resourceType":"Foo","id":"f"},"active":true})");
}

TEST(ReadingXml, NeverKeepsWhatJsonWouldTakeForSomethingElse)
{
    for (std::string const name : {"_active", "resourceType", "a-b", "a.b", "Foo"}) {
        auto const text = patient("<" + name + " value='1'/>");
        EXPECT_THAT(json_of(text, Unknown::keep), HasSubstr("no element of this name")) << name;
    }
}

TEST(ReadingXml, NeverKeepsARunThatIsTornApart)
{
    auto const torn = patient("<a value='1'/><b value='2'/><a value='3'/>");
    EXPECT_THAT(json_of(torn, Unknown::keep), HasSubstr("stand apart"));
    auto const known = patient("<name><text value='1'/></name><active value='true'/>"
                               "<name><text value='3'/></name>");
    EXPECT_THAT(json_of(known, Unknown::keep), HasSubstr("stand apart"));
}

TEST(ReadingXml, KeepsValuesOfOtherVersionsAsStrings)
{
    EXPECT_EQ(json_of(patient("<active value='perhaps'/><contact value='x'/>"), Unknown::keep),
              R"({"resourceType":"Patient","active":"perhaps","contact":["x"]})");
}

} // namespace

} // namespace fhir::xml
