#include "gateway/monitor/mask.h"

#include <gmock/gmock.h>

namespace foramen {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view bundle = R"({"resourceType":"Bundle","type":"transaction","entry":[
 {"fullUrl":"urn:uuid:1","request":{"method":"PUT","url":"Patient?identifier=x|9434765919"},
  "resource":{"resourceType":"Patient","identifier":[{"value":"9434765919"}],
   "name":[{"family":"Marker","given":["Zebedee"]}],"birthDate":"1961-02-03",
   "_birthDate":{"id":"b"},
   "deceasedBoolean":true,"multipleBirthInteger":2,
   "contained":[{"resourceType":"Organization","name":"Marker Surgery"}]}},
 {"resource":{"resourceType":"Appointment","status":"booked","description":"Marker's knee"}},
 {"resource":{"resourceType":"Appointment","status":"Marker is unwell"}}]})";

TEST(Mask, LeavesNoValueOfThePatient)
{
    auto const masked = mask_body(bundle);

    for (auto const* value : {"Marker", "Zebedee", "9434765919", "1961", "02-03", "knee", "true",
                              "urn:uuid", "unwell", ":2,"}) {
        EXPECT_THAT(masked.structure, Not(HasSubstr(value))) << value;
    }
}

TEST(Mask, KeepsTheStructureAndTheThreeCodesThatTellWhatItIs)
{
    auto const masked = mask_body(bundle);

    EXPECT_THAT(masked.structure, HasSubstr(R"("resourceType":"Patient")"));
    EXPECT_THAT(masked.structure, HasSubstr(R"("method":"PUT","url":"•••")"));
    EXPECT_THAT(masked.structure, HasSubstr(R"("status":"booked")"));
    EXPECT_THAT(masked.structure, HasSubstr(R"("given":["•••"])"));
    EXPECT_EQ(masked.bytes, bundle.size());
}

TEST(Mask, CountsTheResourcesOfTheEntries)
{
    auto const masked = mask_body(bundle);

    EXPECT_EQ(masked.resources,
              (std::map<std::string, std::size_t>{{"Patient", 1}, {"Appointment", 2}}));
}

TEST(Mask, MasksNamesThatAreNoElementNames)
{
    auto const masked = mask_body(R"({"Zebedee Marker":1,"n9434765919":2,"9434765919":3})");

    EXPECT_EQ(masked.structure, R"({"•••":"•••","•••":"•••","•••":"•••"})");
}

TEST(Mask, ShowsNothingOfABodyThatIsNotJson)
{
    EXPECT_EQ(mask_body("Zebedee Marker, 9434765919").structure, "null");
    EXPECT_EQ(mask_body("").structure, "null");
}

TEST(Mask, StandsDeepNestingAndLeavesItOut)
{
    auto deep = std::string(100'000, '[') + "\"Marker\"" + std::string(100'000, ']');

    EXPECT_THAT(mask_body(deep).structure, Not(HasSubstr("Marker")));
}

TEST(Mask, ASingleResourceCountsAsOne)
{
    EXPECT_EQ(mask_body(R"({"resourceType":"Task","status":"requested"})").resources.at("Task"),
              1u);
}

TEST(CarefulText, HidesNhsNumbersAndDates)
{
    EXPECT_EQ(careful_text("for 943 476 5919 born 1961-02-03"), "for ••• born •••");
    EXPECT_EQ(careful_text("943-476-5919, 9434765919; 03/02/1961 3.2.1961"),
              "•••, •••; ••• 3.2.1961");
}

TEST(CarefulText, LeavesIdsStatusesAndTimesAlone)
{
    constexpr auto text = "201 Created, 0190f1a2-7c3d-7aaa-8bbb-123456789012 at "
                          "2030-01-14T09:42:10Z";
    EXPECT_EQ(careful_text(text), text);
}

TEST(CarefulText, TurnsControlCharactersIntoBlanksAndCutsWhatIsTooLong)
{
    EXPECT_EQ(careful_text("a\r\nb\x1b[31m"), "a  b [31m");
    auto const cut = careful_text(std::string(5'000, 'x'));
    EXPECT_LT(cut.size(), 610u);
    EXPECT_TRUE(cut.ends_with("…"));
}

} // namespace

} // namespace foramen
