// Why this file exists: the only place of this room that reads files, with limits.
#pragma once

#include "fhir/issue.h"
#include "fhir/map/map.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace foramen {

/// All files of mappings/ that a Mapper is made of, each list sorted by name.
struct MappingFiles {
    std::vector<fhir::map::SourceFile> maps;
    std::vector<fhir::map::SourceFile> codes;
    std::vector<fhir::map::SourceFile> models;
};

/// *.map, codes/*.json and models/*.schema.json. Issues name the file.
fhir::Parsed<MappingFiles> read_mapping_files(std::filesystem::path const& folder);

/// "sha256:…" over the names and texts of all files.
std::string version_of(MappingFiles const& files);

} // namespace foramen
