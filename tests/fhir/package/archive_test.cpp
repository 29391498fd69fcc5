// Why this file exists: a package is hostile input. The archives are made here, block by block, so
// that each trick is plain to see.
#include "fhir/package/package.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using fhir::package::Limits;
using fhir::package::read_folder;
using fhir::package::read_tgz;
namespace fs = std::filesystem;

std::string const manifest =
    R"({"name":"test.package","version":"1.2.3","fhirVersions":["4.0.1"],)"
    R"("dependencies":{"hl7.fhir.r4.core":"4.0.1","other.package":"2.0.0"}})";
std::string const code_system =
    R"({"resourceType":"CodeSystem","url":"http://example.org/cs","version":"1"})";

/// One entry of a ustar archive.
std::string entry(std::string const& name, std::string const& body, char type = '0')
{
    std::string header(512, '\0');
    header.replace(0, name.size(), name);
    header.replace(100, 7, "0000644");
    std::array<char, 12> size{};
    std::snprintf(size.data(), size.size(), "%011zo", body.size());
    header.replace(124, 11, size.data());
    header.replace(148, 8, "        ");
    header[156] = type;
    header.replace(257, 5, "ustar");
    unsigned sum = 0;
    for (auto const c : header) sum += static_cast<unsigned char>(c);
    std::array<char, 8> checksum{};
    std::snprintf(checksum.data(), checksum.size(), "%06o", sum);
    header.replace(148, 7, std::string{checksum.data(), 6} + '\0');
    auto const padding = (512 - body.size() % 512) % 512;
    return header + body + std::string(padding, '\0');
}

std::string const end_of_archive(1024, '\0');

std::string gzip(std::string const& plain)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, plain.size()), '\0');
    auto input = plain;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string package_with(std::string const& entries)
{
    return gzip(entry("package/package.json", manifest) + entries + end_of_archive);
}

void expect_refused(std::string const& bytes, std::string const& why, Limits const& limits = {})
{
    auto const read = read_tgz(bytes, limits);
    ASSERT_FALSE(read) << why;
    EXPECT_NE(read.issues()[0].text.find(why), std::string::npos) << read.issues()[0].text;
}

TEST(Archive, IsReadWithItsManifestAndItsConformanceResources)
{
    auto const read = read_tgz(package_with(
        entry("package/CodeSystem-a.json", code_system) +
        entry("package/example.json", R"({"resourceType":"Patient"})") +
        entry("package/other/CodeSystem-b.json", code_system) +
        entry("package/README.md", "no resource") + entry("package/folder/", "", '5')));
    ASSERT_TRUE(read) << read.issues()[0].text;
    EXPECT_EQ(read->name, "test.package");
    EXPECT_EQ(read->version, "1.2.3");
    EXPECT_EQ(read->fhir_version, "4.0.1");
    ASSERT_EQ(read->dependencies.size(), 2u);
    EXPECT_EQ(read->dependencies[1].name, "other.package");
    ASSERT_EQ(read->files.size(), 1u);
    EXPECT_EQ(read->files[0].tree.root().value("url"), "http://example.org/cs");
    EXPECT_TRUE(read->issues.empty());
}

TEST(Archive, MayHaveLongNamesInEitherManner)
{
    auto const longer = std::string(120, 'x');
    auto const pax = "path=package/" + longer + ".json\n";
    auto const record = std::to_string(pax.size() + 4) + " " + pax; // "143 " is four bytes.
    auto const read =
        read_tgz(package_with(entry("pax", record, 'x') + entry("package/short.json", code_system) +
                              entry("././@LongLink", "package/" + longer + "-too.json", 'L') +
                              entry("package/short-too.json", code_system)));
    ASSERT_TRUE(read) << read.issues()[0].text;
    ASSERT_EQ(read->files.size(), 2u);
    EXPECT_EQ(read->files[1].name, longer + ".json");
    EXPECT_EQ(read->files[0].name, longer + "-too.json");
}

