#include "gateway/intake/mllp_door.h"
#include "tests/support/memory_desk.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

namespace foramen {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string message(std::string const& control_id, std::string const& facility = "EXIMG",
                    std::string const& type = "ORU^R01")
{
    return "MSH|^~\\&|RIS|" + facility + "|FORAMEN|CLINIC|20260915121500+0100||" + type + "|" +
           control_id + "|T|2.4\rPID|1||9990000018^^^NHS^NH||EXAMPLE^ANNA\r" +
           "OBR|1||A1|X^MRI Spine lumbar|||20260914||||||||||||||||||F\r" +
           "OBX|1|TX|T||text||||||F\r";
}

/// Knows what it has answered, as the store does.
class RememberingDesk final : public MemoryDesk {
public:
    Task<std::string> keep(ImagingArrival arrival) override
    {
        if (is_full) co_return unavailable("the disk is full");
        auto const place = arrival.key.sender + '/' + arrival.key.control_id;
        auto const before = answered_.find(place);
        if (before != answered_.end() &&
            hl7v2::compare(before->second.key, arrival.key) == hl7v2::Repeat::again) {
            co_return before->second.acknowledgement;
        }
        answered_[place] = arrival;
        kept.push_back(arrival);
        co_return arrival.acknowledgement;
    }

private:
    std::map<std::string, ImagingArrival> answered_;
};

hl7v2::Sender sender(std::string name, std::string facility, std::vector<std::string> addresses)
{
    hl7v2::Sender made;
    made.name = std::move(name);
    made.facility = std::move(facility);
    made.addresses = std::move(addresses);
    return made;
}

class Door : public testing::Test {
protected:
    MllpDoor open(std::vector<hl7v2::Sender> senders)
    {
        auto door = MllpDoor::open(std::move(senders), desk_, clock_, random_);
        EXPECT_TRUE(door);
        return *std::move(door);
    }
    MllpDoor open() { return open({sender("eximg", "EXIMG", {"192.0.2.0/24"})}); }

    std::string answered(MllpDoor const& door, std::string bytes)
    {
        auto answer = run(door.receive(std::move(bytes), here_));
        return answer ? *answer : "error: " + answer.error().text();
    }

    MllpPeer here_{"192.0.2.7", {}};
    RememberingDesk desk_;
    SystemClock clock_;
    SystemRandom random_;
};

} // namespace

TEST_F(Door, AcknowledgesWhatTheDeskHasKept)
{
    auto const door = open();
    EXPECT_THAT(answered(door, message("C1")), HasSubstr("\rMSA|AA|C1\r"));
    ASSERT_EQ(desk_.kept.size(), 1u);
    EXPECT_EQ(desk_.kept[0].bytes, message("C1"));
    EXPECT_EQ(desk_.kept[0].key.sender, "eximg");
    EXPECT_EQ(desk_.kept[0].reports.at(0).report_id, "A1");
}

TEST_F(Door, AnswersARepetitionAsBefore)
{
    auto const door = open();
    auto const first = answered(door, message("C1"));
    EXPECT_EQ(answered(door, message("C1")), first) << "the acknowledgement's own id included";
    EXPECT_EQ(desk_.kept.size(), 1u);
    EXPECT_NE(answered(door, message("C1") + "NTE|1||new\r"), first);
    EXPECT_EQ(desk_.kept.size(), 2u);
}

TEST_F(Door, AsksToSendAgainWhatCouldNotBeKept)
{
    auto const door = open();
    desk_.is_full = true;
    auto const answer = answered(door, message("C1"));
    EXPECT_THAT(answer, HasSubstr("\rMSA|AE|C1|"));
    EXPECT_THAT(answer, HasSubstr("207&Application internal error"));
    EXPECT_THAT(answered(door, "rubbish"), HasSubstr("error: ")) << "closed without an answer";
}

