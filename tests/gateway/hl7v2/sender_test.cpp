#include "gateway/hl7v2/sender.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace foramen::hl7v2 {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view full = R"({
  "title": "A provider",
  "from": { "application": "RIS", "facility": "EXIMG", "addresses": ["10.0.0.0/8"],
            "certificateNames": ["ris.example.org"] },
  "processing": "production",
  "acknowledgement": "original",
  "characterSet": "8859/15",
  "accession": ["OBR-20", "ORC-3.1"],
  "reportId": ["ORC-3.1"],
  "nhsAuthorities": ["NHSNUMBER"],
  "status": { "from": "OBX-11", "codes": { "V": "final" } },
  "text": { "only": ["A"], "ignore": ["B"], "notes": "ignore", "missing": "share" },
  // A comment.
  "exams": { "X": { "regions": ["cervical", "thoracic"], "modality": "MR" } },
})";

std::vector<SenderFault> faults_of(std::string_view json, std::string_view file = "a.json")
{
    auto read = read_sender(file, json);
    auto* const faults = std::get_if<std::vector<SenderFault>>(&read);
    return faults == nullptr ? std::vector<SenderFault>{} : std::move(*faults);
}

} // namespace

TEST(Sender, HasEveryOptionOfItsFile)
{
    auto const read = read_sender("config/senders/ris-1.json", full);
    ASSERT_TRUE(std::holds_alternative<Sender>(read));
    auto const& sender = std::get<Sender>(read);
    EXPECT_EQ(sender.name, "ris-1");
    EXPECT_EQ(sender.application, "RIS");
    EXPECT_EQ(sender.facility, "EXIMG");
    EXPECT_THAT(sender.addresses, ElementsAre("10.0.0.0/8"));
    EXPECT_THAT(sender.certificate_names, ElementsAre("ris.example.org"));
    EXPECT_EQ(sender.processing, Processing::production);
    EXPECT_EQ(sender.acknowledgement, AcknowledgementMode::original);
    EXPECT_EQ(sender.charset, Charset::latin_9);
    ASSERT_EQ(sender.accession.size(), 2u);
    EXPECT_EQ(sender.accession[0].segment, "OBR");
    EXPECT_EQ(sender.accession[0].field, 20u);
    EXPECT_EQ(sender.accession[0].component, 0u);
    EXPECT_EQ(sender.accession[1].component, 1u);
    EXPECT_EQ(sender.report_id.size(), 1u);
    EXPECT_THAT(sender.nhs_authorities, ElementsAre("NHSNUMBER"));
    EXPECT_EQ(sender.status_from, StatusFrom::observations);
    EXPECT_EQ(sender.status_codes.at("V"), ImagingStatus::final);
    EXPECT_THAT(sender.text_codes, ElementsAre("A"));
    EXPECT_THAT(sender.ignored_codes, ElementsAre("B"));
    EXPECT_EQ(sender.notes, Notes::ignore);
    EXPECT_EQ(sender.missing_text, MissingText::share);
    EXPECT_THAT(sender.exams.at("X").regions,
                ElementsAre(SpineRegion::cervical, SpineRegion::thoracic));
    EXPECT_EQ(sender.exams.at("X").modality, "MR");
}

TEST(Sender, IsNotReadWithAnAddressThatIsNone)
{
    auto const with = [](std::string const& address) {
        return faults_of(R"({"from": {"addresses": ["10.0.0.0/8",)" "\n\"" + address + "\"]}}");
    };
    for (auto const* good : {"192.0.2.7", "192.0.2.0/24", "2001:db8::/32", "::1"}) {
        EXPECT_TRUE(with(good).empty()) << good;
    }
    for (auto const* bad : {"ris.example", "192.0.2.7/33", "192.0.2/24", "::/129", "10.0.0.1/",
                            "10.0.0.1/8x", "10.0.0.1/-1", "/8", " 10.0.0.1"}) {
        auto const faults = with(bad);
        ASSERT_EQ(faults.size(), 1u) << bad;
        EXPECT_THAT(faults[0].text, HasSubstr("such as \"192.0.2.0/24\""));
    }
}

TEST(Sender, NamesFileLineAndRemedyOfAllItsFaultsAtOnce)
{
    auto const faults = faults_of(R"({
  "from": { "addresses": [] },
  "processing": "live",
  "accession": ["OBR", "OBR-0", "OBR-3.x", "obr-3"],
  "status": { "codes": {
     "V": "finished" } },
  "exams": { "A": { "regions": ["knee"],
     "color": 1 }, "B": 2 },
  "acknowledgment": "original"
})");
    std::vector<std::string> found;
    for (auto const& fault : faults) {
        EXPECT_EQ(fault.file, "a.json");
        found.push_back(std::to_string(fault.line) + " " + fault.text);
    }
    EXPECT_THAT(found,
                testing::UnorderedElementsAre(
                    HasSubstr("2 addresses: name at least one"),
                    HasSubstr("3 processing: must be one of \"test\", \"production\""),
                    HasSubstr("4 accession: must name a field"),
                    HasSubstr("4 accession: must name a field"),
                    HasSubstr("4 accession: must name a field"),
                    HasSubstr("4 accession: must name a field"),
                    HasSubstr("5 codes: must be a status"), HasSubstr("7 regions: are cervical"),
                    HasSubstr("8 color: is no option here; there are: regions, modality"),
                    HasSubstr("8 exams: each must be an object"),
                    HasSubstr("9 acknowledgment: is no option here; there are: title")));
}

TEST(Sender, IsRefusedWhenItsFileIsNoJsonObject)
{
    EXPECT_EQ(faults_of("{\n\"title\": }").at(0).line, 2u);
    EXPECT_EQ(faults_of("[]").at(0).text, "must be one JSON object");
    EXPECT_EQ(faults_of("").size(), 1u);
    EXPECT_EQ(faults_of(std::string(5'000, '[')).size(), 1u);
    EXPECT_EQ(faults_of("{\"title\": \"a\",\n\"title\": \"b\"}").at(0).line, 2u);
    EXPECT_THAT(faults_of("{}").at(0).text, HasSubstr("from"));
    EXPECT_THAT(faults_of(full, "My Sender.json").at(0).text, HasSubstr("lower case"));
}

TEST(Sender, OfEveryFileInTheConfigurationIsGood)
{
    unsigned count = 0;
    for (auto const& entry : std::filesystem::directory_iterator{FORAMEN_ROOT "/config/senders"}) {
        if (entry.path().extension() != ".json") continue;
        ++count;
        std::ifstream stream{entry.path()};
        std::string const text{std::istreambuf_iterator<char>{stream}, {}};
        for (auto const& fault : faults_of(text, entry.path().string())) {
            ADD_FAILURE() << fault.file << ":" << fault.line << ": " << fault.text;
        }
    }
    EXPECT_GT(count, 0u);
}

} // namespace foramen::hl7v2
