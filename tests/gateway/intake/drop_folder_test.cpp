// The drop folder on a real disk: what is half written is waited for, what cannot be read is kept,
// and nothing leaves the folder before the desk has it.
#include "gateway/intake/drop_folder.h"

#include "gateway/base/digest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_desk.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace foramen {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string text_of(fs::path const& file)
{
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string const pdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

class DropFolderTest : public testing::Test {
protected:
    DropFolderTest()
    {
        settings.folder = folder.path();
        settings.link_base = "http://gateway.example/api/v1/imaging";
        schema = text_of(FORAMEN_ROOT "/mappings/forms/imaging-form.schema.json");
        form = text_of(FORAMEN_ROOT "/mappings/forms/example.json");
    }

    void put(std::string const& name, std::string const& bytes, std::chrono::seconds age = 1min)
    {
        std::ofstream{folder / name, std::ios::binary} << bytes;
        fs::last_write_time(folder / name, fs::file_time_type::clock::now() - age);
    }
    Result<> poll()
    {
        boost::asio::io_context context; // Outlives the thread of the folder, as in the gateway.
        DropFolder drop{desk, *ImagingFormReader::read_schema(schema), settings, clock};
        return run(context, drop.poll());
    }
    std::vector<std::string> there(std::string const& below = "")
    {
        std::vector<std::string> names;
        std::error_code none;
        for (auto const& entry : fs::directory_iterator{folder / below, none}) {
            if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
        }
        std::ranges::sort(names);
        return names;
    }

    TempFolder folder;
    FakeClock clock;
    MemoryDesk desk;
    DropFolderSettings settings;
    std::string schema;
    std::string form;
};

TEST_F(DropFolderTest, TakesAPairAndMovesItAway)
{
    put("scan.pdf", pdf);
    put("scan.json", form);
    ASSERT_TRUE(poll());
    ASSERT_EQ(desk.kept.size(), 1u);
    auto const& arrival = desk.kept.front();
    ASSERT_EQ(arrival.reports.size(), 1u);
    auto const& report = arrival.reports.front();
    EXPECT_EQ(report.event, hl7v2::form_event);
    EXPECT_EQ(report.sender, "form-northbank");
    EXPECT_EQ(report.report_id, "NB-2030-0117");
    EXPECT_EQ(report.modality, "MR");
    EXPECT_EQ(report.status, hl7v2::ImagingStatus::final);
    EXPECT_EQ(to_string(london_date(report.scanned->at)), "2030-01-05");
    ASSERT_EQ(report.attachments.size(), 1u);
    EXPECT_EQ(report.attachments[0].bytes.reveal(Purpose::audit), pdf);
    EXPECT_THAT(report.attachments[0].url.reveal(Purpose::audit),
                testing::MatchesRegex("http://gateway.example/api/v1/imaging/.*/documents/" +
                                      to_hex(sha256(pdf))));
    EXPECT_EQ(*pdf_of(arrival.bytes), pdf);
    EXPECT_THAT(there(), IsEmpty());
    EXPECT_THAT(there("done"), ElementsAre("scan.json", "scan.pdf"));
}

TEST_F(DropFolderTest, LeavesWhatIsStillBeingWritten)
{
    put("scan.pdf", pdf, 0s);
    put("scan.json", form);
    put(".later.json", form);
    put("later.pdf.part", pdf);
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk.kept, IsEmpty());
    EXPECT_EQ(there().size(), 4u);
}

TEST_F(DropFolderTest, WaitsForTheRestAndThenKeepsWhatThereIs)
{
    put("alone.pdf", pdf);
    put("half.pdf", pdf.substr(0, 20));
    put("half.json", form);
    put("torn.pdf", pdf);
    put("torn.json", form.substr(0, 40));
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk.odd, IsEmpty());
    EXPECT_EQ(there().size(), 5u);
    settings.patience = 30s;
    ASSERT_TRUE(poll());
    EXPECT_EQ(desk.odd.size(), 3u);
    EXPECT_THAT(there(), IsEmpty());
    EXPECT_THAT(there("rejected"),
                ElementsAre("alone.pdf", "alone.why.txt", "half.json", "half.pdf", "half.why.txt",
                            "torn.json", "torn.pdf", "torn.why.txt"));
    EXPECT_THAT(desk.odd[0].bytes, HasSubstr(pdf));
    EXPECT_THAT(text_of(folder / "rejected/half.why.txt"), HasSubstr("does not end as one"));
}

