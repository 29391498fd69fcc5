// Why this file exists: a FHIR package (https://confluence.hl7.org/display/FHIR/NPM+Package+
// Specification), read from a folder or a .tgz. Nothing is ever unpacked to disk.
#pragma once

#include "fhir/element.h"
#include "fhir/issue.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace fhir::package {

/// What a package may weigh. A .tgz is held against these while it is inflated.
struct Limits {
    std::size_t packed_bytes_max = 64 * 1024 * 1024;
    std::size_t unpacked_bytes_max = 512 * 1024 * 1024;
    std::size_t file_bytes_max = 32 * 1024 * 1024;
    std::size_t files_max = 50'000;
    unsigned depth_max = 64;              ///< Of one JSON file.
    std::size_t elements_max = 1'000'000; ///< Of one JSON file.
};

struct Dependency {
    std::string name;
    std::string version;
};

/// A resource of a package and the file that it came from.
struct File {
    std::string name; ///< "StructureDefinition-UKCore-Patient.json"
    Tree tree;
};

struct Package {
    std::string name;
    std::string version;
    std::string fhir_version; ///< "4.0.1"; empty when it is not said.
    std::vector<Dependency> dependencies;
    std::vector<File> files; ///< Conformance resources, in the order of their names.
    Issues issues;           ///< Files that were left out, with the reason; as warnings.
};

/// A folder that holds package.json, or that holds a folder "package" which does.
Parsed<Package> read_folder(std::filesystem::path const& folder, Limits const& limits = {});
/// The bytes of a .tgz.
Parsed<Package> read_tgz(std::string_view bytes, Limits const& limits = {});
/// A folder or a .tgz file.
Parsed<Package> read(std::filesystem::path const& place, Limits const& limits = {});

} // namespace fhir::package
