// Why this file exists: a map reads an HL7 v2 message as it reads an event, by the positions of
// the standard; so it does a resource. What a map does not take is refused without a word of it.
#include "gateway/mapping/hl7_tree.h"
#include "tests/gateway/mapping/example.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace foramen {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

fs::path const folder = fs::path{FORAMEN_ROOT} / "tests/gateway/mapping/hl7v2";

fhir::LayeredTypes const& types()
{
    static auto const made = [] {
        auto layered = std::make_unique<fhir::LayeredTypes>(fhir::r4());
        add_hl7_types(*layered);
        EXPECT_THAT(layered->settle(), IsEmpty());
        return layered;
    }();
    return *made;
}

std::string message() { return example::read_text(folder / "report.hl7"); }

/// The answers of an expression on a message, checked against the model; or why not.
std::vector<std::string> answers(std::string const& text, std::string_view expression)
{
    auto const tree = read_hl7(text, types());
    if (!tree) return {"! " + tree.issues()[0].expression + " " + tree.issues()[0].text};
    auto const compiled =
        fhir::path::Expression::compile(expression, types(), types().type(hl7_model_url));
    if (!compiled) return {"! " + compiled.issues()[0].text};
    fhir::Tree scratch;
    auto const found = fhir::path::evaluate(*compiled, tree->root(), {}, scratch);
    if (!found) return {"! " + found.issues()[0].text};
    std::vector<std::string> texts;
    for (auto const* item : *found) texts.emplace_back(item->text);
    return texts;
}

TEST(Hl7Tree, IsAskedByThePositionsOfTheStandard)
{
    EXPECT_THAT(answers(message(), "MSH.f9.c1 | MSH.f9.c2"), ElementsAre("ORU", "R01"));
    EXPECT_THAT(answers(message(), "MSH.f1.c1 & MSH.f2.c1"), ElementsAre("|^~\\&"));
    EXPECT_THAT(answers(message(), "PID.f3.c1"), ElementsAre("EX12345", "999 000 0018"));
    EXPECT_THAT(answers(message(), "PID.f5.c3"), ElementsAre("Zoë"));
    EXPECT_THAT(answers(message(), "order.OBR.f32.c1s2"), ElementsAre("RADIOLOGIST"));
    EXPECT_THAT(answers(message(), "order.OBR.f4.c2"),
                ElementsAre("MRI lumbar spine & sacrum", "X-ray knee"));
    EXPECT_THAT(answers(message(), "PV1.name | segment.name"), ElementsAre("PV1"));
}

TEST(Hl7Tree, HoldsWhatBelongsToAnOrderTogether)
{
    EXPECT_THAT(answers(message(), "order.select(observation.count())"), ElementsAre("3", "1"));
    EXPECT_THAT(answers(message(), "order[0].ORC.f3.c1 & '/' & order[1].OBR.f3.c1"),
                ElementsAre("ACC1001/ACC1002"));
    EXPECT_THAT(answers(message(), "order.observation.where(NTE.exists()).OBX.f1.c1"),
                ElementsAre("1"));
    EXPECT_THAT(answers(message(), "order.segment.where(name = 'ZDS').f1.c1"),
                ElementsAre("1.2.826.0.1.3680043.10.999.1"));
    // OBR without ORC, one after the other; a report without orders.
    EXPECT_THAT(answers("MSH|^~\\&|A\rOBR|1\rOBX|1\rOBR|2\rOBX|1\rOBX|2",
                        "order.select(observation.count())"),
                ElementsAre("1", "2"));
    EXPECT_THAT(answers("MSH|^~\\&|A\rPID|1\rTXA|1\rOBX|1\rNTE|1\rOBX|2",
                        "observation.count() | order.count()"),
                ElementsAre("2", "0"));
}

TEST(Hl7Tree, LeavesOutWhatIsEmptyOrDeleted)
{
    EXPECT_THAT(answers("MSH|^~\\&|A\rPID|||\"\"^x~~b||", "PID.f3.c1 | PID.f3.c2"),
                ElementsAre("b", "x"));
    EXPECT_THAT(answers("MSH|^~\\&|A\rPID|||", "PID.f1.exists() or PID.f3.exists()"),
                ElementsAre("false"));
}

TEST(Hl7Tree, TakesTheSeparatorsOfTheSenderAndTheFrameOfMllp)
{
    EXPECT_THAT(answers("\vMSH#*!?%#A\rPID#1##a*b%c!d\x1C\r", "PID.f3.c2s2 | PID.f3.c1"),
                ElementsAre("c", "a", "d"));
}

