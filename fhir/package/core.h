// Why this file exists: the conformance resources of the R4 core, packed into the program by
// compile_core.mjs. Each is unpacked alone, when it is asked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fhir::package {

struct CoreEntry {
    std::string_view type; ///< "StructureDefinition", "ValueSet", "CodeSystem"
    std::string_view url;
    std::string_view version;
    std::string_view packed;
    std::size_t size = 0;

    /// Its JSON.
    std::string text() const;
};

/// All entries of the core.
std::vector<CoreEntry> core_entries();

} // namespace fhir::package
