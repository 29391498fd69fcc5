#include "gateway/base/digest.h"
#include "gateway/hl7v2/extract.h"
#include "samples.h"

#include <gmock/gmock.h>

namespace foramen::hl7v2 {

namespace {

std::string const pdf = "%PDF-1.4 something";
std::string const pdf_base64 = to_base64(pdf);

ImagingReport with(std::string const& type, std::string const& value)
{
    return report_of(header() + patient + order + exam() + "OBX|1|" + type + "|X||" + value +
                     "||||||F\r");
}

Attachment only(ImagingReport const& report)
{
    EXPECT_EQ(report.attachments.size(), 1u);
    return report.attachments.empty() ? Attachment{} : report.attachments.front();
}

} // namespace

TEST(Attachment, IsDecodedAndNamedByItsFirstBytes)
{
    struct Row {
        std::string value;
        std::string content_type;
        std::string bytes;
    };
    std::vector<Row> const table{
        {"^application^pdf^Base64^" + pdf_base64, "application/pdf", pdf},
        {"RIS^IM^JPEG^Base64^" + pdf_base64, "application/pdf", pdf},
        {"^IM^JPEG^base64^" + to_base64("\xFF\xD8\xFF\xE0x"), "image/jpeg", "\xFF\xD8\xFF\xE0x"},
        {"^IM^JPEG^Base64^" + to_base64("abc"), "image/jpeg", "abc"},
        {"^text^plain^A^plain \\T\\ simple", "text/plain", "plain & simple"},
        {"^^^Hex^255044462D", "application/pdf", "%PDF-"},
        {"^bad type^<x>^Base64^" + to_base64("abc"), "application/octet-stream", "abc"},
        {"^application^pdf^Base64^" + pdf_base64.substr(0, 8) + "\r\n" + pdf_base64.substr(8) +
             "\\X0D0A\\",
         "application/pdf", pdf},
        {"^^^^begin 644 a\\X0D\\#86)C\\X0D\\`\\X0D\\end", "application/octet-stream", "abc"},
    };
    for (auto const& row : table) {
        auto const attachment = only(with("ED", row.value));
        EXPECT_EQ(attachment.content_type, row.content_type) << row.value;
        EXPECT_EQ(words(attachment.bytes), row.bytes) << row.value;
    }
}

TEST(Attachment, ThatCannotBeReadIsAFlawAndNotARefusal)
{
    std::string const long_one((attachment_bytes_max / 3 + 2) * 4, 'A');
    for (auto const& value :
         {std::string{"^application^pdf^Base64^!!!"}, std::string{"^application^pdf^Base64^"},
          std::string{""}, std::string{"^^^Hex^123"}, std::string{"^^^^begin 644 a\\X0D\\#86)C"},
          "^application^pdf^Base64^" + long_one}) {
        auto const report = with("ED", value);
        EXPECT_TRUE(report.attachments.empty());
        EXPECT_TRUE(has_flaw(report, "OBX-5")) << value.substr(0, 40);
        EXPECT_TRUE(has_flaw(report, "OBX")) << "nothing says what was found";
    }
}

TEST(Attachment, OfAllKindsTogetherHasALimit)
{
    // Eleven twentieths of the limit, in base64.
    std::string const most(attachment_bytes_max / 20 * 11 / 3 * 4, 'A');
    auto const value = "^application^pdf^Base64^" + most;
    auto const report = with("ED", value + "~" + value);
    EXPECT_EQ(report.attachments.size(), 1u);
    EXPECT_TRUE(has_flaw(report, "OBX-5"));
}

TEST(Attachment, MayBeALinkButNoScript)
{
    auto const link = only(with("RP", "https://pacs.example/s?a=1&b=2^PACS^application^pdf"));
    EXPECT_EQ(words(link.url), "https://pacs.example/s?a=1&b=2");
    EXPECT_EQ(link.content_type, "application/pdf");
    EXPECT_TRUE(words(link.bytes).empty());
    for (auto const* url : {"javascript:alert(1)", "file:///etc/passwd", "https://a b", "", "//x",
                            "https://a.example/\"onclick"}) {
        auto const report = with("RP", std::string{url} + "^^application^pdf");
        EXPECT_TRUE(report.attachments.empty()) << url;
        EXPECT_TRUE(has_flaw(report, "OBX-5")) << url;
    }
}

} // namespace foramen::hl7v2