TEST(Hl7Tree, RefusesTwoPatientsAndWhatTheModelDoesNotHave)
{
    EXPECT_THAT(answers("MSH|^~\\&|A\rPID|1\rOBR|1\rPID|2\rOBR|1", "PID"),
                ElementsAre(HasSubstr("PID is there twice")));
    EXPECT_THAT(answers("MSH|^~\\&|A\rZZZ" + std::string(121, '|') + "SECRET", "PID"),
                ElementsAre(AllOf(HasSubstr("ZZZ-121"), Not(HasSubstr("SECRET")))));
    EXPECT_THAT(answers("MSH|^~\\&|A\rPID|" + std::string(40, '^') + "SECRET", "PID"),
                ElementsAre(AllOf(HasSubstr("PID-1"), Not(HasSubstr("SECRET")))));
    EXPECT_THAT(answers("PID|1", "PID"), ElementsAre(HasSubstr("MSH")));
    EXPECT_THAT(answers(message(), "PID.f121"), ElementsAre(HasSubstr("'f121' is no element")));
}

/// The mappings of the house, and the example beside them.
Mapper const& mapper()
{
    static auto const made = [] {
        TempFolder all;
        fs::copy(example::mappings_folder(), all.path(),
                 fs::copy_options::recursive | fs::copy_options::overwrite_existing);
        for (auto const& entry : fs::directory_iterator{folder}) {
            if (entry.path().extension() == ".map") {
                fs::copy(entry.path(), all.path() / entry.path().filename());
            }
        }
        auto loaded = Mapper::load(all.path());
        if (!loaded) throw std::runtime_error(example::told(loaded.issues()));
        return *std::move(loaded);
    }();
    return made;
}

Facts const facts{{"messageId", "01900000-0000-7000-8000-000000000001"},
                  {"recorded", "2030-01-15T09:00:01.250Z"}};

TEST(Hl7Source, AnImagingReportBecomesABundle)
{
    auto const mapped = mapper().apply("imaging-report", message(), facts);
    ASSERT_TRUE(mapped) << mapped.error().text();
    auto const tree = fhir::json::read(mapped->bundle);
    auto const made = fhir::json::write(tree->root(), fhir::json::Layout::pretty) + "\n";
    auto const file = folder / "bundle.json";
    if (std::getenv("FORAMEN_REBASELINE") != nullptr) std::ofstream{file} << made;
    EXPECT_EQ(made, example::read_text(file));
    EXPECT_EQ(mapper().apply("imaging-report", message(), facts)->bundle, mapped->bundle);
}

TEST(Hl7Source, TheTraceNamesTheRules)
{
    auto const lines = mapper().trace("imaging-report", message(), facts);
    ASSERT_TRUE(lines) << lines.error().text();
    auto const found = std::ranges::find(*lines, "Bundle.entry[1].resource.conclusion",
                                         &fhir::map::TraceLine::target);
    ASSERT_NE(found, lines->end());
    EXPECT_EQ(found->rule, "text");
}

TEST(Hl7Source, AMapIsGivenNothingElseThanItDeclares)
{
    auto const given = [](char const* map, std::string const& text) {
        auto const mapped = mapper().apply(map, text, facts);
        return mapped ? "taken" : mapped.error().text();
    };
    EXPECT_THAT(given("booking", message()),
                AllOf(HasSubstr("takes no HL7 v2"), Not(HasSubstr("EXAMPLE"))));
    EXPECT_THAT(given("imaging-report", R"({"resourceType":"Patient","id":"SECRET"})"),
                AllOf(HasSubstr("takes an HL7 v2 message"), Not(HasSubstr("SECRET"))));
    EXPECT_THAT(given("own-patient", R"({"resourceType":"Observation","id":"SECRET"})"),
                AllOf(HasSubstr("another type"), Not(HasSubstr("SECRET"))));
}

TEST(FhirSource, AResourceIsMappedFromJsonAndFromXml)
{
    auto const from_json = mapper().apply("own-patient", R"({"resourceType":"Patient","id":"p1",
            "name":[{"family":"Example"}],"birthDate":"1970-02-15"})",
                                          facts);
    auto const from_xml =
        mapper().apply("own-patient", R"(<Patient xmlns="http://hl7.org/fhir"><id value="p1"/>
            <name><family value="Example"/></name><birthDate value="1970-02-15"/></Patient>)",
                       facts);
    ASSERT_TRUE(from_json) << from_json.error().text();
    ASSERT_TRUE(from_xml) << from_xml.error().text();
    EXPECT_EQ(from_json->bundle, from_xml->bundle);
    EXPECT_THAT(example::ask(from_json->bundle, "Bundle.entry.resource.name.text"),
                ElementsAre("Example"));
}

} // namespace
} // namespace foramen
