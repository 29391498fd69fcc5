// What `foramen serve` refuses `foramen check` refuses, too: all of it, each with file and line.
#include "gateway/check_house.h"

#include "gateway/loaded.h"
#include "tests/support/fake_random.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace foramen {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::ContainsRegex;
using testing::Each;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// A copy of the demo's configuration and mappings, to be broken.
class CheckHouse : public testing::Test {
protected:
    CheckHouse()
    {
        for (auto const* name : {"config", "mappings"}) {
            fs::copy(fs::path{FORAMEN_ROOT} / name, folder / name, fs::copy_options::recursive);
        }
    }
    std::string text_of(std::string const& file)
    {
        std::ifstream stream{folder / file, std::ios::binary};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }
    void write(std::string const& file, std::string const& text)
    {
        std::ofstream{folder / file, std::ios::binary} << text;
    }
    void write_secret(std::string const& file, std::string const& text)
    {
        write(file, text);
        fs::permissions(folder / file, fs::perms::owner_read);
    }
    void change(std::string const& file, std::string_view from, std::string_view to)
    {
        auto text = text_of(file);
        auto const at = text.find(from);
        ASSERT_NE(at, text.npos) << file << " has no " << from;
        write(file, text.replace(at, from.size(), to));
    }
    Settings settings()
    {
        auto loaded = Settings::load(config);
        EXPECT_TRUE(std::holds_alternative<Settings>(loaded));
        return std::get<Settings>(std::move(loaded));
    }
    /// "mappings/rules/risk.json:12: what is wrong"
    std::vector<std::string> told(SettingsFaults const& faults)
    {
        std::vector<std::string> lines;
        for (auto const& fault : faults) {
            lines.push_back(fault.file.lexically_relative(folder.path()).string() + ":" +
                            std::to_string(fault.line) + ": " + fault.text);
        }
        return lines;
    }
    /// What check tells; what serve refuses is the same.
    std::vector<std::string> check()
    {
        auto const found = told(check_house(config).faults);
        auto const served = load(settings(), random);
        auto const* const refused = std::get_if<SettingsFaults>(&served);
        EXPECT_EQ(found, refused ? told(*refused) : std::vector<std::string>{});
        return found;
    }

    /// Each of `beginnings` is the beginning of a line.
    static void expect_told(std::vector<std::string> const& found,
                            std::initializer_list<char const*> beginnings)
    {
        for (auto const* one : beginnings) EXPECT_THAT(found, Contains(StartsWith(one)));
    }

    TempFolder folder;
    fs::path const config = folder / "config/demo.json";
    FakeRandom random;
};

TEST_F(CheckHouse, PassesTheDemoAndWritesNothing)
{
    auto const settings_read = settings();
    EXPECT_THAT(check_house(config).faults, IsEmpty());
    EXPECT_FALSE(fs::exists(settings_read.master_key_file));
    EXPECT_FALSE(fs::exists(settings_read.key_ring_file));
    EXPECT_FALSE(fs::exists(settings_read.credentials_file));
    EXPECT_THAT(check(), IsEmpty());
}

TEST_F(CheckHouse, NamesEveryFaultOfEveryFileInOneRun)
{
    write("config/senders/newris.json", "{\n \"from\": {},\n \"processing\": \"live\"\n}\n");
    write("config/senders/oldris.json", "{\n \"from\": { \"addresses\": [\"ris.example\"] }\n}\n");
    write("mappings/rules/exam-regions.json",
          "{\n \"version\": \"1\", \"effective\": \"2026-11-23\", \"source\": \"s\",\n"
          " \"bodyParts\": [{ \"code\": \"A\", \"regions\": [\"neck\"] }],\n \"words\": []\n}\n");
    write("mappings/rules/urgent-words.json",
          "{\n \"phrases\": [\"cauda equina\"],\n \"negations\": [\"no\",\n\"not any\"]\n}\n");
    write("mappings/forms/imaging-form.schema.json",
          "{ \"type\": \"object\",\n \"minLen\": 1,\n \"required\": 7 }\n");
    write("mappings/rules/bank-holidays.json", "{\n \"days\": [\"2026-12-25\",\n  \"soon\"] }\n");
    change("mappings/rules/risk.json", "\"mriAgeMonthsMax\": 6", "\"mriAgeMonthsMax\": 600");
    auto const found = check();
    expect_told(found, {"config/senders/newris.json:2: addresses: name at least one",
                        "config/senders/newris.json:3: processing: must be one of",
                        "config/senders/oldris.json:2: addresses: must be IP addresses",
                        "mappings/rules/exam-regions.json:3: /bodyParts/0/regions/0: must be",
                        "mappings/rules/exam-regions.json:4: /words: must be a list",
                        "mappings/rules/urgent-words.json:4: /negations/1: must be one word",
                        "mappings/rules/urgent-words.json:1: /contrasts: must be a list",
                        "mappings/forms/imaging-form.schema.json:2: /minLen: is a keyword",
                        "mappings/forms/imaging-form.schema.json:3: /required: must be a list",
                        "mappings/rules/bank-holidays.json:3: /days/1: must be a date such as"});
    EXPECT_THAT(found, Contains(AllOf(StartsWith("mappings/rules/risk.json:"),
                                      HasSubstr("/limits/mriAgeMonthsMax: must be a whole"))));
    EXPECT_EQ(found.size(), 11u);
}

