// Why this file exists: what a Bundle asks of its entries together.
#include "tests/fhir/validate/known.h"
#include "tests/fhir/validate/read_and_check.h"

#include <gmock/gmock.h>

namespace fhir::validate {
namespace {

std::string entry(std::string const& url, std::string const& version = "",
                  std::string const& resource = R"("resourceType":"Basic","code":{"text":"x"})")
{
    auto const meta = version.empty() ? "" : R"(,"meta":{"versionId":")" + version + "\"}";
    return R"({"fullUrl":")" + url + R"(","resource":{)" + resource + meta + "}}";
}

std::string told_of(std::string const& type, std::initializer_list<std::string> entries)
{
    auto text = R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[)";
    auto const* comma = "";
    for (auto const& one : entries) {
        text.append(comma).append(one);
        comma = ",";
    }
    return known::told(issues_of(text + "]}"));
}

TEST(Bundles, HaveAFullUrlTwiceForTwoVersionsOnly)
{
    auto const twice = [](int index) {
        return "Bundle.entry[" + std::to_string(index) +
               "].fullUrl: this fullUrl stands twice in the Bundle\n";
    };
    EXPECT_EQ(told_of("collection", {entry("urn:a"), entry("urn:b"), entry("urn:c")}), "");
    EXPECT_EQ(told_of("collection", {entry("urn:a", "1"), entry("urn:a", "2")}), "");
    EXPECT_EQ(told_of("collection", {entry("urn:b"), entry("urn:a"), entry("urn:a"), entry("urn:b"),
                                     entry("urn:a")}),
              twice(2) + twice(3) + twice(4));
    EXPECT_EQ(told_of("collection",
                      {entry("urn:a", "1"), entry("urn:a", "2"), entry("urn:a", "1")}),
              twice(2));
    EXPECT_EQ(told_of("history", {entry("urn:a"), entry("urn:a")}), "");
}

TEST(Bundles, ReferencesLeadToTheFirstEntryThatHasAResource)
{
    auto const observation = [](char const* reference) {
        return entry("https://example.org/Observation/1", "",
                     R"("resourceType":"Observation","status":"final","code":{"text":"x"},)"
                     R"("subject":{"reference":")" +
                         std::string{reference} + "\"}");
    };
    auto const empty = std::string{R"({"fullUrl":"urn:uuid:a","request":{"method":"DELETE",
        "url":"Patient/1"}})"};
    auto const group = entry("urn:uuid:a", "", R"("resourceType":"Organization","name":"x")");
    EXPECT_EQ(told_of("history", {empty, observation("urn:uuid:a"), group}),
              "Bundle.entry[1].resource.subject: may refer to Patient, Group, Device, Location "
              "only\n");
    EXPECT_EQ(told_of("collection", {observation("urn:uuid:b"), group}),
              "Bundle.entry[0].resource.subject: refers to a fullUrl that no entry of the Bundle "
              "has\n");
}

} // namespace
} // namespace fhir::validate