TEST_F(DropFolderTest, SaysWhatIsWrongWithAFormWithoutItsValues)
{
    auto wrong = form;
    wrong.replace(wrong.find("1970-02-15"), 10, "2970-02-15");
    wrong.replace(wrong.find("2030-01-05"), 10, "2030-02-30");
    put("scan.pdf", pdf);
    put("scan.json", wrong);
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk.kept, IsEmpty());
    ASSERT_EQ(desk.odd.size(), 1u);
    EXPECT_THAT(desk.odd[0].why, HasSubstr("/patient/birthDate lies in the future"));
    EXPECT_THAT(desk.odd[0].why, HasSubstr("/scanned is no day of the calendar"));
    EXPECT_THAT(desk.odd[0].why, Not(HasSubstr("2970")));
    EXPECT_THAT(desk.odd[0].bytes, HasSubstr(wrong));
    EXPECT_THAT(there("rejected"), ElementsAre("scan.json", "scan.pdf", "scan.why.txt"));
}

TEST_F(DropFolderTest, NamesAMemberThatTheSchemaDoesNotKnow)
{
    auto odd = form;
    odd.insert(1, "\"colour\": \"red\",");
    put("scan.pdf", pdf);
    put("scan.json", odd);
    ASSERT_TRUE(poll());
    ASSERT_EQ(desk.odd.size(), 1u);
    EXPECT_THAT(desk.odd[0].why, HasSubstr("colour"));
}

TEST_F(DropFolderTest, LosesNothingWhenNothingCanBeKept)
{
    put("scan.pdf", pdf);
    put("scan.json", form);
    put("alone.json", form, 1h);
    desk.is_full = true;
    EXPECT_FALSE(poll());
    EXPECT_EQ(there().size(), 3u);
    desk.is_full = false;
    ASSERT_TRUE(poll());
    EXPECT_EQ(desk.kept.size(), 1u);
    EXPECT_EQ(desk.odd.size(), 1u);
}

TEST_F(DropFolderTest, FinishesAMoveThatACrashCut)
{
    fs::create_directory(folder / "done");
    std::ofstream{folder / "done/scan.json"} << form;
    put("scan.pdf", pdf, 1h);
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk.odd, IsEmpty());
    EXPECT_THAT(there("done"), ElementsAre("scan.json", "scan.pdf"));
}

TEST_F(DropFolderTest, TakesANameAgain)
{
    for (int round = 0; round < 2; ++round) {
        put("scan.pdf", pdf);
        put("scan.json", form);
        ASSERT_TRUE(poll());
    }
    ASSERT_EQ(desk.kept.size(), 2u);
    EXPECT_EQ(desk.kept[0].key, desk.kept[1].key) << "the desk knows it again";
    EXPECT_THAT(there("done"), ElementsAre("scan-2.json", "scan-2.pdf", "scan.json", "scan.pdf"));
}

TEST_F(DropFolderTest, FollowsNoLinkAndReadsNothingTooLarge)
{
    std::ofstream{folder / "secret"} << form;
    fs::create_symlink(folder / "secret", folder / "link.json");
    put("link.pdf", pdf);
    put("large.json", form);
    put("large.pdf", pdf + std::string(2'000, ' ') + "%%EOF");
    settings.bytes_max = 1'024;
    settings.patience = 0s; // A link is as old as itself.
    settings.settle = 0s;
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk.kept, IsEmpty());
    ASSERT_EQ(desk.odd.size(), 2u);
    EXPECT_THAT(desk.odd[0].why, HasSubstr("larger"));
}

TEST_F(DropFolderTest, RemovesWhatIsLongDone)
{
    put("scan.pdf", pdf);
    put("scan.json", form);
    ASSERT_TRUE(poll());
    settings.keep_done = std::chrono::days{1};
    ASSERT_TRUE(poll());
    EXPECT_EQ(there("done").size(), 2u) << "as old as its files are, it has just been done";
}

TEST_F(DropFolderTest, IsToldWhenTheFolderIsGone)
{
    settings.folder = folder / "none";
    EXPECT_EQ(poll().error().kind(), ErrorKind::unavailable);
}

} // namespace
} // namespace foramen
