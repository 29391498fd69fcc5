#include "gateway/base/log.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

using namespace foramen;
using testing::internal::CaptureStderr;
using testing::internal::GetCapturedStderr;

namespace {

/// The one line that was written, read back strictly.
std::string logged_path(std::string_view path)
{
    CaptureStderr();
    log(Level::info, "test", {{Field::path, path}});
    auto const line = GetCapturedStderr();
    EXPECT_EQ(std::ranges::count(line, '\n'), 1);
    rapidjson::Document json;
    json.Parse<rapidjson::kParseValidateEncodingFlag>(line.c_str());
    if (json.HasParseError() || !json.HasMember("path")) return "<not JSON>";
    return {json["path"].GetString(), json["path"].GetStringLength()};
}

} // namespace

TEST(Log, WritesOneLineOfJson)
{
    CaptureStderr();
    log(Level::warning, "delivery-failed", {{Field::partner, "Z10002"}, {Field::attempt, 3}});
    auto const line = GetCapturedStderr();
    rapidjson::Document json;
    json.Parse(line.c_str());
    ASSERT_FALSE(json.HasParseError()) << line;
    EXPECT_STREQ(json["level"].GetString(), "warning");
    EXPECT_STREQ(json["event"].GetString(), "delivery-failed");
    EXPECT_STREQ(json["partner"].GetString(), "Z10002");
    EXPECT_EQ(json["attempt"].GetInt(), 3);
    EXPECT_TRUE(json.HasMember("at"));
}

TEST(Log, CannotBeMadeToWriteASecondLine)
{
    EXPECT_EQ(logged_path("/a\r\n{\"level\":\"error\"}"), "/a\r\n{\"level\":\"error\"}");
    EXPECT_EQ(logged_path("\"quoted\\"), "\"quoted\\");
    EXPECT_EQ(logged_path(std::string_view{"a\0b", 3}), (std::string{"a\0b", 3}));
}

TEST(Log, ReplacesWhatIsNotUtf8AndWhatATerminalActsOn)
{
    EXPECT_EQ(logged_path("/M\xC3\xBCller \xF0\x9F\xA6\xB4"), "/M\xC3\xBCller \xF0\x9F\xA6\xB4");
    EXPECT_EQ(logged_path("/\xff\xfe"), "/\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(logged_path("/\xED\xA0\x80"), "/\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(logged_path("/\xC0\xAF"), "/\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(logged_path("/\xE2\x82"), "/\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(logged_path("/\xC2\x9B"
                          "2J\x7f"),
              "/\xEF\xBF\xBD"
              "2J\xEF\xBF\xBD");
}

TEST(Log, KeepsQuietBelowItsLevel)
{
    log_from(Level::error);
    CaptureStderr();
    log(Level::warning, "not-seen");
    log(Level::error, "seen");
    EXPECT_THAT(GetCapturedStderr(), testing::AllOf(testing::HasSubstr("\"seen\""),
                                                    testing::Not(testing::HasSubstr("not-seen"))));
    log_from(Level::info);
}
