#include "fhir/package/package.h"

#include "fhir/json/json.h"
#include "fhir/package/inflate.h"
#include "fhir/package/tar.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <system_error>

namespace fhir::package {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view manifest_name = "package.json";
constexpr std::string_view index_name = ".index.json";
constexpr std::string_view folder_name = "package/";

/// The files of a package by their name in its folder, not read yet.
using Texts = std::map<std::string, std::string, std::less<>>;

Issue refused(std::string_view file, std::string text)
{
    return {Severity::error, "invalid", std::string{file}, std::move(text)};
}

bool is_json(std::string_view name)
{
    return name.ends_with(".json") && name.find('/') == std::string_view::npos;
}

Parsed<Tree> read_json(std::string_view text, Limits const& limits)
{
    return json::read(text, {limits.file_bytes_max, limits.depth_max, limits.elements_max});
}

/// package.json. https://confluence.hl7.org/display/FHIR/NPM+Package+Specification
Parsed<Package> read_manifest(Texts const& texts, Limits const& limits)
{
    auto const found = texts.find(manifest_name);
    if (found == texts.end()) {
        return refused(manifest_name, "there is no package.json: this is no FHIR package");
    }
    auto const tree = read_json(found->second, limits);
    if (!tree) return refused(manifest_name, "package.json is no JSON: " + tree.issues()[0].text);
    auto const& root = tree->root();
    Package made;
    made.name = root.value("name");
    made.version = root.value("version");
    if (made.name.empty() || made.version.empty()) {
        return refused(manifest_name, "package.json does not say its name and version");
    }
    for (auto const* list : {"fhirVersions", "fhir-version-list"}) {
        if (made.fhir_version.empty()) made.fhir_version = root.value(list);
    }
    if (auto const* const all = root.child("dependencies"); all != nullptr) {
        for (auto const* one = all->first; one != nullptr; one = one->next) {
            made.dependencies.push_back({std::string{one->name}, std::string{one->text}});
        }
    }
    return made;
}

/// Files that the index lists without a canonical URL: examples, which need not be read. What the
/// index does not list is read.
std::set<std::string, std::less<>> examples(Texts const& texts, Limits const& limits)
{
    std::set<std::string, std::less<>> found;
    auto const index = texts.find(index_name);
    if (index == texts.end()) return found;
    auto const tree = read_json(index->second, limits);
    if (!tree) return found;
    for (auto const* one = tree->root().first; one != nullptr; one = one->next) {
        if (one->name == "files" && one->value("url").empty()) {
            found.emplace(one->value("filename"));
        }
    }
    return found;
}

Parsed<Package> assemble(Texts const& texts, Limits const& limits)
{
    auto made = read_manifest(texts, limits);
    if (!made) return made;
    auto const passed_over = examples(texts, limits);
    for (auto const& [name, text] : texts) {
        if (name == manifest_name || name == index_name || passed_over.contains(name)) continue;
        auto tree = read_json(text, limits);
        if (!tree) {
            auto const& why = tree.issues()[0];
            made->issues.push_back({Severity::warning, why.code, name + ":" + why.expression,
                                    "the file was left out: " + why.text});
            continue;
        }
        auto const& root = tree->root();
        if (root.text.empty() || root.value("url").empty()) continue; // No conformance resource.
        made->files.push_back({name, std::move(*tree)});
    }
    return made;
}

/// Reads a file that may weigh no more than `bytes_max`.
Parsed<std::string> read_file(fs::path const& file, std::size_t bytes_max)
{
    auto const name = file.filename().string();
    std::error_code error;
    auto const size = fs::file_size(file, error);
    if (error) return refused(name, "the file cannot be read: " + error.message());
    if (size > bytes_max) return refused(name, "the file is too large");
    std::ifstream stream{file, std::ios::binary};
    std::string text(size, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(size));
    if (!stream || static_cast<std::uintmax_t>(stream.gcount()) != size) {
        return refused(name, "the file cannot be read");
    }
    return text;
}

Parsed<Texts> read_texts(fs::path const& folder, Limits const& limits)
{
    std::error_code error;
    fs::directory_iterator files{folder, error};
    if (error) return refused({}, "the folder cannot be read: " + error.message());
    Texts texts;
    std::size_t total = 0;
    for (; files != fs::directory_iterator{}; files.increment(error)) {
        if (error) return refused({}, "the folder cannot be read: " + error.message());
        auto name = files->path().filename().string();
        if (!is_json(name) || !files->is_regular_file(error)) continue;
        if (texts.size() >= limits.files_max) return refused(name, "too many files");
        auto text = read_file(files->path(), limits.file_bytes_max);
        if (!text) return text.issues();
        total += text->size();
        if (total > limits.unpacked_bytes_max) return refused(name, "the package is too large");
        texts.emplace(std::move(name), *std::move(text));
    }
    return texts;
}

/// Only what lies directly in "package/" is the package: not examples, not other/.
std::string_view name_in_package(std::string_view name)
{
    if (name.starts_with("./")) name.remove_prefix(2);
    if (!name.starts_with(folder_name)) return {};
    name.remove_prefix(folder_name.size());
    return is_json(name) ? name : std::string_view{};
}

} // namespace

Parsed<Package> read_folder(fs::path const& folder, Limits const& limits)
{
    std::error_code error;
    auto const inner = folder / "package";
    auto const whole =
        !fs::exists(folder / manifest_name, error) && fs::exists(inner / manifest_name, error);
    auto const texts = read_texts(whole ? inner : folder, limits);
    if (!texts) return texts.issues();
    return assemble(*texts, limits);
}

Parsed<Package> read_tgz(std::string_view bytes, Limits const& limits)
{
    if (bytes.size() > limits.packed_bytes_max) return refused({}, "the package is too large");
    Texts texts;
    auto twice = false;
    TarReader tar{{limits.file_bytes_max, limits.files_max},
                  [](std::string_view name) { return !name_in_package(name).empty(); },
                  [&](std::string_view name, std::string&& text) {
                      auto const added = texts.emplace(name_in_package(name), std::move(text));
                      twice = twice || !added.second;
                  }};
    auto const end = gunzip(bytes, limits.unpacked_bytes_max,
                            [&](std::string_view piece) { return tar.feed(piece); });
    if (end == Inflated::too_large) return refused({}, "the package unpacks to too much");
    if (end == Inflated::broken) return refused({}, "this is no gzip file, or a damaged one");
    if (end == Inflated::stopped || !tar.ended()) return refused({}, tar.fault());
    if (twice) return refused({}, "the archive has a file twice: it is not clear which one counts");
    return assemble(texts, limits);
}

Parsed<Package> read(fs::path const& place, Limits const& limits)
{
    std::error_code error;
    if (fs::is_directory(place, error)) return read_folder(place, limits);
    auto const bytes = read_file(place, limits.packed_bytes_max);
    if (!bytes) return bytes.issues();
    return read_tgz(*bytes, limits);
}

} // namespace fhir::package
