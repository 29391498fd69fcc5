#include "gateway/security/keys.h"

#include "gateway/base/digest.h"
#include "gateway/security/cipher.h"
#include "tests/support/fake_random.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <thread>

namespace foramen {
namespace {

using testing::HasSubstr;

std::string text_of(std::filesystem::path const& file)
{
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write(std::filesystem::path const& file, std::string const& text, mode_t mode = 0600)
{
    std::ofstream{file} << text;
    ::chmod(file.c_str(), mode);
}

mode_t mode_of(std::filesystem::path const& file)
{
    struct stat status {};
    ::stat(file.c_str(), &status);
    return status.st_mode & 0777;
}

class Keys : public testing::Test {
protected:
    Result<std::unique_ptr<Sealer>> ring(Secret master)
    {
        return open_key_ring(std::move(master), folder / "ring", random);
    }
    Secret master() { return Secret{std::string(32, 'm')}; }

    TempFolder folder;
    FakeRandom random;
};

TEST_F(Keys, MakesAMasterKeyOnlyItsOwnerMayReadAndReadsItBack)
{
    ASSERT_TRUE(make_master_key(folder / "master", random));
    EXPECT_EQ(mode_of(folder / "master"), 0600u);
    auto const key = read_master_key(folder / "master");
    ASSERT_TRUE(key);
    EXPECT_EQ(key->use().size(), 32u);
    EXPECT_FALSE(std::filesystem::exists(folder / "master.new"));
}

TEST_F(Keys, NeverOverwritesAMasterKey)
{
    ASSERT_TRUE(make_master_key(folder / "master", random));
    auto const before = text_of(folder / "master");
    auto const again = make_master_key(folder / "master", random);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind(), ErrorKind::conflict);
    EXPECT_EQ(text_of(folder / "master"), before);
}

TEST_F(Keys, TellsHowToMakeAMissingMasterKey)
{
    auto const key = read_master_key(folder / "master");
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().kind(), ErrorKind::not_found);
    EXPECT_THAT(key.error().text(), HasSubstr("--make-key"));
}

TEST_F(Keys, RefusesAMasterKeyThatOthersMayRead)
{
    ASSERT_TRUE(make_master_key(folder / "master", random));
    ::chmod((folder / "master").c_str(), 0640);
    auto const key = read_master_key(folder / "master");
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().kind(), ErrorKind::incorrect);
    EXPECT_THAT(key.error().text(), HasSubstr("chmod 600"));
}

TEST_F(Keys, RefusesAMasterKeyOfAnotherLengthAndDoesNotQuoteIt)
{
    for (auto const* const text : {"", "c2hvcnQ=", "not base64 at all", "\n\n"}) {
        write(folder / "master", text);
        auto const key = read_master_key(folder / "master");
        ASSERT_FALSE(key) << text;
        EXPECT_EQ(key.error().kind(), ErrorKind::incorrect);
        EXPECT_THAT(key.error().text(), testing::Not(HasSubstr("c2hvcnQ")));
    }
}

TEST_F(Keys, OpensWhatItSealed)
{
    auto const sealer = ring(master());
    ASSERT_TRUE(sealer);
    for (auto const size : {0, 1, 15, 16, 17, 1'000, 8'000'000}) {
        std::string const text(static_cast<std::size_t>(size), 'x');
        auto const sealed = (*sealer)->seal(text, "event/1/body");
        auto const opened = (*sealer)->open(sealed, "event/1/body");
        ASSERT_TRUE(opened);
        EXPECT_TRUE(*opened == text) << size;
    }
}

TEST_F(Keys, DoesNotOpenAnyTextWithOneBitChanged)
{
    auto const sealer = ring(master());
    auto const sealed = (*sealer)->seal("Mrs Example, 3 March 1960", "event/1/body");
    EXPECT_THAT(sealed, testing::Not(HasSubstr("Example")));
    for (std::size_t i = 0; i < sealed.size() * 8; ++i) {
        auto changed = sealed;
        changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << (i % 8)));
        EXPECT_FALSE((*sealer)->open(changed, "event/1/body")) << i;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        EXPECT_FALSE((*sealer)->open(sealed.substr(0, size), "event/1/body")) << size;
    }
}

