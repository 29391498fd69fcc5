// Why this file exists: a text that lost, changed or doubled any one byte is refused with a place,
// or what it says now survives writing.
#include "tests/fhir/xml/reading.h"

#include <gmock/gmock.h>

namespace fhir::xml {

namespace {

std::string const whole =
    "\xEF\xBB\xBF<?xml version=\"1.0\" encoding='UTF-8'?>\n<!-- c --><Patient "
    "xmlns=\"http://hl7.org/fhir\" xmlns:h='http://www.w3.org/1999/xhtml'><id value=\"p\"/>"
    "<text><status value='empty'/><h:div a='b'>x&#160;<h:b>&lt;</h:b><![CDATA[y]]></h:div></text>"
    "<contained><Group><active value='true'/></Group></contained>"
    "<name id=\"n\"><given value=\"&quot;\xC3\xA9\"><extension url=\"u\"><valueDecimal "
    "value=\"1.50\"/></extension></given></name></Patient>\n";

/// False when it was refused.
bool survives(std::string const& text, Unknown unknown)
{
    auto const tree = read(text, r4(), {}, unknown);
    if (!tree) {
        EXPECT_THAT(tree.issues()[0].expression, testing::StartsWith("line ")) << text;
        return false;
    }
    auto const written = write(tree->root());
    EXPECT_TRUE(written) << text;
    if (!written) return false;
    auto const again = read(*written, r4(), {}, unknown);
    EXPECT_TRUE(again) << text << '\n' << *written;
    if (again && unknown == Unknown::refuse) {
        EXPECT_EQ(json::write(tree->root()), json::write(again->root())) << text;
    }
    return true;
}

TEST(DamagedXml, IsRefusedWhenAnythingIsCutOff)
{
    ASSERT_TRUE(survives(whole, Unknown::refuse));
    for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
        EXPECT_FALSE(survives(whole.substr(0, length), Unknown::keep)) << length;
    }
}

TEST(DamagedXml, IsRefusedOrSurvivesWhenAnyByteIsGoneDoubledOrChanged)
{
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (auto const unknown : {Unknown::refuse, Unknown::keep}) {
            survives(whole.substr(0, at) + whole.substr(at + 1), unknown);
            survives(whole.substr(0, at + 1) + whole.substr(at), unknown);
            for (char const other : std::string{"<>&;'\"/ \n:=!?]-aZ0.\x80\0", 22}) {
                auto changed = whole;
                changed[at] = other;
                survives(changed, unknown);
            }
        }
    }
}

} // namespace

} // namespace fhir::xml