TEST_F(Door, KeepsRubbishWholeAndRefusesWhatIsNotForUs)
{
    auto const door = open();
    EXPECT_THAT(answered(door, "rubbish \x01\x02"), HasSubstr("\rMSA|AR||MSH"));
    ASSERT_EQ(desk_.odd.size(), 1u);
    EXPECT_EQ(desk_.odd[0].bytes, "rubbish \x01\x02");
    EXPECT_THAT(desk_.odd[0].why, HasSubstr("MSH: "));
    EXPECT_THAT(answered(door, message("C1", "EXIMG", "ADT^A08")), HasSubstr("\rMSA|AR|C1|MSH-9"));
    EXPECT_THAT(answered(door, message("C1", "OTHER")), HasSubstr("\rMSA|AR|C1|MSH-4"));
    EXPECT_EQ(desk_.odd.size(), 1u);
    EXPECT_THAT(desk_.kept, IsEmpty());
}

TEST_F(Door, TellsSendersOnOneLineApartByTheirHeader)
{
    auto const door = open({sender("any", "", {"192.0.2.7"}), sender("a", "A", {"192.0.2.7"}),
                            sender("b", "B", {"192.0.2.7"}), sender("far", "A", {"192.0.2.8"})});
    for (auto const* facility : {"B", "A", "C"}) answered(door, message(facility, facility));
    std::vector<std::string> names;
    for (auto const& arrival : desk_.kept) names.push_back(arrival.key.sender);
    EXPECT_THAT(names, ElementsAre("b", "a", "any"));
}

TEST_F(Door, AdmitsOnlyWhomAProfileNames)
{
    auto named = sender("named", "", {});
    named.certificate_names = {"ris.example.org"};
    auto both = sender("both", "", {"2001:db8::/32"});
    both.certificate_names = {"pacs.example.org"};
    auto const door = open({sender("near", "", {"192.0.2.0/24", "198.51.100.7"}), named, both,
                            sender("nobody", "", {})});
    struct Row {
        MllpPeer peer;
        bool admitted;
    };
    std::vector<Row> const table{
        {{"192.0.2.255", {}}, true},
        {{"::ffff:192.0.2.9", {}}, true},
        {{"192.0.3.1", {}}, false},
        {{"198.51.100.7", {}}, true},
        {{"198.51.100.8", {}}, false},
        {{"203.0.113.1", {"ris.example.org"}}, true},
        {{"203.0.113.1", {"other.example.org"}}, false},
        {{"2001:db8::1", {"pacs.example.org"}}, true},
        {{"2001:db8::1", {}}, false},
        {{"203.0.113.1", {"pacs.example.org"}}, false},
        {{"", {}}, false},
    };
    for (auto const& row : table)
        EXPECT_EQ(door.admits(row.peer), row.admitted) << row.peer.address;
}

TEST_F(Door, DoesNotOpenWithAnAddressThatIsNone)
{
    for (auto const* address : {"nowhere", "192.0.2.0/33", "192.0.2", ""}) {
        auto const door = MllpDoor::open({sender("x", "", {address})}, desk_, clock_, random_);
        ASSERT_FALSE(door) << address;
        EXPECT_THAT(door.error().text(), HasSubstr("sender x: from.addresses"));
    }
}

TEST(SenderFolder, IsReadWithAllItsFaults)
{
    auto const shipped = read_senders(FORAMEN_ROOT "/config/senders");
    EXPECT_THAT(shipped.faults, IsEmpty());
    ASSERT_FALSE(shipped.senders.empty());
    EXPECT_EQ(shipped.senders[0].name, "eximg");
    TempFolder folder;
    std::ofstream{folder.path() / "a.json"} << "{";
    std::ofstream{folder.path() / "b.json"} << "{}";
    std::ofstream{folder.path() / "notes.txt"} << "not read";
    auto const broken = read_senders(folder.path());
    EXPECT_EQ(broken.faults.size(), 2u);
    EXPECT_EQ(read_senders(folder.path() / "missing").faults.size(), 1u);
}

} // namespace foramen
