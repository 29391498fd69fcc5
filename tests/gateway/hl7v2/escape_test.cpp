#include "gateway/hl7v2/escape.h"

#include <gtest/gtest.h>

#include <vector>

namespace foramen::hl7v2 {

namespace {

std::string unescaped(std::string_view raw, Charset charset = Charset::utf_8)
{
    std::string text;
    append_unescaped(text, raw, {}, charset);
    return text;
}

} // namespace

TEST(Escape, IsReadOrKeptButNeverLosesText)
{
    struct Row {
        std::string raw;
        std::string text;
    };
    std::vector<Row> const table{
        {"no escape", "no escape"},
        {"A\\F\\B\\S\\C\\T\\D\\R\\E\\E\\F", "A|B^C&D~E\\F"},
        {"one\\.br\\two\\.BR\\\\.br\\three", "one\ntwo\n\nthree"},
        {"a\\.sp2\\b\\.sp\\c\\.ce\\d", "a\n\nb\nc\nd"},
        {"a\\.sk3\\b\\.in+4\\c\\.ti-2\\d\\.fi\\\\.nf\\e", "a   bcde"},
        {"\\H\\bold\\N\\", "bold"},
        {"a\\X0D0A\\b\\X0D\\c\\x0a\\d", "a\nb\nc\\x0a\\d"},
        {"50\\XC2B0\\", "50°"},
        {"50\\XB0\\", "50\\XB0\\"},
        {"\\X0\\ \\XZZ\\ \\X\\", "\\X0\\ \\XZZ\\ \\X\\"},
        {"\\Zvendor\\ \\C2842\\ \\M2842F0\\", "\\Zvendor\\ \\C2842\\ \\M2842F0\\"},
        {"\\M\\ unterminated \\ tail", "\\M\\ unterminated \\ tail"},
        {"L5\\S1 root, no\\F\\", "L5\\S1 root, no|"},
        {"grade 5\\6 and \\F\\", "grade 5\\6 and |"},
        {"\\.xx\\ \\.sp1a\\ \\.\\", "\\.xx\\ \\.sp1a\\ \\.\\"},
        {"end\\", "end\\"},
        {"\\\\", "\\\\"},
        {"a\x01"
         "b\tc\r\nd\re",
         "a b\tc\nd\ne"},
    };
    for (auto const& row : table) EXPECT_EQ(unescaped(row.raw), row.text) << row.raw;
}

TEST(Escape, ReadsHexInTheCharacterSetOfTheMessage)
{
    EXPECT_EQ(unescaped("ZO\\XCB\\", Charset::latin_1), "ZOË");
    EXPECT_EQ(unescaped("\\XA4\\", Charset::latin_9), "€");
    EXPECT_EQ(unescaped("\\X80\\", Charset::cp_1252), "€");
    EXPECT_EQ(unescaped("\\X81\\", Charset::cp_1252), "\\X81\\");
}

TEST(Escape, MakesNoMoreThanItsLimit)
{
    EXPECT_EQ(unescaped("\\.sp99999999999\\").size(), std::string{"\\.sp99999999999\\"}.size());
    EXPECT_EQ(unescaped("\\.sp99999\\").size(), escape_repeat_max);
}

} // namespace foramen::hl7v2
