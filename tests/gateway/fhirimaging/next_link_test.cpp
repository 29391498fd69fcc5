// Where the next page may be.
#include "tests/gateway/fhirimaging/answers.h"

#include "fhir/json/json.h"

namespace foramen::fhirimaging {
namespace {

Result<std::string> next(std::string const& url,
                         std::string const& base = "https://fhir.example/R4")
{
    auto const tree = fhir::json::read(R"({"resourceType":"Bundle","link":[{"relation":"self",)"
                                       R"("url":"https://elsewhere.invalid"},{"relation":"next",)"
                                       R"("url":")" +
                                       url + R"("}]})");
    EXPECT_TRUE(tree);
    return next_target(tree->root(), base);
}

TEST(NextLink, StaysBelowTheConfiguredBase)
{
    EXPECT_EQ(*next("https://fhir.example/R4/DiagnosticReport?page=2"), "/DiagnosticReport?page=2");
    EXPECT_EQ(*next("HTTPS://FHIR.example:443/R4/DiagnosticReport?page=2"),
              "/DiagnosticReport?page=2");
    EXPECT_EQ(*next("https://fhir.example/R4?_getpages=7"), "?_getpages=7") << "as HAPI does";
    EXPECT_EQ(*next("https://fhir.example/R4/?_getpages=7"), "?_getpages=7");
    EXPECT_EQ(*next("/R4/ImagingStudy?p=2"), "/ImagingStudy?p=2");
    EXPECT_EQ(*next("ImagingStudy?p=2"), "/ImagingStudy?p=2");
    EXPECT_EQ(*next("?p=2"), "?p=2");
    EXPECT_EQ(*next("http://localhost:8091/a?u=http://x", "http://localhost:8091/"),
              "/a?u=http://x");
}

TEST(NextLink, IsNotFollowedAnywhereElse)
{
    for (auto const* url :
         {"https://elsewhere.invalid/R4/DiagnosticReport",
          "http://fhir.example/R4/DiagnosticReport",
          "https://fhir.example:8443/R4/DiagnosticReport", "https://fhir.example/R5/x?y",
          "https://fhir.example/R4evil/x", "https://fhir.example/R4/../admin",
          "https://fhir.example/R4/%2e%2e/admin", "https://fhir.example/R4/x%2F..",
          "https://user@fhir.example/R4/x", "https://fhir.example@elsewhere.invalid/R4/x",
          "https://fhir.example/R4/x y", "https://fhir.example/R4/x#y", "//elsewhere.invalid/R4/x",
          "https://fhir.example.elsewhere.invalid/R4/x", "https:///R4/x", "https://", "/R5/x",
          "ftp://fhir.example/R4/x", "https://fhir.example\\\\@elsewhere.invalid/R4/x"}) {
        auto const target = next(url);
        EXPECT_FALSE(target) << url << " became " << *target;
    }
}

TEST(NextLink, IsMissingOnTheLastPage)
{
    EXPECT_EQ(*next_target(fhir::json::read(bundle({}))->root(), "https://fhir.example/R4"), "");
    auto const two = bundle({}, "searchset",
                            R"("link":[{"relation":"next","url":"?a"},{"relation":"next","url":)"
                            R"("?b"}],)");
    EXPECT_FALSE(next_target(fhir::json::read(two)->root(), "https://fhir.example/R4"));
}

} // namespace
} // namespace foramen::fhirimaging
