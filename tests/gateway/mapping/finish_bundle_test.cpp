// Every entry may be sent twice, and an id depends on nothing but what the resource is known by.
#include "gateway/mapping/finish_bundle.h"
#include "gateway/mapping/identity.h"
#include "tests/gateway/mapping/example.h"

#include <gmock/gmock.h>

namespace foramen {
namespace {

using testing::HasSubstr;

fhir::Tree bundle_of(std::string const& entries)
{
    auto tree = fhir::json::read(R"({"resourceType":"Bundle","type":"transaction","entry":[)" +
                                 entries + "]}");
    if (!tree) throw std::runtime_error(example::told(tree.issues()));
    fhir::bind(tree->root(), *fhir::r4().type("Bundle"), fhir::r4());
    return *std::move(tree);
}

std::string entry(std::string const& resource, std::string const& method)
{
    return R"({"resource":)" + resource + R"(,"request":{"method":")" + method + R"("}})";
}

std::string appointment(std::string const& id, std::string const& value)
{
    return R"({"resourceType":"Appointment","id":")" + id +
           R"(","identifier":[{"system":"urn:foramen:b","value":")" + value + R"("}]})";
}

std::string finished(std::string const& entries, std::string_view key = "event")
{
    auto tree = bundle_of(entries);
    auto const outcome = make_repeatable(tree, key);
    return outcome ? fhir::json::write(tree.root()) : outcome.error().text();
}

TEST(FinishedBundle, NamesAResourceByItsIdentifierWhateverIdTheMapGave)
{
    EXPECT_EQ(finished(entry(appointment("x", "1"), "PUT")),
              finished(entry(appointment("y", "1"), "PUT"), "another event"));
    EXPECT_NE(finished(entry(appointment("x", "1"), "PUT")),
              finished(entry(appointment("x", "2"), "PUT")));
}

TEST(FinishedBundle, AsksForTheFirstIdentifier)
{
    EXPECT_THAT(finished(entry(appointment("x", "BK-1"), "PUT")),
                HasSubstr(R"("url":"Appointment?identifier=urn:foramen:b|BK-1")"));
    EXPECT_THAT(finished(entry(appointment("x", "BK-1"), "POST")),
                HasSubstr(R"("ifNoneExist":"identifier=urn:foramen:b|BK-1")"));
}

TEST(FinishedBundle, PutsAResourceWithoutIdentifierUnderAnIdOfItsEvent)
{
    auto const one = R"({"resourceType":"Provenance","id":"p"})";
    EXPECT_EQ(finished(entry(one, "PUT")), finished(entry(one, "PUT")));
    EXPECT_NE(finished(entry(one, "PUT")), finished(entry(one, "PUT"), "another event"));
    EXPECT_THAT(finished(entry(one, "PUT")), HasSubstr(R"("url":"Provenance/)"));
}

TEST(FinishedBundle, RefusesWhatCannotBeSentTwice)
{
    EXPECT_THAT(finished(entry(R"({"resourceType":"Flag","id":"p"})", "POST")),
                HasSubstr("without an identifier"));
    EXPECT_THAT(finished(entry(R"({"resourceType":"Flag"})", "PUT")), HasSubstr("without an id"));
    EXPECT_THAT(
        finished(entry(appointment("x", "1"), "PUT") + "," + entry(appointment("y", "1"), "PUT")),
        HasSubstr("identifier of another"));
    EXPECT_THAT(
        finished(entry(appointment("x", "1"), "PUT") + "," + entry(appointment("x", "2"), "PUT")),
        HasSubstr("id of another"));
    EXPECT_THAT(finished(entry(appointment("x", "1"), "DELETE")), HasSubstr("neither"));
    EXPECT_THAT(finished(R"({"resource":)" + appointment("x", "1") + "}"), HasSubstr("neither"));
}

TEST(FinishedBundle, LetsReferencesFollowAlsoInsideADocument)
{
    auto const flag = R"({"resourceType":"Flag","id":"f","identifier":[{"system":"urn:foramen:f",)"
                      R"("value":"1"}],"encounter":{"reference":"urn:uuid:x"}})";
    auto const document =
        R"({"resourceType":"Bundle","id":"d","type":"document","identifier":)"
        R"({"system":"urn:foramen:d","value":"1"},"entry":[{"fullUrl":"urn:uuid:x",)"
        R"("resource":)" +
        appointment("x", "1") +
        R"(},{"fullUrl":"urn:uuid:c",)"
        R"("resource":{"resourceType":"Composition","id":"c","subject":)"
        R"({"reference":"urn:uuid:x"}}}]})";
    auto tree = bundle_of(entry(flag, "PUT") + "," + entry(appointment("x", "1"), "PUT") + "," +
                          entry(document, "PUT"));
    ASSERT_TRUE(make_repeatable(tree, "event"));
    auto const json = fhir::json::write(tree.root());
    EXPECT_EQ(json.find(R"("urn:uuid:x")"), std::string::npos);
    EXPECT_EQ(json.find(R"("urn:uuid:c")"), std::string::npos);

    auto const mapped = write_mapped(tree);
    EXPECT_EQ(mapped.bundle, json);
    auto const& resources = mapped.resources;
    ASSERT_EQ(resources.size(), 3u);
    EXPECT_THAT(resources[0].body, HasSubstr("Appointment/" + resources[1].id));
    EXPECT_THAT(resources[2].body, HasSubstr("urn:uuid:" + resources[1].id));
    EXPECT_EQ(resources[1].identifiers, std::vector<std::string>{"urn:foramen:b|1"});
}

TEST(FinishedBundle, TouchesNoTextThatOnlyLooksLikeAReference)
{
    auto const flag = [](std::string const& text) {
        return R"({"resourceType":"Flag","id":"f","identifier":[{"system":"urn:foramen:f",)"
               R"("value":"1"}],"code":{"text":")" +
               text + R"("}})";
    };
    auto tree = bundle_of(entry(flag("x"), "PUT"));
    ASSERT_TRUE(make_repeatable(tree, "event"));
    auto const id = write_mapped(tree).resources[0].id;

    auto const hostile = R"(said, \"urn:uuid:)" + id;
    auto again = bundle_of(entry(flag(hostile), "PUT"));
    ASSERT_TRUE(make_repeatable(again, "event"));
    EXPECT_THAT(write_mapped(again).resources[0].body, HasSubstr(hostile));
}

TEST(ResourceIdentifier, EscapesWhatWouldSplitAQuery)
{
    EXPECT_EQ(identity_query({"urn:a", "b c,d|e&f=g%h\\i"}),
              "identifier=urn:a|b%20c%5C%2Cd%5C%7Ce%26f%3Dg%25h%5C%5Ci");
    EXPECT_EQ(identity_query({"https://x.org/y", "9990000018"}),
              "identifier=https://x.org/y|9990000018");
}

TEST(ResourceIdentifier, PrefersTheClinicsOwnNumberToAnNhsNumberForAnId)
{
    std::vector<ResourceIdentifier> const both{{"https://fhir.nhs.uk/Id/nhs-number", "9990000018"},
                                     {"urn:foramen:clinic-patient-id", "P-1"}};
    EXPECT_EQ(identity_uuid("Patient", both), identity_uuid("Patient", {both[1]}));
    EXPECT_NE(identity_uuid("Patient", {both[0]}), identity_uuid("Patient", {both[1]}));
}

} // namespace
} // namespace foramen
