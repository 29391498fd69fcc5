// A mapping that is wrong is refused before the first event, by file and line; an event or a fact
// that a mapping cannot take is refused without a word of what stood in it.
#include "tests/gateway/mapping/example.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

namespace foramen {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A copy of mappings/ that a test may spoil.
class Spoiled {
public:
    Spoiled()
    {
        for (auto const* const part : {"codes", "models"}) {
            fs::copy(example::mappings_folder() / part, folder_ / part);
        }
        for (auto const& entry : fs::directory_iterator{example::mappings_folder()}) {
            if (entry.path().extension() == ".map") {
                fs::copy(entry.path(), folder_ / entry.path().filename().string());
            }
        }
    }

    void replace(std::string const& file, std::string const& what, std::string const& with)
    {
        auto text = example::read_text(folder_ / file);
        auto const at = text.find(what);
        ASSERT_NE(at, std::string::npos) << what;
        text.replace(at, what.size(), with);
        write(file, text);
    }
    void write(std::string const& file, std::string const& text)
    {
        std::ofstream{folder_ / file, std::ios::trunc} << text;
    }
    std::string refusal() const
    {
        auto const loaded = Mapper::load(folder_.path());
        return loaded ? "" : example::told(loaded.issues());
    }
    fs::path const& path() const { return folder_.path(); }

private:
    TempFolder folder_;
};

TEST(LoadingMappings, RefusesAFieldThatTheClinicDoesNotSendByFileAndLine)
{
    Spoiled mappings;
    mappings.replace("booking.map", "booking.start as start -> appointment.start",
                     "booking.begin as start -> appointment.start");
    EXPECT_THAT(mappings.refusal(), AllOf(HasSubstr("booking.map:"), HasSubstr("begin")));
}

TEST(LoadingMappings, RefusesAnElementThatFhirDoesNotHaveByFileAndLine)
{
    Spoiled mappings;
    mappings.replace("booking.map", "appointment.end = end", "appointment.finish = end");
    EXPECT_THAT(mappings.refusal(), AllOf(HasSubstr("booking.map:"), HasSubstr("finish")));
}

TEST(LoadingMappings, RefusesAFunctionThatDoesNotExistByFileAndLine)
{
    Spoiled mappings;
    mappings.replace("report-document.map", "list.replace('", "list.replaced('");
    EXPECT_THAT(mappings.refusal(),
                AllOf(HasSubstr("report-document.map:"), HasSubstr("replaced")));
}

TEST(LoadingMappings, RefusesACodeTableThatDoesNotExistByFileAndLine)
{
    Spoiled mappings;
    mappings.replace("booking.map", "urn:foramen:codes:reasons", "urn:foramen:codes:raisons");
    EXPECT_THAT(mappings.refusal(), AllOf(HasSubstr("booking.map:"), HasSubstr("code table")));
}

TEST(LoadingMappings, RefusesAMapWhenTheContractLosesAField)
{
    Spoiled mappings;
    mappings.replace("models/booking.schema.json", "\"cancellationReason\"", "\"whyCancelled\"");
    EXPECT_THAT(mappings.refusal(),
                AllOf(HasSubstr("booking.map:"), HasSubstr("cancellationReason")));
}

TEST(LoadingMappings, RefusesACodeTableThatIsNoJsonByFileAndLine)
{
    Spoiled mappings;
    mappings.write("codes/reasons.json", "{\n \"resourceType\": ConceptMap\n}");
    EXPECT_THAT(mappings.refusal(), HasSubstr("reasons.json"));
}

TEST(LoadingMappings, RefusesASchemaThatItCannotRead)
{
    Spoiled mappings;
    mappings.write("models/facts.schema.json", "{\n \"type\": \"object\",\n}");
    EXPECT_THAT(mappings.refusal(), AllOf(HasSubstr("facts.schema.json"), HasSubstr("line 3")));
}

TEST(LoadingMappings, RefusesAFolderWithoutMaps)
{
    TempFolder const empty;
    EXPECT_FALSE(Mapper::load(empty.path()));
}

TEST(LoadingMappings, GivesEachStateOfTheFolderItsVersion)
{
    Spoiled mappings;
    auto const before = Mapper::load(mappings.path());
    ASSERT_TRUE(before) << example::told(before.issues());
    EXPECT_TRUE(before->version().starts_with("sha256:"));
    EXPECT_EQ(before->version(), example::mapper().version());
    mappings.replace("booking.map", "// Patients book", "// The patients book");
    auto const after = Mapper::load(mappings.path());
    ASSERT_TRUE(after);
    EXPECT_NE(before->version(), after->version());
}

TEST(ApplyingAMapping, RefusesAFactThatNoModelKnows)
{
    auto facts = example::facts_of("booking-created");
    facts.emplace_back("moonPhase", "full");
    auto const mapped =
        example::mapper().apply("booking", example::event_of("booking-created"), facts);
    ASSERT_FALSE(mapped);
    EXPECT_EQ(mapped.error().kind(), ErrorKind::fault);
    EXPECT_THAT(mapped.error().text(), HasSubstr("moonPhase"));
}

TEST(ApplyingAMapping, RefusesToRunWithoutARequiredFact)
{
    auto facts = example::facts_of("booking-created");
    std::erase_if(facts, [](auto const& fact) { return fact.first == "recorded"; });
    auto const mapped =
        example::mapper().apply("booking", example::event_of("booking-created"), facts);
    ASSERT_FALSE(mapped);
    EXPECT_THAT(mapped.error().text(), HasSubstr("recorded"));
}

TEST(ApplyingAMapping, RefusesAMappingThatDoesNotExist)
{
    auto const mapped = example::mapper().apply("surgery", "{}", {});
    ASSERT_FALSE(mapped);
    EXPECT_EQ(mapped.error().kind(), ErrorKind::not_found);
}

TEST(ApplyingAMapping, RefusesTextThatIsNoJsonObject)
{
    for (auto const* const text : {"", "[]", "{", "{\"a\":1,\"a\":2}", "\xff"}) {
        auto const mapped =
            example::mapper().apply("booking", text, example::facts_of("booking-created"));
        ASSERT_FALSE(mapped) << text;
        EXPECT_EQ(mapped.error().kind(), ErrorKind::incorrect);
    }
}

TEST(ApplyingAMapping, SaysWhatIsWrongWithoutAWordOfThePatient)
{
    auto event = example::event_of("booking-created");
    auto const at = event.find("1961-04-12");
    ASSERT_NE(at, std::string::npos);
    event.replace(at, 10, "1961-13-42");
    auto const mapped =
        example::mapper().apply("booking", event, example::facts_of("booking-created"));
    ASSERT_FALSE(mapped);
    EXPECT_EQ(mapped.error().kind(), ErrorKind::incorrect);
    EXPECT_THAT(mapped.error().text(),
                AllOf(HasSubstr("birthDate"), Not(HasSubstr("1961")), Not(HasSubstr("Example"))));
}

TEST(ApplyingAMapping, RefusesAReasonThatNoCodeTableKnows)
{
    auto event = example::event_of("booking-created");
    event.replace(event.find("\"sciatica\""), 10, "\"tiredness\"");
    auto const mapped =
        example::mapper().apply("booking", event, example::facts_of("booking-created"));
    ASSERT_FALSE(mapped);
    EXPECT_THAT(mapped.error().text(), AllOf(HasSubstr("booking.map:"), Not(HasSubstr("tired"))));
}

} // namespace
} // namespace foramen
