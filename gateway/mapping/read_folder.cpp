#include "gateway/mapping/read_folder.h"

#include "gateway/base/digest.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace foramen {

using fhir::Issue;
using fhir::Severity;
using fhir::map::SourceFile;

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t file_bytes_max = 4 * 1024 * 1024;
constexpr std::size_t files_max = 1'000;

Issue unreadable(fs::path const& file, std::string text)
{
    return {Severity::fatal, "not-found", file.string(), std::move(text)};
}

fhir::Parsed<SourceFile> read_one(fs::path const& file)
{
    std::error_code failed;
    if (fs::file_size(file, failed) > file_bytes_max || failed) {
        return unreadable(file, "cannot be read, or is longer than 4 MiB");
    }
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) return unreadable(file, "cannot be read");
    return SourceFile{file.filename().string(), std::move(text).str()};
}

fhir::Parsed<std::vector<SourceFile>> read_all(fs::path const& folder, std::string_view ending)
{
    std::error_code failed;
    std::vector<fs::path> found;
    for (auto const& entry : fs::directory_iterator{folder, failed}) {
        auto const is_ours = entry.path().filename().string().ends_with(ending);
        if (is_ours && entry.is_regular_file(failed)) found.push_back(entry.path());
    }
    if (failed) return unreadable(folder, "the folder cannot be read: " + failed.message());
    if (found.empty()) {
        return unreadable(folder, "no file ends in " + std::string{ending});
    }
    if (found.size() > files_max) return unreadable(folder, "holds too many files");
    std::ranges::sort(found);
    std::vector<SourceFile> files;
    for (auto const& file : found) {
        auto one = read_one(file);
        if (!one) return one.issues();
        files.push_back(*std::move(one));
    }
    return files;
}

} // namespace

fhir::Parsed<MappingFiles> read_mapping_files(fs::path const& folder)
{
    auto maps = read_all(folder, ".map");
    if (!maps) return maps.issues();
    auto codes = read_all(folder / "codes", ".json");
    if (!codes) return codes.issues();
    auto models = read_all(folder / "models", ".schema.json");
    if (!models) return models.issues();
    return MappingFiles{*std::move(maps), *std::move(codes), *std::move(models)};
}

std::string version_of(MappingFiles const& files)
{
    std::string all;
    for (auto const* const list : {&files.maps, &files.codes, &files.models}) {
        for (auto const& file : *list) {
            // Lengths keep apart what would read the same when it stands side by side.
            all.append(file.name).append("\n").append(std::to_string(file.text.size()));
            all.append("\n").append(file.text);
        }
    }
    return "sha256:" + to_hex(sha256(all));
}

} // namespace foramen
