// Why this file exists: other versions of FHIR differ by their definitions, and by nothing else.
// GP messaging (ITK3, GP Connect) speaks STU3: https://hl7.org/fhir/STU3
#include "fhir/definitions/stu3.h"
#include "fhir/json/json.h"
#include "tests/fhir/round_trip.h"
#include "tests/fhir/xml/reading.h"

#include <gmock/gmock.h>

namespace fhir::xml {

namespace {

namespace rt = round_trip;

std::string const stu3_text =
    "<Appointment xmlns=\"http://hl7.org/fhir\"><status value=\"booked\"/>"
    "<reason><text value=\"a\"/></reason><indication><reference value=\"Condition/1\"/>"
    "</indication><priority value=\"5\"/><start value=\"2030-01-02T09:00:00Z\"/>"
    "<comment value=\"b\"/><incomingReferral><reference value=\"ReferralRequest/1\"/>"
    "</incomingReferral></Appointment>";
std::string const stu3_json =
    R"({"resourceType":"Appointment","status":"booked","reason":[{"text":"a"}],)"
    R"("indication":[{"reference":"Condition/1"}],"priority":5,"start":"2030-01-02T09:00:00Z",)"
    R"("comment":"b","incomingReferral":[{"reference":"ReferralRequest/1"}]})";

Tree stu3_tree(std::string const& text)
{
    auto tree = json::read(text);
    if (!tree) throw std::runtime_error(tree.issues()[0].text);
    bind(tree->root(), *stu3().type(tree->root().text), stu3());
    return *std::move(tree);
}

TEST(OtherVersions, AreReadByTheirOwnDefinitions)
{
    EXPECT_EQ(json_of(stu3_text, Unknown::refuse, stu3()), stu3_json);
    EXPECT_THAT(json_of(stu3_text),
                testing::HasSubstr("mind its spelling, its place and the FHIR"));
}

TEST(OtherVersions, AreWrittenInTheirOwnOrder)
{
    auto const tree =
        stu3_tree(R"({"resourceType":"Appointment","comment":"b","priority":5,)"
                  R"("incomingReferral":[{"reference":"ReferralRequest/1"}],)"
                  R"("indication":[{"reference":"Condition/1"}],"reason":[{"text":"a"}],)"
                  R"("start":"2030-01-02T09:00:00Z","status":"booked"})");
    auto const written = write(tree.root());
    ASSERT_TRUE(written);
    EXPECT_EQ(written->substr(written->find("?>") + 2), stu3_text);
}

/// What a GP's system is sent: a message and a document, as ITK3 has them, with what only STU3 has
/// (MessageHeader.timestamp, Binary.content, Composition.class, Patient.animal, Procedure.notDone,
/// Encounter.diagnosis.condition, DocumentReference.indexed, …).
TEST(OtherVersions, MessagesOfStu3SurviveJsonToXmlToJson)
{
    auto const folder = rt::fs::path{FORAMEN_ROOT "/tests/fhir/testdata/stu3"};
    auto const count = rt::each_json(folder, [](rt::fs::path const& file) {
        for (auto const layout : {Layout::compact, Layout::pretty}) {
            auto const text = rt::text_of(file);
            auto const before = stu3_tree(text);
            auto const written = write(before.root(), layout);
            ASSERT_TRUE(written) << file << written.issues()[0].expression;
            auto const after = read(*written, stu3());
            ASSERT_TRUE(after) << file << after.issues()[0].expression << after.issues()[0].text;
            rt::expect_same_json(text, json::write(after->root()), file.filename());
            EXPECT_FALSE(read(*written, r4())) << file << " would be R4 too: it shows nothing";
        }
    });
    EXPECT_EQ(count, 2u);
}

TEST(OtherVersions, HaveNoOtherDivThanThatOfANarrative)
{
    // Kept as a text it would be written as XHTML, which it is not.
    EXPECT_THAT(json_of("<Patient xmlns=\"http://hl7.org/fhir\"><div value=\"1\"/></Patient>",
                        Unknown::keep),
                testing::HasSubstr("a narrative is a div with xmlns"));
}

TEST(OtherVersions, AreReadByR4AsFarAsItGoes)
{
    auto const tree = read(stu3_text, r4(), {}, Unknown::keep);
    ASSERT_TRUE(tree);
    auto const& root = tree->root();
    EXPECT_EQ(root.child("priority")->kind, Kind::number);
    EXPECT_EQ(root.child("indication")->child("reference")->text, "Condition/1");
    EXPECT_EQ(root.child("indication")->definition, nullptr);
    EXPECT_FALSE(root.child("indication")->listed); // Only its definition could say so.
}

} // namespace

} // namespace fhir::xml