TEST_F(Keys, DoesNotOpenATextThatWasMovedToAnotherPlace)
{
    auto const sealer = ring(master());
    auto const sealed = (*sealer)->seal("secret", "event/1/body");
    auto const opened = (*sealer)->open(sealed, "event/2/body");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind(), ErrorKind::fault);
}

TEST_F(Keys, NeverUsesANonceTwice)
{
    auto const sealer = ring(master());
    std::set<std::string> nonces;
    for (int i = 0; i < 10'000; ++i) {
        nonces.insert((*sealer)->seal("same", "place").substr(5, nonce_bytes));
    }
    EXPECT_EQ(nonces.size(), 10'000u);
}

TEST_F(Keys, KeepsTheDataKeyWrappedInAFileOfItsOwner)
{
    std::string sealed;
    {
        auto const sealer = ring(master());
        sealed = (*sealer)->seal("kept over a restart", "place");
    }
    EXPECT_EQ(mode_of(folder / "ring"), 0600u);
    auto const again = ring(master());
    ASSERT_TRUE(again);
    EXPECT_EQ(*(*again)->open(sealed, "place"), "kept over a restart");
}

TEST_F(Keys, RefusesTheRingOfAnotherMasterKey)
{
    ASSERT_TRUE(ring(master()));
    auto const other = ring(Secret{std::string(32, 'n')});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind(), ErrorKind::incorrect);
    EXPECT_THAT(other.error().text(), HasSubstr("another master key"));
}

TEST_F(Keys, RefusesADamagedRing)
{
    ASSERT_TRUE(ring(master()));
    auto const whole = text_of(folder / "ring");
    for (std::string const& text :
         {std::string{}, std::string{"foramen-key-ring 1\n"}, whole.substr(0, whole.size() / 2),
          whole + "key x y\n", "foramen-key-ring 2\n" + whole.substr(19)}) {
        write(folder / "ring", text);
        EXPECT_FALSE(ring(master())) << text;
    }
}

TEST_F(Keys, OpensWithAnOlderKeyAndSealsWithTheNewest)
{
    auto const before = ring(master());
    auto const old = (*before)->seal("older", "place");
    Cipher const wrapping{derive_key(master(), "foramen key-encryption key")};
    std::string wrapped;
    wrapping.seal(std::string(32, 'k'), "key-ring/2", wrapped);
    write(folder / "ring", text_of(folder / "ring") + "key 2 " + to_base64(wrapped) + "\n");
    auto const after = ring(master());
    ASSERT_TRUE(after);
    EXPECT_EQ(*(*after)->open(old, "place"), "older");
    auto const fresh = (*after)->seal("newer", "place");
    EXPECT_EQ(*(*after)->open(fresh, "place"), "newer");
    EXPECT_FALSE((*before)->open(fresh, "place"));
    EXPECT_EQ(fresh[4], 2);
}

TEST_F(Keys, FindsTheSameValueUnderTheSameKeyOverARestartOnly)
{
    auto const sealer = ring(master());
    auto const key = (*sealer)->lookup_key("https://fhir.nhs.uk/Id/nhs-number|9434765919");
    EXPECT_EQ(key.size(), 32u);
    EXPECT_EQ(key.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_NE(key, (*sealer)->lookup_key("https://fhir.nhs.uk/Id/nhs-number|9434765870"));
    auto const again = ring(master());
    EXPECT_EQ((*again)->lookup_key("https://fhir.nhs.uk/Id/nhs-number|9434765919"), key);
    TempFolder elsewhere;
    auto const other = open_key_ring(Secret{std::string(32, 'o')}, elsewhere / "ring", random);
    EXPECT_NE((*other)->lookup_key("https://fhir.nhs.uk/Id/nhs-number|9434765919"), key);
}

TEST_F(Keys, SealAndOpenFromManyThreadsAtOnceWithTwoRings)
{
    auto const one = ring(master());
    auto const two = open_key_ring(master(), folder / "other", random);
    std::atomic<int> failed{0};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 2'000; ++i) {
                auto const& sealer = i % 2 == 0 ? *one : *two;
                auto const opened = sealer->open(sealer->seal("text", "place"), "place");
                if (!opened || *opened != "text") ++failed;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(failed, 0);
}

} // namespace
} // namespace foramen