TEST_F(CheckHouse, LooksAtTheFilesEvenWhereTheConfigurationItselfHasFaults)
{
    change("config/demo.json", "\"demo\": true,", "\"demo\": true, \"colour\": 1,");
    change("mappings/rules/risk.json", "\"author\"", "\"autor\"");
    auto const found = told(check_house(config).faults);
    EXPECT_THAT(found, Contains(StartsWith("config/demo.json:3: colour: is not an option")));
    EXPECT_THAT(found, Contains(HasSubstr("/autor: is not known here; there are: version")));
    write("config/demo.json", "{}");
    EXPECT_THAT(told(check_house(config).faults), Each(StartsWith("config/demo.json:1:")));
}

TEST_F(CheckHouse, TriesCertificatesAndAddressesWhereTheyAreNamed)
{
    write("config/rubbish.pem", "no certificate\n");
    change("config/demo.json", "\"demo\": true,", R"("demo": true,
  "http": { "address": "localhost",
    "certificateFile": "rubbish.pem" },)");
    change("config/demo.json", "\"imaging\": {", R"("imaging": {
    "mllp": { "address": "::x",
      "certificateFile": "none.pem", "keyFile": "none.key",
      "clientCaFile": "rubbish.pem" },
    "servers": [{ "name": "a", "url": "https://a.example",
      "keyFile": "none.key" }],)");
    change("config/practices.json", "\"odsCode\": \"Z10001\",",
           "\"odsCode\": \"Z10001\", \"caFile\": \"rubbish.pem\",");
    auto const found = told(check_house(config).faults);
    expect_told(found,
                {"config/demo.json:4: address: must be an IP address such as",
                 "config/demo.json:4: keyFile: is missing: certificateFile and keyFile",
                 "config/demo.json:19: address: must be an IP address such as",
                 "config/demo.json:20: certificateFile: ", "config/demo.json:21: clientCaFile: ",
                 "config/demo.json:22: certificateFile: is missing: certificateFile"});
    EXPECT_THAT(found, Contains(AllOf(StartsWith("config/practices.json:"), HasSubstr("caFile: "),
                                      HasSubstr("rubbish.pem cannot be"))));
}

TEST_F(CheckHouse, RefusesASecretThatOthersCanRead)
{
    write_secret("config/token", "a-token-of-a-practice\n");
    fs::permissions(folder / "config/token", fs::perms::group_read, fs::perm_options::add);
    change("config/practices.json", "\"odsCode\": \"Z10001\",",
           "\"odsCode\": \"Z10001\", \"tokenFile\": \"token\",");
    auto const open = told(check_house(config).faults);
    EXPECT_THAT(open, Contains(AllOf(StartsWith("config/practices.json:"),
                                     HasSubstr("tokenFile: others can read it: run chmod 600"))));
    fs::permissions(folder / "config/token", fs::perms::owner_read);
    EXPECT_THAT(told(check_house(config).faults), IsEmpty());
}

TEST_F(CheckHouse, MissesTheFoldersThatTheGatewayWritesTo)
{
    change("config/demo.json", "\"demo\": true", "\"demo\": false");
    auto const found = told(check_house(config).faults);
    for (auto const* key : {"file: ", "keyRingFile: ", "markFile: "}) {
        EXPECT_THAT(found, Contains(AllOf(HasSubstr(key), HasSubstr("var/demo is no folder"))));
    }
}

TEST_F(CheckHouse, SaysWhereTheSyntaxIsBroken)
{
    write("mappings/rules/urgent-words.json", "{\n \"phrases\": [\"a\"],\n oops }\n");
    fs::remove(folder / "mappings/rules/exam-regions.json");
    auto const found = check();
    EXPECT_THAT(found, Contains(StartsWith("mappings/rules/urgent-words.json:3: is not JSON")));
    EXPECT_THAT(found, Contains(StartsWith("mappings/rules/exam-regions.json:0: cannot be read")));
    EXPECT_EQ(found.size(), 2u);
}

TEST_F(CheckHouse, NamesPlacesInMapsModelsAndCodeTables)
{
    change("mappings/booking.map", "->", "=>");
    change("mappings/codes/sides.json", "\"code\": \"left\"", "\"kode\": \"left\"");
    auto found = check();
    EXPECT_THAT(found, Contains(StartsWith("mappings/booking.map:")));
    EXPECT_THAT(found, Contains(AllOf(StartsWith("mappings/codes/sides.json"),
                                      EndsWith("an element of this table has no code"))));
    change("mappings/models/facts.schema.json", "\"type\": \"string\"", "\"type\": \"strong\"");
    found = check();
    EXPECT_THAT(found, Contains(ContainsRegex("^mappings/models/facts.schema.json:[1-9]")));
}

TEST_F(CheckHouse, OutsideTheDemoMissesTheKeyButNotTheRingOfTheFirstStart)
{
    auto const demo = text_of("config/demo.json");
    change("config/demo.json", "\"demo\": true", "\"demo\": false");
    fs::create_directories(folder / "var/demo/drop");
    write_secret("var/demo/webhook-secret", "whsec_c2VjcmV0IG9mIGEgdGVzdCwgMzIgYnl0ZXMh\n");
    auto const missing = told(check_house(config).faults);
    EXPECT_THAT(missing, Contains(HasSubstr("var/demo/master.key")));
    EXPECT_THAT(missing, Contains(HasSubstr("var/demo/credentials.json")));
    EXPECT_EQ(missing.size(), 2u);
    write("config/demo.json", demo);
    ASSERT_TRUE(std::holds_alternative<Loaded>(load(settings(), random))) << "makes all of it";
    EXPECT_THAT(told(check_house(config).faults), IsEmpty());
    write("var/demo/keys.json", "no ring\n");
    EXPECT_THAT(told(check_house(config).faults), Contains(StartsWith("var/demo/keys.json:0:")));
}

} // namespace
} // namespace foramen