TEST(Archive, SkipsWhatTheIndexCallsAnExample)
{
    auto const index = R"({"files":[{"filename":"a.json","resourceType":"Patient"},)"
                       R"({"filename":"b.json","url":"http://example.org/cs"}]})";
    auto const read = read_tgz(package_with(entry("package/.index.json", index) +
                                            entry("package/a.json", "this is not even JSON") +
                                            entry("package/b.json", code_system)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->files.size(), 1u);
    EXPECT_TRUE(read->issues.empty());
}

TEST(Archive, LeavesOutAFileThatIsNoJsonAndSaysSo)
{
    auto const read = read_tgz(package_with(entry("package/a.json", "{\"resourceType\":") +
                                            entry("package/b.json", code_system)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->files.size(), 1u);
    ASSERT_EQ(read->issues.size(), 1u);
    EXPECT_EQ(read->issues[0].severity, fhir::Severity::warning);
    EXPECT_TRUE(read->issues[0].expression.starts_with("a.json"));
}

TEST(Archive, IsRefusedWhenANameLeadsOutOfIt)
{
    for (auto const* name :
         {"../package.json", "package/../../etc/passwd", "/etc/passwd", "package\\..\\x.json",
          "C:/x.json", "package/a\nb.json", "package/.."}) {
        expect_refused(package_with(entry(name, "{}")), "leads out");
    }
}

TEST(Archive, PassesOverLinksAndDevices)
{
    auto const read = read_tgz(
        package_with(entry("package/link.json", "", '2') + entry("package/hard.json", "", '1') +
                     entry("package/device.json", "", '3') + entry("package/a.json", code_system)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->files.size(), 1u);
}

TEST(Archive, IsRefusedWhenItUnpacksToMoreThanTheLimit)
{
    Limits limits;
    limits.unpacked_bytes_max = 1 << 20;
    auto const bomb = package_with(entry("package/other.bin", std::string(8 << 20, '\0')));
    EXPECT_LT(bomb.size(), 64u * 1024);
    expect_refused(bomb, "unpacks to too much", limits);
    limits = {};
    limits.file_bytes_max = 1 << 20;
    auto const large = package_with(entry("package/a.json", std::string(2 << 20, ' ')));
    expect_refused(large, "too large", limits);
    limits = {};
    limits.files_max = 2;
    expect_refused(package_with(entry("package/a", "") + entry("package/b", "")), "too many",
                   limits);
    limits = {};
    limits.packed_bytes_max = 10;
    expect_refused(large, "too large", limits);
}

TEST(Archive, IsRefusedWhenItIsDamaged)
{
    expect_refused("", "no gzip file");
    expect_refused("PK\x03\x04 this is a zip file", "no gzip file");
    auto const whole = package_with(entry("package/a.json", code_system));
    expect_refused(whole.substr(0, whole.size() / 2), "no gzip file");
    expect_refused(gzip(std::string(2048, 'x')), "no tar archive");
    expect_refused(gzip(entry("package/package.json", manifest).substr(0, 600)), "middle");
    auto wrong_sum = entry("package/package.json", manifest);
    wrong_sum[1] = 'x';
    expect_refused(gzip(wrong_sum), "no tar archive");
    expect_refused(package_with(entry("pax", "99999 path=x\n", 'x')), "extended header");
    expect_refused(package_with(entry("pax", "13 size=9999\n", 'x')), "too large");
}

TEST(Archive, IsRefusedWhenAFileIsThereTwiceOrTheManifestIsNot)
{
    expect_refused(
        package_with(entry("package/a.json", code_system) + entry("package/a.json", code_system)),
        "twice");
    expect_refused(gzip(entry("package/a.json", code_system) + end_of_archive), "no package.json");
    expect_refused(gzip(entry("package/package.json", "[]") + end_of_archive), "no JSON");
    expect_refused(gzip(entry("package/package.json", "{}") + end_of_archive), "name and version");
}

TEST(Archive, EndsAtOnceForEveryByteThatIsCutOrChanged)
{
    auto const plain = entry("package/package.json", manifest) +
                       entry("package/a.json", code_system) + end_of_archive;
    for (std::size_t at = 0; at < plain.size(); at += 7) {
        auto changed = plain;
        changed[at] = static_cast<char>(changed[at] ^ 0x5a);
        static_cast<void>(read_tgz(gzip(changed)).has_value());
        static_cast<void>(read_tgz(gzip(plain.substr(0, at))).has_value());
    }
}

TEST(Folder, IsReadWithOrWithoutItsInnerFolder)
{
    auto const folder =
        fs::temp_directory_path() / ("foramen_package_" + std::to_string(::getpid()));
    fs::create_directories(folder / "package");
    std::ofstream{folder / "package/package.json"} << manifest;
    std::ofstream{folder / "package/a.json"} << code_system;
    std::ofstream{folder / "whole.tgz", std::ios::binary}
        << package_with(entry("package/a.json", code_system));
    for (auto const& place : {folder, folder / "package", folder / "whole.tgz"}) {
        auto const read = fhir::package::read(place);
        ASSERT_TRUE(read) << place << read.issues()[0].text;
        EXPECT_EQ(read->files.size(), 1u) << place;
    }
    Limits limits;
    limits.file_bytes_max = 10;
    EXPECT_FALSE(read_folder(folder, limits));
    limits = {};
    limits.unpacked_bytes_max = manifest.size() + 1;
    EXPECT_FALSE(read_folder(folder, limits));
    EXPECT_FALSE(fhir::package::read(folder / "nothing"));
    fs::remove_all(folder);
}

} // namespace
