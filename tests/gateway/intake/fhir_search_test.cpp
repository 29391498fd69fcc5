// Why this file exists: a search that ignored a parameter would show other patients' records.
#include "gateway/intake/fhir_search.h"

#include "gateway/intake/operation_outcome.h"
#include "tests/support/plain_sealer.h"

#include <gmock/gmock.h>

namespace foramen {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::string_literals;

PlainSealer const sealer;

TEST(FhirSearch, ReadsWhatItKnows)
{
    auto const filter = parse_search("Appointment",
                                     {{"identifier", "urn:a|1"},
                                      {"patient.identifier", "urn:b|2"},
                                      {"status", "booked"},
                                      {"_count", "5"},
                                      {"_lastUpdated", "2030-01-14"}},
                                     sealer);
    ASSERT_TRUE(filter);
    EXPECT_EQ(filter->identifier, "urn:a|1");
    EXPECT_EQ(filter->patient_identifier, "urn:b|2");
    EXPECT_EQ(filter->status, "booked");
    EXPECT_EQ(filter->limit, 5u);
    ASSERT_TRUE(filter->updated_from && filter->updated_until);
    EXPECT_EQ(*filter->updated_until - *filter->updated_from, std::chrono::days{1});
}

TEST(FhirSearch, AfterAnInstantIsAfterItsLastDigitNotAfterItsSecond)
{
    using namespace std::chrono_literals;
    auto const at = [](char const* value) {
        return *parse_search("Procedure", {{"_lastUpdated", value}}, sealer);
    };
    auto const second = *parse_rfc3339("2030-01-14T09:00:00Z");
    EXPECT_EQ(at("gt2030-01-14T09:00:00.123Z").updated_from, second + 124ms);
    EXPECT_EQ(at("ge2030-01-14T09:00:00.123Z").updated_from, second + 123ms);
    EXPECT_EQ(at("lt2030-01-14T09:00:00.123456Z").updated_until, second + 123'456us);
    EXPECT_EQ(at("gt2030-01-14T09:00:00Z").updated_from, second + 1s);
    EXPECT_EQ(at("eq2030-01-14T09:00:00.5Z").updated_until, second + 600ms);
}

TEST(FhirSearch, TakesADateToBeAsLongAsItIsWritten)
{
    auto const days = [](char const* value) {
        auto const filter = *parse_search("Procedure", {{"_lastUpdated", value}}, sealer);
        return std::pair{to_rfc3339(*filter.updated_from), to_rfc3339(*filter.updated_until)};
    };
    EXPECT_EQ(days("2028"), std::pair("2028-01-01T00:00:00.000Z"s, "2029-01-01T00:00:00.000Z"s));
    EXPECT_EQ(days("2028-02"), std::pair("2028-02-01T00:00:00.000Z"s, "2028-03-01T00:00:00.000Z"s));
    EXPECT_EQ(days("2028-12-31"),
              std::pair("2028-12-31T00:00:00.000Z"s, "2029-01-01T00:00:00.000Z"s));
    EXPECT_EQ(days("2028-02-29T09:15Z"),
              std::pair("2028-02-29T09:15:00.000Z"s, "2028-02-29T09:16:00.000Z"s));
}

TEST(FhirSearch, MeansBothOfTwoTimes)
{
    auto const filter = *parse_search("Procedure",
                                      {{"_lastUpdated", "ge2030-02"},
                                       {"_lastUpdated", "ge2030-01"},
                                       {"_lastUpdated", "lt2030-05"},
                                       {"_lastUpdated", "lt2030-06"}},
                                      sealer);
    EXPECT_EQ(to_rfc3339(*filter.updated_from), "2030-02-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(*filter.updated_until), "2030-05-01T00:00:00.000Z");
}

TEST(FhirSearch, RefusesSeveralValuesRatherThanTakingOneOfThem)
{
    for (auto const* name : {"_id", "identifier", "patient.identifier", "status"}) {
        EXPECT_FALSE(parse_search("Patient", {{name, "a,b"}}, sealer)) << name;
        EXPECT_FALSE(parse_search("Patient", {{name, "a"}, {name, "b"}}, sealer)) << name;
    }
    EXPECT_FALSE(
        parse_search("Task", {{"patient.identifier", "a"}, {"subject.identifier", "b"}}, sealer));
    EXPECT_EQ(parse_search("Patient", {{"identifier", "urn:a|1\\,2"}}, sealer)->identifier,
              "urn:a|1,2");
}

TEST(FhirSearch, RefusesWhatItDoesNotKnowWithoutQuotingIt)
{
    for (auto const& [name, value] : SearchParameters{{"SECRET", "x"},
                                                      {"_count", "SECRET"},
                                                      {"_lastUpdated", "SECRET"},
                                                      {"_lastUpdated", "xx2030-01-14"},
                                                      {"_lastUpdated", "2030-13"},
                                                      {"_lastUpdated", "30"},
                                                      {"status", "SECRET,SECRET"},
                                                      {"_format", "SECRET"},
                                                      {"status", ""},
                                                      {"_page", "SECRET"}}) {
        auto const filter = parse_search("Patient", {{name, value}}, sealer);
        ASSERT_FALSE(filter) << name << "=" << value;
        EXPECT_EQ(filter.error().kind(), ErrorKind::incorrect);
        EXPECT_THAT(filter.error().text(), Not(HasSubstr("SECRET")));
    }
}

TEST(FhirSearch, GoesOnFromAPageOfTheSameType)
{
    ResourceFilter filter;
    filter.type = "Patient";
    filter.identifier = "urn:a|1";
    filter.after = 42;
    auto const token = page_token(filter, sealer);
    auto const next = parse_search("Patient", {{"_page", token}}, sealer);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->identifier, "urn:a|1");
    EXPECT_EQ(next->after, 42u);
    EXPECT_FALSE(next->updated_from);
    EXPECT_FALSE(parse_search("Appointment", {{"_page", token}}, sealer));
}

TEST(OperationOutcome, SaysWhatTheStatusSays)
{
    auto const reply = operation_outcome(busy("the disk is busy"));
    EXPECT_EQ(reply.status, 503u);
    EXPECT_THAT(reply.body, HasSubstr("\"code\":\"throttled\""));
    EXPECT_FALSE(header(reply.headers, "Retry-After").empty());
}

} // namespace
} // namespace foramen
