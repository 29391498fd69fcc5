// Why this file exists: hostile XML gets a clear answer with a place, costs little and is never
// quoted. (https://owasp.org/www-community/vulnerabilities/XML_External_Entity_(XXE)_Processing)
#include "tests/fhir/xml/reading.h"

#include <gmock/gmock.h>

#include <chrono>

namespace fhir::xml {

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string repeated(std::string const& text, unsigned count)
{
    std::string result;
    for (unsigned i = 0; i < count; ++i) result += text;
    return result;
}

TEST(HostileXml, HasNoDocumentTypeAndNoEntities)
{
    auto const laughs = "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY lol 'lol'><!ENTITY lol2 "
                        "'&lol;&lol;&lol;&lol;'>]>\n" +
                        patient("<language value='&lol2;'/>");
    EXPECT_THAT(json_of(laughs), AllOf(StartsWith("line 1, column 22"), HasSubstr("DTD")));
    auto const external = "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + patient("");
    EXPECT_THAT(json_of(external), HasSubstr("DTD"));
    EXPECT_THAT(json_of_patient("\n<language value='&x;'/>"),
                AllOf(StartsWith("line 2, column 18"), HasSubstr("only &lt;")));
    for (std::string const wrong :
         {"&", "&amp", "&;", "&#;", "&#x;", "&#0;", "&#8;", "&#xD800;", "&#xFFFF;", "&#1114112;",
          "&#99999999999999999999;", "&LT;", "&#X41;", "&#-1;", "& amp;"}) {
        EXPECT_THAT(json_of_patient("<language value='" + wrong + "'/>"), HasSubstr("only &lt;"))
            << wrong;
    }
}

TEST(HostileXml, MayNotBeNestedDeeply)
{
    auto const deep = repeated("<extension url='u'>", 100'000);
    EXPECT_THAT(json_of_patient(deep), HasSubstr("nested too deeply"));
    auto const div = "<text><status value='generated'/><div xmlns='http://www.w3.org/1999/xhtml'>" +
                     repeated("<b>", 100'000);
    EXPECT_THAT(json_of_patient(div), HasSubstr("nested too deeply"));
}

TEST(HostileXml, MayNotBeLongOrHaveManyElements)
{
    Limits limits;
    limits.bytes_max = 100;
    auto const longer = read(patient(std::string(100, ' ')), r4(), limits);
    ASSERT_FALSE(longer);
    EXPECT_THAT(longer.issues()[0].text, HasSubstr("longer than the limit"));
    limits = {};
    limits.elements_max = 3;
    auto const more =
        patient("<name><given value='a'/><given value='a'/><given value='a'/></name>");
    auto const many = read(more, r4(), limits);
    ASSERT_FALSE(many);
    EXPECT_THAT(many.issues()[0].text, HasSubstr("too many elements"));
}

TEST(HostileXml, MayNotRepeatAttributes)
{
    EXPECT_THAT(json_of_patient("<active value='true' value='true'/>"),
                AllOf(StartsWith("line 1, column 59"), HasSubstr("twice")));
    std::string many = "<active";
    for (int i = 0; i < 100; ++i) many += " a" + std::to_string(i) + "='1'";
    EXPECT_THAT(json_of_patient(many + "/>"), HasSubstr("too many attributes"));
}

TEST(HostileXml, MayNotDeclareNamespacesWithoutEnd)
{
    std::string open;
    for (int depth = 0; depth < 10; ++depth) {
        open += "<extension url='u'";
        for (int i = 0; i < 50; ++i) open += " xmlns:p" + std::to_string(i) + "='urn:x'";
        open += ">";
    }
    EXPECT_THAT(json_of_patient(open), HasSubstr("too many namespaces"));
}

TEST(HostileXml, MustStandInTheNamespaceOfFhir)
{
    EXPECT_THAT(json_of("<Patient/>"), HasSubstr("not in the namespace of FHIR"));
    EXPECT_THAT(json_of("<Patient xmlns='http://hl7.org/fhir/'/>"), HasSubstr("not in the namesp"));
    EXPECT_THAT(json_of_patient("<x:active xmlns:x='urn:hl7-org:v3' value='true'/>"),
                HasSubstr("not in the namespace of FHIR"));
    EXPECT_THAT(json_of_patient("<x:active value='true'/>"), HasSubstr("nobody declared"));
    EXPECT_THAT(json_of_patient("<active xmlns='' value='true'/>"), HasSubstr("not in the namesp"));
    EXPECT_THAT(json_of_patient("<active xmlns:x='' value='true'/>"), HasSubstr("needs a namesp"));
    EXPECT_THAT(json_of_patient("<active xmlns:xml='urn:x' value='true'/>"), HasSubstr("declared"));
    for (std::string const wrong : {"a:b:c", "a:", ":a", "a:9", "a:-b"}) {
        EXPECT_THAT(json_of_patient("<" + wrong + "/>"), HasSubstr("one colon")) << wrong;
    }
    EXPECT_THAT(json_of_patient("<active xmlns:x='urn:x' x:value='true'/>"),
                HasSubstr("other name"));
}

TEST(HostileXml, MayNotHaveTextOrCdataBetweenElements)
{
    EXPECT_THAT(json_of_patient("<active value='true'/>SECRET"),
                AllOf(HasSubstr("between elements"), Not(HasSubstr("SECRET"))));
    EXPECT_THAT(json_of_patient("<![CDATA[ ]]>"), HasSubstr("between elements"));
    EXPECT_THAT(json_of_patient("&#32;"), HasSubstr("between elements"));
    EXPECT_THAT(json_of(patient("") + "SECRET"), HasSubstr("outside of the element"));
    EXPECT_THAT(json_of(patient("") + patient("")), HasSubstr("only one element"));
    EXPECT_THAT(json_of("<![CDATA[x]]>"), HasSubstr("outside of the element"));
}

TEST(HostileXml, MustBeWellFormed)
{
    for (std::string const inside : {"<active value='true'>",
                                     "<active value='true'></Active>",
                                     "<active value=true/>",
                                     "<active value='true/>",
                                     "<active value='<'/>",
                                     "<active value/>",
                                     "<active / >",
                                     "< active/>",
                                     "<active value='true'id='a'/>",
                                     "</Patient></Patient>",
                                     "<!-- -- -->",
                                     "<!-- --->",
                                     "<!--",
                                     "<![CDATA[",
                                     "<?x",
                                     "<?"
                                     "?>",
                                     "<?xml version='1.0'?>",
                                     "<?XML x?>",
                                     "<?x:y z?>",
                                     "<?x,y?>",
                                     "]]>",
                                     "<1a/>",
                                     "<a\xC3\xA9/>",
                                     "<!ELEMENT a>",
                                     "<",
                                     "<a",
                                     "<a ",
                                     "<a b",
                                     "<a b=",
                                     "<a b='",
                                     "</",
                                     "</Patient",
                                     "<!",
                                     "<!-"}) {
        auto const answer = json_of_patient(inside);
        EXPECT_THAT(answer, StartsWith("line 1, column ")) << inside;
    }
    EXPECT_THAT(json_of(""), HasSubstr("no element"));
    EXPECT_THAT(json_of(" \n<!-- -->"), HasSubstr("no element"));
    EXPECT_THAT(json_of(" <?xml version='1.0'?>" + patient("")), HasSubstr("very beginning"));
}

TEST(HostileXml, MustBeUtf8)
{
    using namespace std::string_literals;
    auto const declared = [](std::string const& encoding) {
        return json_of("<?xml version='1.0' encoding='" + encoding + "'?>" + patient(""));
    };
    EXPECT_THAT(declared("UTF-16"), HasSubstr("encoding UTF-16 is not read"));
    EXPECT_THAT(declared("iso-8859-1"), HasSubstr("encoding ISO-8859-1 is not read"));
    EXPECT_THAT(declared("Windows-1252"), HasSubstr("encoding windows-1252 is not read"));
    EXPECT_THAT(declared("utf-7"), HasSubstr("encoding UTF-7 is not read"));
    EXPECT_THAT(declared("SECRET"), AllOf(HasSubstr("this encoding"), Not(HasSubstr("SECRET"))));
    EXPECT_THAT(json_of("\xFF\xFE<\0P\0"s), HasSubstr("encoding UTF-16 is not read"));
    EXPECT_THAT(json_of("\0\0\0<"s), HasSubstr("encoding UTF-32 is not read"));
    EXPECT_THAT(json_of("<?xml version='1.1'?>" + patient("")), HasSubstr("only XML 1.0"));
    EXPECT_THAT(json_of("<?xml encoding='UTF-8'?>" + patient("")), HasSubstr("not well-formed"));
    EXPECT_THAT(json_of("<?xml version='1.0' ?x>" + patient("")), HasSubstr("not well-formed"));
    for (std::string const wrong : {"\x80", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80",
                                    "\xE2\x82", "\x01", "\x1F", "\xEF\xBF\xBF"}) {
        EXPECT_THAT(json_of_patient("<language value='" + wrong + "'/>"),
                    AllOf(StartsWith("line 1, column 55"), HasSubstr("not a character")));
    }
    EXPECT_THAT(json_of_patient("\0"s), HasSubstr("not a character"));
}

TEST(HostileXml, MustBeWhatTheTypesSay)
{
    EXPECT_THAT(json_of("<Foo xmlns='http://hl7.org/fhir'/>"), HasSubstr("a resource is needed"));
    EXPECT_THAT(json_of("<DomainResource xmlns='http://hl7.org/fhir'/>"), HasSubstr("is needed"));
    EXPECT_THAT(json_of("<HumanName xmlns='http://hl7.org/fhir'/>"), HasSubstr("is needed"));
    EXPECT_THAT(json_of_patient("<SECRET/>"),
                AllOf(HasSubstr("no element of this name"), Not(HasSubstr("SECRET"))));
    EXPECT_THAT(json_of_patient("<value value='1'/>"), HasSubstr("no element of this name"));
    EXPECT_THAT(json_of_patient("<active value='true,\"x\":1'/>"),
                HasSubstr("a boolean is needed"));
    EXPECT_THAT(json_of_patient("<active value=' true'/>"), HasSubstr("a boolean is needed"));
    for (std::string const wrong :
         {"1,\"x\":2", "01", "1.", ".5", "0x1", "NaN", "1e", "", "--1", "++1", "1 "}) {
        EXPECT_THAT(json_of_patient("<multipleBirthInteger value='" + wrong + "'/>"),
                    HasSubstr("a number is needed"));
    }
    for (auto const& wrong :
         {std::string{"1e308"}, std::string{"-1.5E99999999999999999999"}, std::string(309, '9')}) {
        EXPECT_THAT(json_of_patient("<extension url='u'><valueDecimal value='" + wrong + "'/>"),
                    HasSubstr("too large"));
    }
    EXPECT_THAT(json_of_patient("<name value='x'/>"), HasSubstr("with a value is not allowed"));
    EXPECT_THAT(json_of_patient("<active url='x'/>"), HasSubstr("only the attributes"));
    EXPECT_THAT(json_of("<Patient id='x' xmlns='http://hl7.org/fhir'/>"),
                HasSubstr("no attributes"));
    EXPECT_THAT(json_of_patient("<name><id value='x'/></name>"), HasSubstr("is an attribute"));
    EXPECT_THAT(json_of_patient("<extension><url value='x'/></extension>"),
                HasSubstr("is an attribute"));
    EXPECT_THAT(json_of_patient("<active/>"), HasSubstr("leave it out"));
    EXPECT_THAT(json_of_patient("<name> </name>"), HasSubstr("leave it out"));
    EXPECT_THAT(json_of_patient("<contained/>"), HasSubstr("a resource is missing"));
    EXPECT_THAT(json_of_patient("<contained><Group/><Group/></contained>"), HasSubstr("only one"));
    EXPECT_THAT(json_of_patient("<contained><id/></contained>"), HasSubstr("a resource is needed"));
}

TEST(HostileXml, MustKeepTheOrderOfTheDefinitions)
{
    EXPECT_THAT(json_of_patient("\n<gender value='male'/>\n<active value='true'/>"),
                AllOf(StartsWith("line 3, column 1"), HasSubstr("stands too late")));
    EXPECT_THAT(json_of_patient("<deceasedBoolean value='true'/><deceasedDateTime value='2020'/>"),
                HasSubstr("a choice"));
    EXPECT_THAT(json_of_patient("<name><text value='a'/></name><gender value='male'/>"
                                "<name><text value='b'/></name>"),
                HasSubstr("stands too late"));
}

TEST(HostileXml, CostsWhatItWeighs)
{
    std::vector<std::string> const texts{
        patient(repeated("<a value='1'/><b value='1'/>", 200'000)),
        patient(repeated("<name><text value='&#65;&#65;'/></name>", 100'000)),
        patient(repeated("<!---->", 500'000)),
        patient("<text><div xmlns='http://www.w3.org/1999/xhtml'>" + repeated("<b/>", 900'000)),
        patient("<language value='" + repeated("&#65;", 700'000)),
    };
    for (auto const& text : texts) {
        auto const begin = std::chrono::steady_clock::now();
        auto const tree = read(text, r4(), {}, Unknown::keep);
        auto const took = std::chrono::steady_clock::now() - begin;
        EXPECT_LT(took, std::chrono::seconds{5}) << tree.has_value();
    }
}

} // namespace

} // namespace fhir::xml
