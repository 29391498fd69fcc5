// Why this file exists: what a StructureMap of R4 cannot say, and where it says it all the same;
// the writer and the reader agree here.
#pragma once

#include <string_view>

namespace fhir::map {

/// R5 has these elements; R4 writes them so: https://hl7.org/fhir/versions.html#extensions
inline constexpr std::string_view constant_url =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-StructureMap.const";
inline constexpr std::string_view list_mode_url =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-StructureMap.group.rule.target.listMode";
/// No version has it: defaultValue[x] is a value.
inline constexpr std::string_view default_url = "urn:foramen:default-expression";

/// Both variables of a rule that only copies have this name in every map that tools write.
inline constexpr std::string_view copy_variable = "vvv";

} // namespace fhir::map
