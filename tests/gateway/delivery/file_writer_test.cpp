#include "gateway/delivery/file_writer.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

using namespace foramen;

namespace {

std::string content(std::filesystem::path const& path)
{
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    return std::move(text).str();
}

std::size_t files_in(std::filesystem::path const& folder)
{
    std::size_t count = 0;
    for ([[maybe_unused]] auto const& one : std::filesystem::directory_iterator{folder}) ++count;
    return count;
}

} // namespace

TEST(FileWriter, LeavesOneWholeFileAndNothingElse)
{
    TempFolder const folder;
    ASSERT_TRUE(write_durably({folder / "m-1.json", "{\"a\":1}"}));
    EXPECT_EQ(content(folder / "m-1.json"), "{\"a\":1}");
    EXPECT_EQ(files_in(folder.path()), 1u);
    struct stat found {};
    ASSERT_EQ(::stat((folder / "m-1.json").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777 & ~0640, 0u) << "not for everybody's eyes";
}

TEST(FileWriter, WritesTheSameFileAgainWithoutATrace)
{
    TempFolder const folder;
    std::string const body(100'000, 'x');
    ASSERT_TRUE(write_durably({folder / "m-1.json", body}));
    ASSERT_TRUE(write_durably({folder / "m-1.json", body}));
    EXPECT_EQ(content(folder / "m-1.json"), body);
    EXPECT_EQ(files_in(folder.path()), 1u);
}

TEST(FileWriter, TakesOverWhatACrashLeft)
{
    TempFolder const folder;
    std::ofstream{folder / ".m-1.json.part"} << "half of a";
    ASSERT_TRUE(write_durably({folder / "m-1.json", "whole"}));
    EXPECT_EQ(content(folder / "m-1.json"), "whole");
    EXPECT_EQ(files_in(folder.path()), 1u);
}

TEST(FileWriter, DoesNotFollowALinkThatSomebodyPlanted)
{
    TempFolder const folder;
    std::ofstream{folder / "victim"} << "precious";
    std::filesystem::create_symlink(folder / "victim", folder / ".m-1.json.part");
    ASSERT_TRUE(write_durably({folder / "m-1.json", "whole"}));
    EXPECT_EQ(content(folder / "victim"), "precious");
    EXPECT_FALSE(std::filesystem::is_symlink(folder / "m-1.json"));
}

TEST(FileWriter, SaysThatAMissingFolderMayComeLater)
{
    TempFolder const folder;
    auto const written = write_durably({folder / "not-mounted" / "m-1.json", "x"});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind(), ErrorKind::unavailable);
}

TEST(FileWriter, SaysThatAFolderThatIsAFileIsAWrongConfiguration)
{
    TempFolder const folder;
    std::ofstream{folder / "file"} << "x";
    auto const written = write_durably({folder / "file" / "m-1.json", "x"});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind(), ErrorKind::forbidden);
}

TEST(FileWriter, LeavesNothingBehindWhenTheNameCannotBeTaken)
{
    TempFolder const folder;
    std::filesystem::create_directory(folder / "m-1.json");
    ASSERT_FALSE(write_durably({folder / "m-1.json", "x"}));
    EXPECT_EQ(files_in(folder.path()), 1u);
}

TEST(FileWriter, WritesOnAThreadOfItsOwn)
{
    TempFolder const folder;
    boost::asio::io_context context;
    FileWriter files;
    FileWrite file{folder / "m-1.json", "whole"};
    auto const written = run(context, files.write(std::move(file)));
    EXPECT_TRUE(written);
    EXPECT_EQ(content(folder / "m-1.json"), "whole");
}
